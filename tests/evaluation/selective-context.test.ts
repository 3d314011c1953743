import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { InputError } from "../../src/errors.js";
import { selectContext } from "../../src/evaluation/selective-context.js";
import { loadWeights } from "../../src/lm/checkpoint.js";
import { ContinuationScorer } from "../../src/lm/scoring.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

let [pair, scorer, tokenizer]: [TinyPair, ContinuationScorer, Tokenizer] = [] as never;
beforeAll(async () => {
  pair = await makeTinyPair();
  const { config, weights } = await loadWeights(pair.edge);
  scorer = await ContinuationScorer.create(config, weights);
  tokenizer = await Tokenizer.load(pair.edge);
});
afterAll(async () => {
  await scorer.dispose();
  await rm(pair.root, { recursive: true, force: true });
});

const prompt = "You set alarms. Answer with the time, 🙂 and nothing else.\nTools:\nset_alarm(time)\n\nplay(song)";

/** Nats of the text, its first token aside. */
async function information(words: string): Promise<number> {
  const ids = tokenizer.encode(words, { special: false, addSpecial: false });
  const [scored] = await scorer.score(ids.slice(0, 1), [ids.slice(1)]);
  return -scored!.logprobs.reduce((a, b) => a + b, 0);
}

test("half of a prompt is words of it in their order, no more than half of its tokens, in its lines", async () => {
  const { text, originTokens, compressedTokens, ratio } = await selectContext(scorer, tokenizer, prompt, 0.5);
  expect(originTokens).toBe(tokenizer.encode(prompt, { addSpecial: false }).length);
  expect(compressedTokens).toBe(tokenizer.encode(text, { addSpecial: false }).length);
  expect(compressedTokens).toBeLessThanOrEqual(originTokens / 2 + 3); // line breaks stay
  expect(compressedTokens).toBeGreaterThan(originTokens / 4);
  expect(ratio).toBeCloseTo(originTokens / compressedTokens, 10);
  const words = prompt.split(/\s+/u);
  let at = -1;
  for (const word of text.split(/\s+/u)) {
    at = words.indexOf(word, at + 1);
    expect(at, `${word} is a word of the prompt, behind those before it`).toBeGreaterThanOrEqual(0);
  }
});

test("the words that go first are those that the model is surest of", async () => {
  const text = "aaaa bcbc dddd efgh";
  const { text: kept } = await selectContext(scorer, tokenizer, text, 0.75);
  const left = text.split(" ").filter((word) => !kept.split(" ").includes(word));
  expect(left).toHaveLength(1);
  // The first word starts with the one token that nothing foretells, and so stays.
  const upTo = await Promise.all([1, 2, 3, 4].map((n) => information(text.split(" ").slice(0, n).join(" "))));
  const each = [1, 2, 3].map((i) => upTo[i]! - upTo[i - 1]!);
  expect(left[0]).toBe(text.split(" ")[1 + each.indexOf(Math.min(...each))]);
});

test("all of a prompt is the prompt", async () => {
  expect((await selectContext(scorer, tokenizer, prompt, 1)).text).toBe(prompt);
});

test("nothing can't be compressed, nor to nothing", async () => {
  await expect(selectContext(scorer, tokenizer, "", 0.5)).rejects.toThrow(InputError);
  await expect(selectContext(scorer, tokenizer, prompt, 0)).rejects.toThrow("keep is 0; it must be above 0");
});
