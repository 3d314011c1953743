/** @file The edge model that a command asks for: bare, with an adapter, or specialised for a system prompt. */

import type { Adapter } from "../adapter/adapter.js";
import type { EdgeModel } from "../adapter/edge-model.js";
import type { Provenance } from "../adapter/peft.js";
import { FileError } from "../errors.js";
import type { WeightBits } from "../lm/packed-weights.js";

export interface EdgeOptions {
  generator: string;
  /** Directory of an adapter. */
  adapter?: string;
  /** Text of a system prompt. */
  prompt?: string;
  /** Directory of the edge model; unless told, the one that the adapter or the generator is for. */
  edge?: string;
  bits?: WeightBits;
}

interface Chosen {
  /** Path of the edge model. */
  path: string;
  adapter?: Adapter;
  /** Where the adapter came from, if it says so. */
  provenance?: Provenance | undefined;
}

/** Loads the edge model in this thread. Errors as of the generator, the adapter and the models. */
export async function openEdge(options: EdgeOptions): Promise<EdgeModel> {
  const { EdgeModel } = await import("../adapter/edge-model.js");
  const { adaptedProjections } = await import("../adapter/adapter.js");
  const { path, adapter } = await chooseEdge(options);
  const adaptable = adapter ? adaptedProjections(adapter) : [];
  const edge = await EdgeModel.load(path, { adaptable, bits: options.bits, thread: "main" });
  return adapter ? edge.specialize(adapter) : edge;
}

/** Finds the edge model, and the adapter if one is asked for. */
export async function chooseEdge({ generator, adapter, prompt, edge }: EdgeOptions): Promise<Chosen> {
  if (prompt !== undefined) {
    if (edge !== undefined) await checkEdge(generator, edge);
    const { Generator } = await import("../methods/lora-gen/generator.js");
    const loaded = await Generator.load(generator, { thread: "main" });
    const generated = await loaded.generate(prompt);
    await loaded.dispose();
    return { path: edge ?? loaded.edge, adapter: generated.adapter };
  }
  if (adapter !== undefined) return withAdapter(adapter, generator, edge);
  return { path: edge ?? (await edgeOf(generator)) };
}

/** Adapters that a generator makes are for its own edge model, wherever that is. */
async function checkEdge(generator: string, edge: string): Promise<void> {
  const { openCheckpoint } = await import("../lm/checkpoint.js");
  const { wrongModel } = await import("../methods/base-model.js");
  const { readGeneratorFile } = await import("../methods/lora-gen/checkpoint.js");
  const expected = (await readGeneratorFile(generator)).edge.sha256;
  const checkpoint = await openCheckpoint(edge);
  const found = await checkpoint.hash().finally(() => checkpoint.close());
  if (found !== expected) throw wrongModel(edge, generator, "edge", { found, expected });
}

/** An adapter names its model; where that is not here, the generator's is tried. */
async function withAdapter(directory: string, generator: string, edge: string | undefined): Promise<Chosen> {
  const { describeAdapter, loadAdapter } = await import("../adapter/peft.js");
  const { openCheckpoint } = await import("../lm/checkpoint.js");
  const { parseConfig } = await import("../lm/config.js");
  const { isLocal, repositoryOf } = await import("../hub/resolve.js");
  const { base, provenance } = await describeAdapter(directory);
  const isHere = base !== undefined && (await isLocal(base));
  // What no generator made is for the model that it names, be it still on the Hub.
  const isThere = base !== undefined && !provenance && (await repositoryOf(base)) !== undefined;
  const path = edge ?? (isHere || isThere ? base : await edgeOf(generator));
  const checkpoint = await openCheckpoint(path);
  try {
    const hash = provenance && (await checkpoint.hash());
    if (provenance && hash !== provenance.edge)
      throw new FileError(
        directory,
        `is an adapter for another model than ${path}: its hash is ${hash}, expected ${provenance.edge}`,
      );
    return { path, adapter: await loadAdapter(directory, parseConfig(checkpoint.config, path)), provenance };
  } finally {
    await checkpoint.close();
  }
}

async function edgeOf(generator: string): Promise<string> {
  const { localPath } = await import("../hub/resolve.js");
  const { modelPath, readGeneratorFile } = await import("../methods/lora-gen/checkpoint.js");
  const directory = await localPath(generator);
  return modelPath(directory, await readGeneratorFile(directory), "edge");
}
