import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { LanguageModel } from "../../src/lm/language-model.js";
import { likeliest } from "../../src/lm/sampling.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

let pair: TinyPair;
let model: LanguageModel;
beforeAll(async () => {
  pair = await makeTinyPair();
  model = await LanguageModel.load(pair.edge, { thread: "main" });
});
afterAll(async () => {
  await model.dispose();
  await rm(pair.root, { recursive: true });
});

// More than are read at once.
const ids = Array.from({ length: 150 }, (_, i) => 5 + ((i * 37) % 250));

test("logits behind every token of a prompt are those of the prompt up to there", async () => {
  const all: Float32Array[] = [];
  for await (const logits of model.promptLogits(ids)) all.push(logits);
  expect(all).toHaveLength(ids.length);
  for (const length of [1, 2, 63, 64, 65, 128, 129, 150])
    expect(all[length - 1]).toBeAllclose(await model.lastLogits(ids.slice(0, length)), { atol: 1e-4 });
});

test("a prompt read in parts has the logits of one read token by token", async () => {
  const long = Array.from({ length: 600 }, (_, i) => 5 + ((i * 41) % 250));
  const all: Float32Array[] = [];
  for await (const logits of model.promptLogits(long)) all.push(logits);
  for (const length of [255, 256, 257, 512, 513, 600])
    expect(await model.lastLogits(long.slice(0, length))).toBeAllclose(all[length - 1], { atol: 1e-4 });
});

test("a whole context can be read, and no more; a signal ends it", async () => {
  const { positions } = model.config;
  const count = async (n: number, signal?: AbortSignal): Promise<number> => {
    let seen = 0;
    for await (const _ of model.promptLogits(Array<number>(n).fill(7), signal && { signal })) seen++;
    return seen;
  };
  expect(await count(positions)).toBe(positions);
  await expect(count(positions + 1)).rejects.toThrow(`the prompt has ${positions + 1} tokens`);
  await expect(count(0)).rejects.toThrow("the prompt is empty");
  expect(await count(3, AbortSignal.abort())).toBe(0);
});

test("who chooses the tokens sees the logits, and is obeyed", async () => {
  const edge = await EdgeModel.load(pair.edge, { thread: "main" });
  const seen: number[] = [];
  const chosen: number[] = [];
  const choose = (logits: Float32Array, history: readonly number[]): number => {
    seen.push(likeliest(logits));
    return 100 + history.length;
  };
  for await (const id of edge.tokens([9, 8, 7], { maxTokens: 3, choose })) chosen.push(id);
  expect(chosen).toEqual([103, 104, 105]);
  for (const [i, first] of seen.entries())
    expect(first).toBe(likeliest(await model.lastLogits([9, 8, 7, ...chosen.slice(0, i)])));
  await edge.dispose();
});

test("an id that the model does not have is named", async () => {
  for (const alien of [-1, 1.5, 4096])
    await expect(model.tokens([5, alien]).next()).rejects.toThrow(`the prompt has token ${alien};`);
});
