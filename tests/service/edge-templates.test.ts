import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { startServing } from "./serving.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** As Gemma's, which has no system role. */
const withoutSystem =
  "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}" +
  "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}{% endfor %}<|assistant|>";

const withDefault =
  "{% if messages[0]['role'] != 'system' %}{{ '<|system|>You are a helpful assistant.<|end|>' }}{% endif %}" +
  "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}{% endfor %}<|assistant|>";

let pair: TinyPair;
beforeEach(async () => {
  pair = await makeTinyPair();
});
afterEach(() => rm(pair.root, { recursive: true }));

async function serveWith(template: string | undefined) {
  const file = join(pair.edge, "tokenizer_config.json");
  const config = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  await rm(join(pair.edge, "chat_template.jinja"), { force: true });
  await writeFile(file, JSON.stringify({ ...config, chat_template: template }));
  return startServing({ generator: pair.generator });
}

const prompt = "Answer in upper case.";

test("an edge whose chat template has no system role gets adapters, and answers with them", async () => {
  const serving = await serveWith(withoutSystem);
  const made = await serving.post("/v1/adapters", { prompt });
  expect([made.status, await made.json()]).toMatchObject([201, { context_tokens: prompt.length }]);
  const [system, user] = [
    { role: "system", content: prompt },
    { role: "user", content: "go" },
  ];
  const chat = { model: "lora-gen", messages: [system, user], max_tokens: 2 };
  const answer = await serving.post("/v1/chat/completions", chat);
  expect([answer.status, await answer.json()]).toMatchObject([200, { usage: { prompt_tokens_saved: prompt.length } }]);
  // In context is where the prompt needs the role.
  const refused = await serving.post("/v1/chat/completions", { ...chat, x_prompt: "in-context" });
  const { error } = (await refused.json()) as { error: { message: string } };
  expect([refused.status, error.message]).toEqual([
    400,
    "the model can't read this: the chat template fails: System role not supported",
  ]);
  await serving.stop();
});

test("an edge without a chat template gets adapters, too; clients are not told where it lies", async () => {
  const serving = await serveWith(undefined);
  const made = await serving.post("/v1/adapters", { prompt });
  expect([made.status, await made.json()]).toMatchObject([201, { context_tokens: prompt.length }]);
  const refused = await serving.post("/v1/chat/completions", {
    model: "lora-gen",
    messages: [{ role: "user", content: "go" }],
  });
  const { error } = (await refused.json()) as { error: { message: string } };
  expect([refused.status, error.message]).toEqual([
    400,
    "the model can't read this: there is no chat template; give the prompt as text, or an instruction-tuned model",
  ]);
  await serving.stop();
});

test("a prompt that is shorter than the template's own system message saves no tokens", async () => {
  const serving = await serveWith(withDefault);
  const made = await serving.post("/v1/adapters", { prompt: "Hi." });
  expect([made.status, await made.json()]).toMatchObject([201, { context_tokens: 0 }]);
  const messages = [
    { role: "system", content: "Hi." },
    { role: "user", content: "go" },
  ];
  const answer = await serving.post("/v1/chat/completions", { model: "lora-gen", messages, max_tokens: 2 });
  expect([answer.status, await answer.json()]).toMatchObject([200, { usage: { prompt_tokens_saved: 0 } }]);
  expect(await (await serving.get("/metrics")).text()).toContain("lora_gen_prompt_tokens_saved_total 0\n");
  await serving.stop();
});
