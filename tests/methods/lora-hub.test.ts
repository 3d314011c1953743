import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter/adapter.js";
import { merge } from "../../src/adapter/merge.js";
import type { Projection } from "../../src/lm/weights.js";
import { evolve } from "../../src/methods/lora-hub/evolution.js";
import { mixAdapters, mixtureLoss } from "../../src/methods/lora-hub/lora-hub.js";
import type { HostTensor } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { readGolden } from "../golden.js";
import { edge, edgeBase, requestFeeds } from "./baselines.golden.js";

/** The two LoRAs of the golden case. */
async function goldenAdapters(): Promise<{ adapters: Adapter[]; golden: Record<string, HostTensor> }> {
  const golden = await readGolden("lora-hub/case.safetensors");
  const half = (n: number, i: number, p: Projection, h: "a" | "b") =>
    golden[`parameter ${n}.${i}.${p}.${h}`] as HostTensor<"f32">;
  const adapters = [0, 1].map((n): Adapter => ({
    layers: Array.from({ length: edge.layers }, (_, i) =>
      Object.fromEntries((["up", "down"] as const).map((p) => [p, { a: half(n, i, p, "a"), b: half(n, i, p, "b") }])),
    ),
    rank: 2,
    scale: 1.5,
  }));
  return { adapters, golden };
}
const mixture = [0.7, -0.4];

describe("a mixture of LoRAs", () => {
  test("has the loss that PyTorch gives it, and the same when its adapter is merged", async () => {
    const { adapters, golden } = await goldenAdapters();
    const { weights } = await edgeBase();
    const feeds = requestFeeds(golden);
    const mixed = await mixtureLoss(edge, weights, adapters, ["one", "other"]);
    const expected = Number(golden["loss"]!.data[0]);
    expect(await mixed.loss(mixture, feeds)).toBeCloseTo(expected, 4);
    expect(Math.abs((await mixed.loss([0, 0], feeds)) - expected)).toBeGreaterThan(0.01);
    const merged = { ...weights, ...(await merge(edge, weights, mixAdapters(adapters, mixture))) };
    const bare = await mixtureLoss(edge, merged, adapters, ["one", "other"]);
    expect(await bare.loss([0, 0], feeds)).toBeCloseTo(expected, 4);
    await Promise.all([mixed.dispose(), bare.dispose()]);
  });

  test("is made of adapters of one kind", async () => {
    const { adapters } = await goldenAdapters();
    const { weights } = await edgeBase();
    await expect(mixtureLoss(edge, weights, [adapters[0]!, { ...adapters[1]!, scale: 2 }], ["a", "b"])).rejects.toThrow(
      "adapters of one kind are mixed: a has rank 2, scale 1.5 on up, down, but b rank 2, scale 2 on up, down",
    );
    await expect(mixtureLoss(edge, weights, [], [])).rejects.toThrow("there are no adapters to mix");
  });
});

describe("the search", () => {
  const settings = { dimensions: 3, evaluations: 400, limit: 1.5 };
  /** Squared distance from a point. */
  const bowl = (centre: readonly number[]) => {
    const asked: number[][] = [];
    return {
      asked,
      score: (point: readonly number[]) => {
        asked.push([...point]);
        return Promise.resolve(point.reduce((sum, v, i) => sum + (v - centre[i]!) ** 2, 0));
      },
    };
  };

  test("finds a minimum within the box, and the nearest point of one beyond it", async () => {
    const within = await evolve(bowl([0.5, -1, 0.2]).score, { ...settings, random: new Random(1) });
    within.point.forEach((v, i) => expect(v).toBeCloseTo([0.5, -1, 0.2][i]!, 2));
    const { asked, score } = bowl([4, 0, -4]);
    const beyond = await evolve(score, { ...settings, random: new Random(2) });
    beyond.point.forEach((v, i) => expect(v).toBeCloseTo([1.5, 0, -1.5][i]!, 1));
    expect(asked.flat().every((v) => Math.abs(v) <= 1.5)).toBe(true);
    expect(asked[0]).toEqual([0, 0, 0]);
    expect(asked).toHaveLength(400);
  });

  test("is the same for the same seed, never returns worse than the start, and ends when told", async () => {
    const run = (seed: number) =>
      evolve(bowl([1, 1, 1]).score, { ...settings, evaluations: 30, random: new Random(seed) });
    expect(await run(3)).toEqual(await run(3));
    expect(await run(4)).not.toEqual(await run(3));
    const still = await evolve(bowl([0, 0, 0]).score, { ...settings, evaluations: 30, random: new Random(5) });
    expect(still).toEqual({ point: [0, 0, 0], score: 0, evaluations: 30 });
    const { asked, score } = bowl([1, 1, 1]);
    const ended = await evolve(score, { ...settings, random: new Random(6), onEvaluation: (count) => count === 7 });
    expect([asked.length, ended.evaluations]).toEqual([7, 7]);
  });
});
