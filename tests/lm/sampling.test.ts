import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/errors.js";
import {
  keepMinP,
  keepTopK,
  keepTopP,
  likeliest,
  processLogits,
  sampler,
  type SamplingSettings,
} from "../../src/lm/sampling.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { golden } from "../golden.js";

interface Row {
  settings: SamplingSettings;
  history: number[];
  logits: number[];
  processed: (number | null)[];
}
const rows = JSON.parse(await readFile(golden("sampling/expected.json"), "utf8")) as Row[];

const logits = fc
  .array(fc.oneof(fc.double({ min: -20, max: 20, noNaN: true }), fc.integer({ min: -3, max: 3 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((values) => Float32Array.from(values, (x) => Math.fround(x) || 0)); // no -0
const probability = fc.double({ min: 0.001, max: 1, noNaN: true });

const kept = (values: Float32Array): number[] => [...values.keys()].filter((id) => values[id]! > -Infinity);
function softmax(values: Float32Array): number[] {
  const weights = Array.from(values, (x) => Math.exp(x - Math.max(...values)));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

test.each(rows)("transformers makes the same logits with $settings", ({ settings, history, logits, processed }) => {
  const out = processLogits(Float32Array.from(logits), history, settings);
  const expected = Float32Array.from(processed, (x) => x ?? -Infinity);
  // As sorted values: which of several equal logits PyTorch removes is not defined.
  expect(f32([out.length], out.sort())).toBeAllclose(f32([out.length], expected.sort()), { atol: 1e-6 });
});

describe("whatever the logits", () => {
  test("a step removes tokens, changes no other, and keeps the likeliest", () => {
    fc.assert(
      fc.property(logits, fc.nat(50), probability, (x, k, p) => {
        const before = x.slice();
        for (const out of [keepTopK(x, k + 1), keepTopP(x, p), keepMinP(x, p)]) {
          expect(out[likeliest(x)]).toBe(x[likeliest(x)]);
          for (const id of kept(out)) expect(out[id]).toBe(x[id]);
          const removed = [...x.keys()].filter((id) => out[id] === -Infinity);
          const least = Math.min(...kept(out).map((id) => x[id]!));
          for (const id of removed) expect(x[id]).toBeLessThanOrEqual(least);
        }
        expect(x).toEqual(before);
      }),
    );
  });

  test("top-k keeps k tokens and ties", () => {
    fc.assert(
      fc.property(logits, fc.integer({ min: 1, max: 50 }), (x, k) => {
        const ids = kept(keepTopK(x, k));
        const kth = x.toSorted().at(-Math.min(k, x.length));
        expect(ids.filter((id) => x[id] !== kth).length).toBeLessThan(k);
        expect(ids.length).toBeGreaterThanOrEqual(Math.min(k, x.length));
      }),
    );
  });

  test("top-k keeps none that is not a number", () => {
    const x = Float32Array.of(1, NaN, 3, 2, 2, NaN);
    expect([1, 2, 3].map((k) => kept(keepTopK(x, k)))).toEqual([[2], [2, 3, 4], [2, 3, 4]]);
  });

  test("top-p keeps the fewest tokens with that mass", () => {
    fc.assert(
      fc.property(logits, probability, (x, p) => {
        const ids = kept(keepTopP(x, p));
        const probabilities = softmax(x);
        const mass = ids.reduce((sum, id) => sum + probabilities[id]!, 0);
        expect(mass).toBeGreaterThan(p - 1e-9);
        expect(mass - Math.min(...ids.map((id) => probabilities[id]!))).toBeLessThan(p + 1e-9);
      }),
    );
  });

  test("temperature 0 takes the likeliest, and so does any distribution of one token", () => {
    fc.assert(
      fc.property(logits, fc.integer(), (x, seed) => {
        const best = likeliest(x);
        expect(sampler({ temperature: 0, topK: 3 })(x, [])).toBe(best);
        expect(sampler({ temperature: 1e-38, topP: 0.9, seed })(x, [])).toBe(best);
        expect(x[sampler({ topK: 1, seed })(x, [])]).toBe(x[best]);
        expect(x[sampler({ minP: 1, seed })(x, [])]).toBe(x[best]);
      }),
    );
  });

  test("the same seed gives the same tokens, and only ones that are kept", () => {
    fc.assert(
      fc.property(logits, fc.integer(), probability, (x, seed, topP) => {
        const [one, two] = [sampler({ seed, topP }), sampler({ seed, topP })];
        const allowed = kept(keepTopP(x, topP));
        for (let i = 0; i < 10; i++) {
          const id = one(x, []);
          expect(two(x, [])).toBe(id);
          expect(allowed).toContain(id);
        }
      }),
    );
  });
});

test("tokens come as often as their probability says", () => {
  const x = Float32Array.of(0, Math.log(2), -Infinity, Math.log(5));
  const sample = sampler({ seed: 1 });
  const counts = new Float32Array(4);
  for (let i = 0; i < 20_000; i++) counts[sample(x, [])]! += 1 / 20_000;
  expect(f32([4], counts)).toBeAllclose(f32([4], [1 / 8, 2 / 8, 0, 5 / 8]), { atol: 0.01 });
});

test("a penalty makes greedy decoding leave a loop", () => {
  const x = Float32Array.of(2, 1.9, -1);
  expect(sampler({ temperature: 0 })(x, [0])).toBe(0);
  expect(sampler({ temperature: 0, repetitionPenalty: 1.1 })(x, [0, 0])).toBe(1);
});

test("logits that are no numbers are an error, not a token", () => {
  for (const temperature of [0, 1])
    for (const bad of [NaN, -Infinity])
      expect(() => sampler({ temperature })(new Float32Array(3).fill(bad), [])).toThrow(
        "the model's logits are not numbers",
      );
});

test.each<[SamplingSettings, string]>([
  [{ temperature: -1 }, "temperature is -1, expected a number of at least 0"],
  [{ temperature: NaN }, "temperature is NaN"],
  [{ topK: 1.5 }, "topK is 1.5, expected a whole number of at least 0"],
  [{ topP: 0 }, "topP is 0, expected a number above 0 and up to 1"],
  [{ minP: 2 }, "minP is 2, expected a number from 0 to 1"],
  [{ repetitionPenalty: 0 }, "repetitionPenalty is 0, expected a number above 0"],
])("%o is refused", (settings, message) => {
  expect(() => sampler(settings)).toThrow(InputError);
  expect(() => sampler(settings)).toThrow(message);
});

test("to keep many of a large vocabulary takes a few times as long as to sort it", () => {
  const random = new Random("vocabulary");
  const x = Float32Array.from({ length: 49_152 }, () => Math.fround(random.normal()));
  const k = 20_000;
  const fastest = (act: () => unknown): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const start = performance.now();
        act();
        return performance.now() - start;
      }),
    );
  const least = x.toSorted().at(-k)!;
  expect(kept(keepTopK(x, k))).toEqual([...x.keys()].filter((id) => x[id]! >= least));
  expect(fastest(() => keepTopK(x, k))).toBeLessThan(10 * fastest(() => x.toSorted()));
});
