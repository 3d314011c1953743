import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { merge } from "../../src/adapter/merge.js";
import { parseConfig } from "../../src/lm/config.js";
import type { Base, MadeMethod } from "../../src/methods/kind.js";
import { kindOf } from "../../src/methods/kinds.js";
import { requestInputs } from "../../src/methods/method.js";
import { compile } from "../../src/runtime/node.js";
import type { TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { golden, readGolden } from "../golden.js";
import { checkGolden, drawn, edge as config, edgeBase, requestFeeds } from "./baselines.golden.js";

const settings = { hidden: 5, rank: 2, alpha: 3, cloudRank: 2, cloudAlpha: 4 };
const prompt = [10, 11, 12, 13, 14, 15, 16];

let [edge, cloud]: Base[] = [];
beforeAll(async () => {
  edge = await edgeBase();
  cloud = {
    config: parseConfig(JSON.parse(readFileSync(golden("lora-gen/cloud/config.json"), "utf8")), "cloud"),
    weights: await readGolden("lora-gen/cloud/model.safetensors"),
  };
});

test("direct generation equals its PyTorch reference: loss and every gradient", () =>
  checkGolden("direct", settings, { prompts: [prompt, [40, 5, 61]], cloud: cloud! }));

describe("a direct generator", () => {
  const make = (): MadeMethod => kindOf("direct").make(settings, { edge: edge!, cloud: cloud! });
  const lossOf = async ({ method }: MadeMethod, parameters: TensorMap, frozen = method.frozen): Promise<number> => {
    const program = await compile({ lm: method.build(requestInputs(), { dropout: 0 }).lm }, { weights: frozen });
    const feeds = requestFeeds(await readGolden("direct/case.safetensors"));
    const results = await program.run({ ...parameters, ...feeds, ...method.promptFeeds([prompt]) });
    await program.dispose();
    return Number(results["lm"]!.data[0]);
  };

  test("starts from the bare edge model, whatever it reads", async () => {
    const made = make();
    const [one, other] = [made.initial(new Random(1)), made.initial(new Random(2))];
    expect(await lossOf(made, one)).toBeCloseTo(await lossOf(made, other), 5);
    expect(one["meta"]!.data.join()).not.toBe(other["meta"]!.data.join());
  });

  test("makes an adapter that, merged, gives the loss it has itself", async () => {
    const made = make();
    const parameters = drawn(made.method.parameters);
    const { outputs, read } = made.adapter!();
    const program = await compile(outputs, { weights: { ...made.method.frozen, ...parameters } });
    const adapter = read(await program.run(made.method.promptFeeds([prompt])));
    await program.dispose();
    expect([adapter.rank, adapter.scale]).toEqual([2, 1.5]);
    const merged = await merge(config, edge!.weights, adapter);
    const frozen = { ...made.method.frozen };
    for (const [name, t] of Object.entries(merged)) frozen[`edge.${name}`] = t;
    const first = made.initial(new Random(1));
    expect(await lossOf(made, first, frozen)).toBeCloseTo(await lossOf(made, parameters), 4);
    expect(Math.abs((await lossOf(made, first)) - (await lossOf(made, parameters)))).toBeGreaterThan(0.01);
  });
});
