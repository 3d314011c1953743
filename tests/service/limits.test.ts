import { rm } from "node:fs/promises";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { start } from "../cli/program.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { startServing, type Serving } from "./serving.js";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let pair: TinyPair;
const open: Serving[] = [];
const serve = async (settings: Parameters<typeof startServing>[0]): Promise<Serving> => {
  const serving = await startServing({ generator: pair.generator, ...settings });
  open.push(serving);
  return serving;
};
beforeAll(async () => {
  pair = await makeTinyPair();
});
afterAll(async () => {
  await Promise.all(open.map((serving) => serving.stop()));
  await rm(pair.root, { recursive: true });
});

const model = "lora-gen";
const ask = (content: string, more: object = {}) => ({
  model,
  messages: [{ role: "user", content }],
  max_tokens: 4,
  ...more,
});
/** An answer that has to be as long as it gets: each token is one letter of a text that must be written. */
const long = (n = 16, letters = 900) =>
  ask("go", {
    n,
    max_tokens: 1000,
    response_format: { type: "json_schema", json_schema: { schema: { const: "x".repeat(letters) } } },
  });

const chat = (serving: Serving, body: object, signal?: AbortSignal): Promise<OpenAI.ChatCompletion> =>
  serving.client().chat.completions.create(body as never, signal && { signal });

/** Starts to stream a long answer; it has a place once this resolves. */
async function holdPlace(serving: Serving): Promise<() => Promise<void>> {
  const leaving = new AbortController();
  const response = await fetch(`${serving.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...long(), stream: true }),
    signal: leaving.signal,
  });
  const reader = response.body!.getReader();
  await reader.read();
  return async () => {
    leaving.abort();
    await reader.closed.catch(() => {});
  };
}

test("a full server answers 429 and when to come again; a client that leaves frees its place at once", async () => {
  const serving = await serve({ streams: 1, waiting: 4 });
  const leave = await holdPlace(serving);
  const depth = (): Promise<number> => serving.metric('lora_gen_queue_depth{queue="decode"}');
  // One client alone may take half of the queue.
  const leaving = new AbortController();
  const first = chat(serving, ask("a"));
  const second = chat(serving, ask("b"), leaving.signal);
  while ((await depth()) < 2);
  const refused = await serving.post("/v1/chat/completions", ask("c"));
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(await refused.json()).toMatchObject({ error: { type: "rate_limit_error", code: "queue_full" } });
  // Whoever waits may leave, too.
  leaving.abort();
  await expect(second).rejects.toThrow(OpenAI.APIUserAbortError);
  while ((await depth()) > 1);
  await leave();
  expect((await first).choices).toHaveLength(1);
  expect(await serving.metric('lora_gen_active{queue="decode"}')).toBe(0);
  expect(serving.log.join("").match(/"status":499/g)).toHaveLength(2);
});

test("what takes too long is ended: by a 504, or by an error in the stream", async () => {
  const serving = await serve({ deadline: 0.5 });
  const error: unknown = await chat(serving, long()).catch((e: unknown) => e);
  expect(error).toMatchObject({ status: 504, type: "timeout_error", code: "deadline_exceeded" });
  const text = await (await serving.post("/v1/chat/completions", { ...long(), stream: true })).text();
  const events = text.split("\n\n").filter((event) => event !== "");
  expect(JSON.parse(events.at(-1)!.slice("data: ".length))).toMatchObject({ error: { code: "deadline_exceeded" } });
  expect(await serving.metric('lora_gen_active{queue="decode"}')).toBe(0);
});

test("SIGTERM lets running answers finish, takes no new ones, and ends with 0", async () => {
  const { child, done } = start(["serve", "-g", pair.generator, "--port", "0", "--grace", "200", "--json"]);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      resolve((JSON.parse(String(chunk)) as { url: string }).url);
    });
    void done.then(({ stderr }) => reject(new Error(stderr)));
  });
  const body = JSON.stringify({ ...long(1, 400), stream: true });
  const post = (): Promise<Response> =>
    fetch(`${url}/v1/chat/completions`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  const running = await post();
  const reader: ReadableStreamDefaultReader<Uint8Array> = running.body!.getReader();
  const decoder = new TextDecoder();
  let text = decoder.decode((await reader.read()).value);
  child.kill("SIGTERM");
  let refused: unknown;
  while (!refused) {
    // A connection that is still open gets a 503; there is no new one.
    refused = await post().then(
      async (response) => {
        await response.body?.cancel();
        return response.status === 503 || undefined;
      },
      (e: unknown) => e,
    );
  }
  for (;;) {
    const { value, done: end } = await reader.read();
    if (end) break;
    text += decoder.decode(value, { stream: true });
  }
  expect(text.trimEnd().endsWith("data: [DONE]")).toBe(true);
  const pieces = [...text.matchAll(/"content":"(x*)/g)].map((match) => match[1]).join("");
  expect(pieces).toBe("x".repeat(400));
  const outcome = await done;
  expect(outcome.code).toBe(0);
  expect(outcome.stderr).toContain('"msg":"stopped"');
});
