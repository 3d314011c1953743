import { expect, test } from "vitest";
import { input } from "../../src/graph/index.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { decode, embed, logits, type Cache } from "../../src/lm/decoder.js";
import { readWeights } from "../../src/lm/read-weights.js";
import { Weights } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import { f32, i64, type TensorMap } from "../../src/tensor/host-tensor.js";
import { golden, readGolden } from "../golden.js";

test.each(["llama", "llama3", "qwen2", "gemma", "opt"])(
  "%s over a cache has the logits of a whole pass",
  async (name) => {
    const checkpoint = await openCheckpoint(golden(`architectures/${name}`));
    const config = parseConfig(checkpoint.config, name);
    const expected = await readGolden(`architectures/${name}/expected.safetensors`);
    const all = Array.from(expected["input_ids"]!.data as BigInt64Array, Number).slice(0, 19);

    const weights = new Weights();
    const shape = ["rows", config.keyValueHeads, "past", config.headWidth];
    const cache: Cache = {
      layers: Array.from({ length: config.layers }, (_, i) => ({
        key: input(`past.${i}.key`, shape),
        value: input(`past.${i}.value`, shape),
      })),
      lengths: input("lengths", ["rows"], "i32"),
      total: input("total", [], "i32"),
      positions: input("positions", ["rows", "tokens"], "i64"),
    };
    const decoded = decode(config, weights, embed(config, weights, input("ids", ["rows", "tokens"], "i64")), { cache });
    const outputs = Object.fromEntries(
      decoded.cache!.flatMap(({ key, value }, i) => [
        [`past.${i}.key`, key],
        [`past.${i}.value`, value],
      ]),
    );
    const program = await compile(
      { ...renamed(outputs), logits: logits(config, weights, decoded.hidden) },
      { weights: await readWeights(checkpoint, config) },
    );

    // A prompt of 11 tokens at once, then one by one.
    let past: TensorMap = Object.fromEntries(
      Object.keys(outputs).map((key) => [key, f32([1, config.keyValueHeads, 0, config.headWidth], [])]),
    );
    const got: number[] = [];
    for (const [start, end] of [[0, 11], ...Array.from({ length: 8 }, (_, i) => [11 + i, 12 + i])] as [
      number,
      number,
    ][]) {
      const positions: TensorMap = program.inputs.includes("positions")
        ? {
            positions: i64(
              [1, end - start],
              all.slice(start, end).map((_, i) => start + i),
            ),
          }
        : {};
      const result = await program.run({
        ids: i64([1, end - start], all.slice(start, end)),
        lengths: { dtype: "i32", shape: [1], data: Int32Array.of(end - 1) },
        total: { dtype: "i32", shape: [], data: Int32Array.of(end) },
        ...positions,
        ...past,
      });
      got.push(...(result["logits"]!.data as Float32Array));
      past = Object.fromEntries(Object.keys(outputs).map((key) => [key, result[`new ${key}`]!]));
    }
    expect(Float32Array.from(got)).toBeAllclose((expected["logits"]!.data as Float32Array).subarray(0, got.length), {
      atol: 1e-4,
    });
    await program.dispose();
    await checkpoint.close();
  },
);

const renamed = <T>(outputs: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(outputs).map(([k, v]) => [`new ${k}`, v]));
