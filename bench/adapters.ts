/** @file Several adapters over one base: how long merging and switching take, and what one more weighs. */

import { EdgeModel } from "../src/adapter/edge-model.js";
import type { Adapter, LowRank } from "../src/adapter/adapter.js";
import { merge } from "../src/adapter/merge.js";
import { ffnProjections, projectionWidths } from "../src/lm/weights.js";
import { f32, type HostTensor } from "../src/tensor/host-tensor.js";
import { Random } from "../src/tensor/random.js";
import { loadWeights } from "../src/lm/checkpoint.js";
import { shipped, someIds, type Bench } from "./bench.js";
import { alone, alternate, best, milliseconds, versus } from "./rows.js";

const rank = 16;

export async function run(bench: Bench): Promise<void> {
  const { threads, runs } = bench;
  if (!bench.model) bench.note("No SmolLM2 here: the figures are those of the shipped edge model.");
  const path = bench.model ?? shipped("edge");
  const base = await EdgeModel.load(path, { threads, thread: "main" });
  const adapter = someAdapter(base.config);
  const { config, weights } = await loadWeights(path);
  const merged = Object.values(await merge(config, weights, adapter));
  const first = await base.specialize(adapter);
  const second = await base.specialize(adapter);
  const ids = someIds(16, base.config.vocabularySize);
  const token = (model: EdgeModel): Promise<number> =>
    milliseconds(async () => {
      for await (const _ of model.tokens(ids, { maxTokens: 1, minTokens: 1 })) break;
    });
  let [turn, kept] = [0, first];
  const samples = await alternate(runs, {
    merge: () => milliseconds(() => merge(config, weights, adapter)),
    specialize: async () => {
      let made: EdgeModel | undefined;
      const time = await milliseconds(async () => (made = await base.specialize(adapter)));
      made!.release();
      return time;
    },
    same: () => token(kept),
    switched: () => token((kept = turn++ % 2 ? first : second)),
  });
  bench.row(alone("merge of an adapter into the FFN", "ms", best(samples.merge, "less")));
  bench.row(alone("specialize: merged, and resident beside the base", "ms", best(samples.specialize, "less")));
  bench.row(versus("first token of 16 behind a switch, against none", "ms", "less", samples.switched, samples.same));
  bench.row(alone("memory of one more adapter, merged", "MB", sizeOf(merged)));
  await base.dispose();
  const attached = await EdgeModel.load(path, { threads, thread: "main", bits: bench.model ? 4 : 8 });
  const factors = adapter.layers.flatMap((layer) => Object.values(layer).flatMap(({ a, b }) => [a, b]));
  const time = await milliseconds(() => attached.specialize(adapter));
  bench.row(alone("specialize: attached to few bits", "ms", time));
  bench.row(alone("memory of one more adapter, attached", "MB", sizeOf(factors)));
  await attached.dispose();
}

/** In MB. */
const sizeOf = (tensors: readonly HostTensor[]): number =>
  tensors.reduce((sum, { data }) => sum + data.byteLength, 0) / 1e6;

function someAdapter(config: EdgeModel["config"]): Adapter {
  const random = new Random("adapter");
  const matrix = (rows: number, columns: number) =>
    f32(
      [rows, columns],
      Array.from({ length: rows * columns }, () => random.normal() * 0.01),
    );
  const layers = Array.from({ length: config.layers }, () =>
    Object.fromEntries(
      ffnProjections(config).map((p): [string, LowRank] => {
        const { in: fanIn, out } = projectionWidths(config, p);
        return [p, { a: matrix(fanIn, rank), b: matrix(rank, out) }];
      }),
    ),
  );
  return { rank, scale: 1, layers };
}
