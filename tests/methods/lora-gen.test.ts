import { beforeAll, describe, expect, test } from "vitest";
import { input } from "../../src/graph/index.js";
import { Weights } from "../../src/lm/weights.js";
import { assemble } from "../../src/methods/lora-gen/experts.js";
import { loraGenLoss, promptInputs } from "../../src/methods/lora-gen/loss.js";
import { requestInputs } from "../../src/methods/method.js";
import {
  decays,
  initialBuffers,
  parameterShapes,
  runningMean,
  runningVariance,
} from "../../src/methods/lora-gen/parameters.js";
import { AdamW } from "../../src/training/adamw.js";
import { compileTraining } from "../../src/training/objective.js";
import { f32, type HostTensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { readGolden } from "../golden.js";
import { goldenBatch, goldenDimensions as d, goldenModels, renamed } from "./lora-gen.golden.js";

/** [4, 2, 9, 97] → [8, 8, 97]: logits at the positions that are read. */
function readLogits(t: HostTensor): HostTensor {
  const data = (t.data as Float32Array).filter((_, i) => Math.floor(i / 97) % 9 !== 8);
  return f32([8, 8, 97], data);
}

async function compileCase(training: boolean) {
  const weights = { cloud: new Weights("cloud."), edge: new Weights("edge."), generator: new Weights() };
  const out = loraGenLoss(d, promptInputs(d), requestInputs(), weights, {
    balance: 0.01,
    dropout: 0,
    ...(training ? { seed: input("seed", [1], "i32") } : {}),
  });
  const trained = Object.fromEntries(
    Object.keys(parameterShapes(d)).map((name) => [name, weights.generator.entries.get(name)!]),
  );
  const factors = assemble(d, weights.generator, out.routing.gates, 1, "up");
  const { statistics } = out.routing;
  return compileTraining(
    out.loss,
    trained,
    {
      lm: out.lm,
      balance: out.balance,
      logits: out.logits,
      gates: out.routing.gates,
      raw: out.routing.raw,
      up_a: factors.a,
      up_b: factors.b,
      ...(statistics ? { mean: statistics.mean, variance: statistics.variance } : {}),
    },
    await goldenModels(),
  );
}

describe("LoRA-Gen equals its PyTorch reference", () => {
  let parameters: TensorMap;
  let train: TensorMap;
  beforeAll(async () => {
    parameters = renamed(await readGolden("lora-gen/generator.safetensors"));
    train = await readGolden("lora-gen/train.safetensors");
  });

  test("in training: gates, factors, logits, losses, batch statistics and every gradient", async () => {
    const { program, gradientsOf } = await compileCase(true);
    const result = await program.run({ ...parameters, ...goldenBatch(train) });
    expect(result["raw"]).toBeAllclose(train["router_raw"], { atol: 1e-4 });
    expect(result["gates"]).toBeAllclose(train["gates"], { atol: 1e-4 });
    expect(result["logits"]).toBeAllclose(readLogits(train["edge_logits"]!), { atol: 1e-4 });
    expect(result["lm"]!.data[0]).toBeCloseTo(Number(train["loss_lm"]!.data[0]), 4);
    expect(0.01 * Number(result["balance"]!.data[0])).toBeCloseTo(Number(train["loss_cv"]!.data[0]), 4);
    expect(result["loss"]!.data[0]).toBeCloseTo(Number(train["loss"]!.data[0]), 4);
    // Running statistics start at 0 and 1 and move by PyTorch's momentum of 0.1.
    const moved = (t: HostTensor, start: number): Float32Array =>
      Float32Array.from(t.data as Float32Array, (v) => 0.9 * start + 0.1 * v);
    expect(moved(result["mean"]!, 0)).toBeAllclose(train["bn.running_mean"]!.data, { atol: 1e-5 });
    expect(moved(result["variance"]!, 1)).toBeAllclose(train["bn.running_var"]!.data, { atol: 1e-5 });
    const expected = renamed(train, "grad.");
    for (const [name, gradient] of Object.entries(gradientsOf(result))) {
      // A bias before batch norm has no gradient but rounding, hence the floor.
      const size = Math.max(1e-4, ...(expected[name]!.data as Float32Array).map(Math.abs));
      expect(gradient, name).toBeAllclose(expected[name]!.data, { atol: 1e-3 * size, rtol: 1e-3 });
    }
    await program.dispose();
  });

  test("an AdamW step ends at the same parameters", async () => {
    const expected = renamed(await readGolden("lora-gen/after_adamw.safetensors"));
    const copies = Object.fromEntries(
      Object.entries(parameters).map(([name, t]) => [name, { ...t, data: (t.data as Float32Array).slice() }]),
    );
    const optimizer = new AdamW(copies, {
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0.1,
      decays: () => true,
    });
    const gradients = Object.fromEntries(
      Object.entries(renamed(train, "grad.")).map(([name, t]) => [name, t.data as Float32Array]),
    );
    optimizer.update(gradients, 1e-2, 1);
    for (const [name, t] of Object.entries(copies)) expect(t, name).toBeAllclose(expected[name], { atol: 1e-6 });
  });

  test("at inference: running statistics, and an adapter that does not depend on the batch", async () => {
    const expected = await readGolden("lora-gen/eval.safetensors");
    const after = renamed(await readGolden("lora-gen/after_adamw.safetensors"));
    const buffers = initialBuffers(d);
    const statistics = { [runningMean]: train["bn.running_mean"]!, [runningVariance]: train["bn.running_var"]! };
    for (const [name, t] of Object.entries(statistics)) buffers[name] = { ...t, shape: buffers[name]!.shape };
    const { program } = await compileCase(false);
    const result = await program.run(
      { ...after, ...buffers, ...goldenBatch(train) },
      { wanted: ["gates", "logits", "up_a", "up_b", "loss"] },
    );
    expect(result["gates"]).toBeAllclose(expected["gates"], { atol: 1e-4 });
    expect(result["logits"]).toBeAllclose(readLogits(expected["edge_logits"]!), { atol: 1e-4 });
    for (const half of ["a", "b"]) {
      const all = expected[`lora_up_${half}`]!;
      const size = all.shape[2]! * all.shape[3]!;
      const layer1 = (all.data as Float32Array).filter((_, i) => Math.floor(i / size) % 3 === 1);
      expect(result[`up_${half}`]!.data).toBeAllclose(layer1, { atol: 1e-4 });
    }
    expect(result["loss"]!.data[0]).toBeCloseTo(Number(expected["loss"]!.data[0]), 4);
    await program.dispose();
  });

  test("weight decay spares norms, biases and meta tokens", () => {
    expect(
      Object.keys(parameterShapes(d))
        .filter((name) => !decays(name))
        .sort(),
    ).toEqual(["meta", "router.f1.bias", "router.f2.bias", "router.norm.bias", "router.norm.weight"]);
  });
});
