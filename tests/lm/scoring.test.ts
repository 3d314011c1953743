import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/errors.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { readPackedWeights } from "../../src/lm/packed-weights.js";
import { ContinuationScorer } from "../../src/lm/scoring.js";
import { golden, readGolden } from "../golden.js";

describe.each(["llama", "gemma", "opt"])("continuations scored by %s", (name) => {
  const config = parseConfig(JSON.parse(readFileSync(golden(`architectures/${name}/config.json`), "utf8")), name);
  let [scorer, ids, logits]: [ContinuationScorer, number[], Float32Array] = [] as never;
  beforeAll(async () => {
    scorer = await ContinuationScorer.create(config, await readGolden(`architectures/${name}/model.safetensors`));
    const expected = await readGolden(`architectures/${name}/expected.safetensors`);
    ids = Array.from(expected["input_ids"]!.data as BigInt64Array, Number).slice(0, expected["input_ids"]!.shape[1]);
    logits = expected["logits"]!.data as Float32Array;
  });
  afterAll(() => scorer.dispose());

  /** log softmax of PyTorch's logits at a position. */
  const logprob = (position: number, id: number): number => {
    const row = logits.subarray(position * config.vocabularySize, (position + 1) * config.vocabularySize);
    return row[id]! - Math.log(row.reduce((total, v) => total + Math.exp(v), 0));
  };

  test("have PyTorch's log-probabilities", async () => {
    const prefix = 7;
    const [scored] = await scorer.score(ids.slice(0, prefix), [ids.slice(prefix)]);
    const expected = ids.slice(prefix).map((id, i) => logprob(prefix - 1 + i, id));
    expect(Float32Array.from(scored!.logprobs)).toBeAllclose(Float32Array.from(expected), { atol: 1e-4 });
  });

  test("have the same numbers alone and among others, in any order", async () => {
    const prefix = ids.slice(0, 5);
    const continuations = [[4, 8, 15], [16], [23, 42, 4, 8, 15, 16, 23, 42], [4, 8, 16]];
    const together = await scorer.score(prefix, continuations);
    const reversed = (await scorer.score(prefix, continuations.toReversed())).toReversed();
    for (const [i, continuation] of continuations.entries()) {
      const [alone] = await scorer.score(prefix, [continuation]);
      for (const other of [together[i]!, reversed[i]!])
        expect(Float32Array.from(other.logprobs)).toBeAllclose(Float32Array.from(alone!.logprobs), { atol: 1e-5 });
    }
  });

  test("have the same numbers behind contexts of which some begin alike, or are alike", async () => {
    const pairs = [
      { context: ids.slice(0, 9), continuation: [4, 8, 15] },
      { context: [...ids.slice(0, 6), 7, 7], continuation: [4, 8, 16] },
      { context: ids.slice(0, 3), continuation: ids.slice(3, 8) },
      { context: [40, 41], continuation: [42] },
      { context: ids.slice(0, 9), continuation: [4, 8] },
      { context: ids.slice(0, 9), continuation: [4, 8, 15] },
    ];
    const together = await scorer.scoreAll(pairs);
    for (const [i, pair] of pairs.entries()) {
      const [alone] = await scorer.scoreAll([pair]);
      expect(alone!.logprobs).toHaveLength(pair.continuation.length);
      expect(Float32Array.from(together[i]!.logprobs)).toBeAllclose(Float32Array.from(alone!.logprobs), { atol: 1e-5 });
    }
  });

  test("are told to be greedy if each token is the first choice", async () => {
    const best = (position: number): number => {
      const row = Array.from(logits.subarray(position * config.vocabularySize, (position + 1) * config.vocabularySize));
      return row.indexOf(Math.max(...row));
    };
    const first = best(4);
    const scored = await scorer.score(ids.slice(0, 5), [[first], [(first + 1) % 90], [first, first, first]]);
    expect(scored[0]!.greedy).toBe(true);
    expect(scored[1]!.greedy).toBe(false);
    expect(scored[2]!.logprobs[0]).toBeCloseTo(scored[0]!.logprobs[0]!, 4);
  });

  test("may be more than fit one row", async () => {
    const many = Array.from({ length: 40 }, (_, i) => Array.from({ length: 60 }, (_, j) => 3 + ((i * 7 + j) % 90)));
    const scored = await scorer.score(ids.slice(0, 5), many);
    expect(scored).toHaveLength(40);
    const [last] = await scorer.score(ids.slice(0, 5), [many[39]!]);
    expect(Float32Array.from(scored[39]!.logprobs)).toBeAllclose(Float32Array.from(last!.logprobs), { atol: 1e-4 });
  });

  test("are refused where there is nothing to score, or too much", async () => {
    await expect(scorer.score([], [[3]])).rejects.toThrow(/the prefix is empty.*such as BOS/);
    await expect(scorer.score([3], [[4], []])).rejects.toThrow(new InputError("continuation 1 is empty"));
    // Nothing reads the last token, so that one more than the context holds can be scored.
    const whole = Array<number>(config.positions).fill(5);
    expect((await scorer.score([3], [whole]))[0]!.logprobs).toHaveLength(config.positions);
    const long = [...whole, 5];
    await expect(scorer.score([3], [long])).rejects.toThrow(
      `continuation 0 has ${config.positions + 1} tokens, its prefix 1; this model's context holds ${config.positions}`,
    );
  });
});

test("weights of 8 bits score nearly as those of 32", async () => {
  const checkpoint = await openCheckpoint(golden("architectures/llama"));
  const config = parseConfig(checkpoint.config, checkpoint.source);
  const options = { roundActivations: false, keep: [] };
  const [exact, packed] = [
    await readPackedWeights(checkpoint, config, { ...options, bits: 32 }),
    await readPackedWeights(checkpoint, config, { ...options, bits: 8 }),
  ];
  await checkpoint.close();
  const scores = [];
  for (const { plain, parts, layouts } of [exact, packed]) {
    const scorer = await ContinuationScorer.create(config, { ...plain, ...parts }, { packed: layouts });
    const scored = await scorer.score([3, 14, 15], [[92, 65, 35], [89]]);
    scores.push(Float32Array.from(scored.flatMap(({ logprobs }) => logprobs)));
    await scorer.dispose();
  }
  expect(packed.layouts.size).toBeGreaterThan(0);
  expect(scores[1]).toBeAllclose(scores[0], { atol: 0.05 });
});
