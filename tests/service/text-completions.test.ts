import type OpenAI from "openai";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { loadWeights } from "../../src/lm/checkpoint.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { ContinuationScorer } from "../../src/lm/scoring.js";
import { shippedEdge, startServing, type Serving } from "./serving.js";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const model = "lora-gen";

let serving: Serving;
let client: OpenAI;
/** What the server is held against: the same weights in this thread. */
let edge: EdgeModel;
beforeAll(async () => {
  serving = await startServing();
  client = serving.client();
  edge = await EdgeModel.load(shippedEdge, { thread: "main" });
});
afterAll(async () => {
  await serving.stop();
  await edge.dispose();
});

const text = "set_alarm(time=7:30) play_music(song=Wonderwall)";

test("echoes and scores token ids as lm-evaluation-harness asks for it", async () => {
  const ids = edge.tokenizer.encode(text);
  const [context, continuation] = [ids.slice(0, 5), ids.slice(5)];
  const body = {
    model,
    prompt: [ids, ids.slice(1)],
    max_tokens: 1,
    logprobs: 1,
    echo: true,
    temperature: 0,
    seed: 1234,
  };
  const { choices } = await client.completions.create(body);
  expect(choices.map(({ index }) => index)).toEqual([0, 1]);
  const scorer = await ContinuationScorer.create(edge.config, (await loadWeights(edge.source)).weights);
  const [scored] = await scorer.score(context, [continuation]);
  await scorer.dispose();
  const { token_logprobs, top_logprobs, tokens, text_offset } = choices[0]!.logprobs!;
  // As its TemplateAPI reads them: all but the token that was generated.
  expect(token_logprobs).toHaveLength(ids.length + 1);
  expect(token_logprobs!.slice(5, -1)).toBeAllclose([...scored!.logprobs], { atol: 1e-4 });
  const tops = top_logprobs!;
  const greedy = token_logprobs!.slice(5, -1).every((l, i) => l === Math.max(...Object.values(tops[5 + i]!)));
  expect(greedy).toBe(scored!.greedy);
  expect(token_logprobs![0]).toBeNull();
  expect(tokens!.slice(0, -1).join("")).toBe(text);
  expect(text_offset!.slice(0, -1).map((at, i) => text.startsWith(tokens![i]!, at))).not.toContain(false);
  expect(choices[0]!.text.startsWith(text)).toBe(true);
});

test("goes on behind texts and ids alike, streamed or not", async () => {
  const asked = { model, max_tokens: 6 } as const;
  const whole = await client.completions.create({ ...asked, prompt: [text, text] });
  const byIds = await client.completions.create({ ...asked, prompt: edge.tokenizer.encode(text) });
  expect(whole.choices.map((c) => c.text)).toEqual([byIds.choices[0]!.text, byIds.choices[0]!.text]);
  let expected = "";
  const decode = edge.tokenizer.decodeStream({ skipSpecial: true });
  for await (const id of edge.tokens(edge.tokenizer.encode(text), { maxTokens: 6 })) expected += decode.push(id);
  expect(byIds.choices[0]!.text).toBe(expected + decode.end());
  let streamed = "";
  for await (const { choices } of await client.completions.create({ ...asked, prompt: text, stream: true }))
    streamed += choices[0]?.text ?? "";
  expect(streamed).toBe(whole.choices[0]!.text);
  const echoed = await client.completions.create({ model, prompt: text, echo: true, max_tokens: 0 });
  expect(echoed.choices[0]).toMatchObject({ text, finish_reason: "length" });
});
