/** @file The methods of an evaluation recipe, ready to be opened one after another. */

import { join } from "node:path";
import { adaptedProjections } from "../adapter/adapter.js";
import { merge } from "../adapter/merge.js";
import { loadAdapter } from "../adapter/peft.js";
import { tensorsFile } from "../adapter/peft-config.js";
import { FileError } from "../errors.js";
import { localPath } from "../hub/resolve.js";
import { openCheckpoint, type Checkpoint } from "../lm/checkpoint.js";
import { parseConfig } from "../lm/config.js";
import { readModel } from "../lm/read-weights.js";
import { Tokenizer } from "../lm/tokenizer.js";
import type { Base } from "../methods/kind.js";
import { openGenerator } from "../methods/lora-gen/checkpoint.js";
import { loraGen } from "../methods/lora-gen/method.js";
import { Generator } from "../methods/lora-gen/generator.js";
import { lora } from "../methods/lora/lora.js";
import { gateRows, tensorsHash } from "../methods/lora-gen/provenance.js";
import { methodTensorsFile, openMethod } from "../methods/saved-method.js";
import { sha256OfFile } from "../tensor/sha256.js";
import { adaptedContestant, graphContestant, type Contestant } from "./contestant.js";
import {
  generationFlops,
  methodFlops,
  passFlops,
  trainingFlops,
  type MethodFlops,
  type RequestSizes,
} from "./flops.js";
import { hashText } from "./hash.js";
import { methodName, type MethodEntry, type SingleEntry } from "./recipe.js";
import { edgeScorer } from "./scorer.js";
import { loraGenScorer, savedScorer } from "./trained-scorers.js";

/** A method of a recipe, identified before it is opened. */
export interface Entry {
  name: string;
  method: MethodEntry["method"];
  /** Whether the edge model reads the system prompt with each request. */
  inContext: boolean;
  /** SHA-256 of all that its answers follow from: its models, what was trained, its way with the prompt. */
  sha256: string;
  flops(sizes: RequestSizes): MethodFlops;
  open(): Promise<Contestant>;
}

/** The edge model that all methods of a recipe are tried on, read once. */
export interface Edge {
  source: string;
  sha256: string;
  base: Base;
  tokenizer: Tokenizer;
}

export async function openEdge(source: string): Promise<Edge> {
  const checkpoint = await openCheckpoint(source);
  try {
    const base = await readModel(checkpoint);
    return { source, sha256: await checkpoint.hash(), base, tokenizer: await Tokenizer.load(source) };
  } finally {
    await checkpoint.close();
  }
}

