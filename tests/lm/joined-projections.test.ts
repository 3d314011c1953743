import { expect, test } from "vitest";
import { emit } from "../../src/graph/index.js";
import type { Checkpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { cacheSpec, generationGraph, stepFeeds } from "../../src/lm/generation-graph.js";
import { initialWeights } from "../../src/lm/initialize.js";
import { readPackedWeights } from "../../src/lm/packed-weights.js";
import { lookupName, moduleNames, type PackedLayout } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import type { HostTensor, TensorMap } from "../../src/tensor/host-tensor.js";
import { pack } from "../../src/tensor/packed.js";
import { Random } from "../../src/tensor/random.js";

const json = {
  model_type: "llama",
  vocab_size: 96,
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 64,
};
const config = parseConfig(json, "config.json");
const values = initialWeights(config, new Random("joined projections"));
const checkpoint: Checkpoint = {
  source: "memory",
  config: json,
  names: Object.keys(values),
  info: (name) => values[name]!,
  read: (name) => Promise.resolve(values[name]!),
  hash: () => Promise.resolve(""),
  close: () => Promise.resolve(),
};

/** Every matrix that is packed with others, packed for itself. */
function apart(layouts: ReadonlyMap<string, PackedLayout>, parts: TensorMap): [Map<string, PackedLayout>, TensorMap] {
  const own = new Map<string, PackedLayout>();
  const tensors: TensorMap = { ...parts };
  const table = lookupName(`${moduleNames(config).embedding}.weight`);
  for (const [joined, layout] of layouts)
    for (const name of joined.split("+")) {
      own.set(name, layout);
      if (name === table) continue;
      const { codes, scales } = pack(values[name] as HostTensor<"f32">, 4);
      Object.assign(tensors, { [`${name}.codes`]: codes, [`${name}.scales`]: scales });
    }
  return [own, tensors];
}

test("q, k and v of one matrix, never split, decode over the cache as those of three", async () => {
  const options = { bits: 4, roundActivations: false, keep: [] } as const;
  const { plain, parts, layouts } = await readPackedWeights(checkpoint, config, options);
  const [own, tensors] = apart(layouts, parts);
  // gate and up of each layer are split, and nothing else.
  expect(emit(generationGraph(config, { packed: layouts })).operators["Split"]).toBe(config.layers);
  const [together, alone] = [
    await compile(generationGraph(config, { packed: layouts }), { weights: { ...plain, ...parts } }),
    await compile(generationGraph(config, { packed: own }), { weights: { ...plain, ...tensors } }),
  ];
  const caches = [await together.growing(cacheSpec(config, 2)), await alone.growing(cacheSpec(config, 2))] as const;
  const steps: [number[][], number[]][] = [
    [
      [
        [5, 6, 7, 8, 9],
        [15, 16, 17, 18, 19],
      ],
      [0, 0],
    ],
    [
      [[10], [20]],
      [5, 3],
    ],
    [
      [[11], [21]],
      [6, 4],
    ],
  ];
  for (const [ids, lengths] of steps) {
    const [a, b] = [
      await together.run(stepFeeds(ids, lengths), { grow: { cache: caches[0], lengths } }),
      await alone.run(stepFeeds(ids, lengths), { grow: { cache: caches[1], lengths } }),
    ];
    expect(a["logits"]).toBeAllclose(b["logits"], { atol: 1e-4 });
  }
  await Promise.all([together.dispose(), alone.dispose()]);
});
