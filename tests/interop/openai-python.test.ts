import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startServing, type Serving } from "../service/serving.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { python, pythonWith } from "./python.js";

const suite = pythonWith("OpenAI's client for Python", ["openai"]);
const script = fileURLToPath(new URL("openai_client.py", import.meta.url));
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe.skipIf(!suite.found)(suite.title, () => {
  let [pair, serving]: [TinyPair, Serving] = [] as never;
  beforeAll(async () => {
    pair = await makeTinyPair();
    serving = await startServing({ generator: pair.generator });
  });
  afterAll(async () => {
    await serving.stop();
    await rm(pair.root, { recursive: true });
  });

  test("gets what the one for Node gets", async () => {
    const client = serving.client();
    const { stdout } = await promisify(execFile)(python, [script, serving.url]);
    const found = JSON.parse(stdout) as Record<string, unknown>;
    const messages = [
      { role: "system", content: "Answer in one word." },
      { role: "user", content: "hello 🙂" },
    ] as const;
    // The system message has been read by now, so it costs nothing more.
    const whole = await client.chat.completions.create({
      model: "lora-gen",
      messages: [...messages],
      max_completion_tokens: 12,
      logprobs: true,
    });
    const { message, finish_reason, logprobs } = whole.choices[0]!;
    const prompt = [1, 2, 3];
    const text = await client.completions.create({
      model: "lora-gen",
      prompt,
      max_tokens: 4,
      echo: true,
      logprobs: 1,
    });
    expect(found).toMatchObject({
      models: ["lora-gen"],
      answer: message.content,
      finish: finish_reason,
      tokens: logprobs!.content!.map(({ token }) => token),
      usage: { completion_tokens: whole.usage!.completion_tokens },
      streamed: message.content,
      streamedTokens: whole.usage!.completion_tokens,
      calls: [["stop_alarm", "{}"]],
      formed: { day: "today" },
      refusals: [
        ["NotFoundError", 404, "model"],
        ["BadRequestError", 400, "temperature"],
        ["BadRequestError", 400, "messages"],
      ],
    });
    const echoed = (logprobs: unknown): unknown[] =>
      (logprobs as (number | null)[]).map((l) => (l === null ? l : (expect.closeTo(l, 4) as number)));
    expect(found["echoed"]).toEqual(echoed(text.choices[0]!.logprobs!.token_logprobs));
    const [first, second] = found["drawn"] as [string[], string[]];
    expect(first).toHaveLength(2);
    expect(second).toEqual(first);
  });
});