/** Throws a `FileError` for a directory that holds no such method, or one for another edge model. */
export async function entryOf(entry: SingleEntry, edge: Edge, threads?: number): Promise<Entry> {
  const { method } = entry;
  const name = methodName(entry);
  const { source, base, tokenizer } = edge;
  const shared = { source, base, tokenizer, threads };
  const pass = (tokens: number): MethodFlops => ({ request: passFlops(base.config, tokens).total, once: 0 });
  switch (method) {
    case "none":
    case "in-context": {
      const inContext = method === "in-context";
      return {
        name,
        method,
        inContext,
        flops: ({ prompt, request }) => pass(inContext ? prompt + request : request),
        sha256: hashText(edge.sha256, method),
        open: async () =>
          adaptedContestant({
            ...shared,
            inContext,
            openScorer: () => edgeScorer(base.config, base.weights, tokenizer, { withSystem: inContext, threads }),
          }),
      };
    }
    case "lora": {
      const adapter = await loadAdapter(entry.directory, base.config);
      const targets = adaptedProjections(adapter);
      const tensors = await sha256OfFile(join(await localPath(entry.directory), tensorsFile));
      return {
        name,
        method,
        inContext: entry.inContext,
        flops: (sizes) => ({
          ...pass(entry.inContext ? sizes.prompt + sizes.request : sizes.request),
          training: trainingFlops(lora({ rank: adapter.rank, alpha: 1, targets }, base.config, {}), sizes),
        }),
        sha256: hashText(edge.sha256, method, tensors, String(entry.inContext)),
        open: async () =>
          adaptedContestant({
            ...shared,
            inContext: entry.inContext,
            adapter: { targets, ofPrompt: false, for: async () => adapter },
            openScorer: async () => {
              const weights = { ...base.weights, ...(await merge(base.config, base.weights, adapter)) };
              return edgeScorer(base.config, weights, tokenizer, { withSystem: entry.inContext, threads });
            },
          }),
      };
    }
    case "lora-gen": {
      const checkpoint = await openGenerator(entry.directory);
      await closeAll(checkpoint.cloud, checkpoint.edge);
      const { file, directory, dimensions: d } = checkpoint;
      requireEdge(entry.directory, file.edge.sha256, edge);
      const tensors = await tensorsHash(directory);
      return {
        name,
        method,
        inContext: false,
        flops: (sizes) => ({
          request: passFlops(base.config, sizes.request).total,
          once: generationFlops(d, sizes.prompt).total,
          training: trainingFlops(loraGen(d, { cloud: {}, edge: {} }, 0), sizes),
        }),
        sha256: hashText(edge.sha256, method, tensors, file.cloud.sha256, JSON.stringify(file.settings)),
        open: () => openLoraGen(entry.directory, edge, threads),
      };
    }
    case "trained": {
      const opened = await openMethod(entry.directory);
      await closeAll(opened.edge, opened.cloud);
      const { file, kind, cloud } = opened;
      const unread = { edge: withoutWeights(opened.edge), ...(cloud ? { cloud: withoutWeights(cloud) } : {}) };
      requireEdge(entry.directory, file.edge.sha256, edge);
      const tensors = await sha256OfFile(join(entry.directory, methodTensorsFile));
      return {
        name: entry.name ?? file.method,
        method,
        inContext: false,
        flops: (sizes) => methodFlops(kind.make(file.settings, unread).method, sizes),
        sha256: hashText(edge.sha256, file.method, tensors, file.cloud?.sha256 ?? "", JSON.stringify(file.settings)),
        open: async () =>
          graphContestant({
            name: file.method,
            tokenizer,
            positions: base.config.positions,
            openScorer: () => savedScorer(entry.directory, base, tokenizer, threads),
          }),
      };
    }
  }
}

async function openLoraGen(directory: string, edge: Edge, threads: number | undefined): Promise<Contestant> {
  const { source, base, tokenizer } = edge;
  let generator: Promise<Generator> | undefined;
  const load = (): Promise<Generator> =>
    (generator ??= Generator.load(directory, { thread: "main", ...(threads ? { threads } : {}) }));
  const checkpoint = await openGenerator(directory);
  const d = checkpoint.dimensions;
  return adaptedContestant({
    source,
    base,
    tokenizer,
    threads,
    inContext: false,
    adapter: {
      targets: d.settings.targets,
      ofPrompt: true,
      for: async (system) => (await (await load()).generate(system)).adapter,
    },
    async gates(system) {
      return gateRows(await (await load()).generate(system));
    },
    openScorer: () => loraGenScorer(checkpoint, base, tokenizer, threads),
    async dispose() {
      await closeAll(checkpoint.cloud, checkpoint.edge);
      await (await generator)?.dispose();
    },
  });
}

/** What counting operations needs of a model. */
const withoutWeights = ({ config, source }: Checkpoint): Base => ({ config: parseConfig(config, source), weights: {} });

function requireEdge(directory: string, sha256: string, edge: Edge): void {
  if (sha256 !== edge.sha256)
    throw new FileError(directory, `is for another edge model than ${edge.source}: its hash is ${sha256}`);
}

async function closeAll(...models: (Checkpoint | undefined)[]): Promise<void> {
  for (const model of models) await model?.close();
}
