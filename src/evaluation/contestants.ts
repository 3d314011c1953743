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
import { readTokenizerFiles } from "../lm/tokenizer-files.js";
import { Tokenizer } from "../lm/tokenizer.js";
import type { Base } from "../methods/kind.js";
import { openGenerator } from "../methods/lora-gen/checkpoint.js";
import { loraGen } from "../methods/lora-gen/method.js";
import { Generator } from "../methods/lora-gen/generator.js";
import { longestPrompt } from "../methods/lora-gen/settings.js";
import { lora } from "../methods/lora/lora.js";
import { gateRows, tensorsHash } from "../methods/lora-gen/provenance.js";
import { adapterMaker, type AdapterMaker } from "../methods/merging.js";
import { methodTensorsFile, openMethod } from "../methods/saved-method.js";
import { sha256OfFile } from "../tensor/sha256.js";
import { adaptedContestant, type Contestant } from "./contestant.js";
import {
  generationFlops,
  methodFlops,
  passFlops,
  trainingFlops,
  type MethodFlops,
  type RequestSizes,
} from "./costs/flops.js";
import { graphContestant } from "./graph-contestant.js";
import { hashText, tokenizerHash } from "./hash.js";
import { methodName, type MethodEntry, type SingleEntry } from "./recipe.js";
import { edgeScorer, methodScorer } from "./scorer.js";
import { loadMethod } from "./loaded-method.js";
import { loraGenScorer } from "./lora-gen-scorer.js";

/** A method of a recipe, identified before it is opened. */
export interface Entry {
  name: string;
  method: MethodEntry["method"];
  /** What it does with a system prompt; where it is read before any request, to make something of it, there must be one. */
  prompt: "unread" | "in-context" | "read-before";
  /** Tokens that the edge model reads with each request on behalf of a system prompt of so many. */
  reads(systemTokens: number): number;
  /** SHA-256 of all that its answers follow from: its models, what was trained, its way with the prompt. */
  sha256: string;
  flops(sizes: RequestSizes): MethodFlops;
  open(): Promise<Contestant>;
}

/** The edge model that all methods of a recipe are tried on, read once. */
export interface Edge {
  source: string;
  /** Of the model, by which what was trained names it. */
  sha256: string;
  /** Of all that its answers follow from: the tokenizer too. */
  identity: string;
  base: Base;
  tokenizer: Tokenizer;
}

export async function openEdge(source: string): Promise<Edge> {
  const checkpoint = await openCheckpoint(source);
  try {
    const base = await readModel(checkpoint);
    const hash = await checkpoint.hash();
    const files = await readTokenizerFiles(source);
    const identity = hashText(hash, tokenizerHash(files));
    return { source, sha256: hash, identity, base, tokenizer: await Tokenizer.of(files) };
  } finally {
    await checkpoint.close();
  }
}

/** Throws a `FileError` for a directory that holds no such method, or one for another edge model. */
export async function entryOf(entry: SingleEntry, edge: Edge, threads?: number): Promise<Entry> {
  const { method } = entry;
  const name = methodName(entry);
  const { base, tokenizer } = edge;
  const shared = { ...edge, threads };
  const pass = (tokens: number): MethodFlops => ({ request: passFlops(base.config, tokens).total, once: 0 });
  switch (method) {
    case "none":
    case "in-context": {
      const inContext = method === "in-context";
      return {
        name,
        method,
        prompt: inContext ? "in-context" : "unread",
        reads: (tokens) => (inContext ? tokens : 0),
        flops: ({ prompt, request }) => pass(inContext ? prompt + request : request),
        sha256: hashText(edge.identity, method),
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
      const { rank, scale } = adapter;
      const targets = adaptedProjections(adapter);
      const tensors = await sha256OfFile(join(await localPath(entry.directory), tensorsFile));
      return {
        name,
        method,
        prompt: entry.inContext ? "in-context" : "unread",
        reads: (tokens) => (entry.inContext ? tokens : 0),
        flops: (sizes) => ({
          ...pass(entry.inContext ? sizes.prompt + sizes.request : sizes.request),
          training: trainingFlops(lora({ rank, alpha: 1, targets }, base.config, {}), sizes),
        }),
        sha256: hashText(edge.identity, method, tensors, `${rank} ${scale}`, String(entry.inContext)),
        open: async () =>
          adaptedContestant({
            ...shared,
            inContext: entry.inContext,
            adapter: { for: async () => adapter },
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
      const identity = hashText(
        await tensorsHash(directory),
        tokenizerHash(await readTokenizerFiles(checkpoint.cloud.source)),
      );
      return {
        name,
        method,
        prompt: "read-before",
        reads: () => 0,
        flops: (sizes) => ({
          request: passFlops(base.config, sizes.request).total,
          once: generationFlops(d, sizes.prompt).total,
          training: trainingFlops(loraGen(d, { cloud: {}, edge: {} }, 0), sizes),
        }),
        sha256: hashText(edge.identity, method, identity, file.cloud.sha256, JSON.stringify(file.settings)),
        open: () => openLoraGen(entry.directory, edge, threads),
      };
    }
    case "trained": {
      const opened = await openMethod(entry.directory);
      await closeAll(opened.edge, opened.cloud);
      const { file, kind, cloud } = opened;
      const unread = { edge: withoutWeights(opened.edge), ...(cloud ? { cloud: withoutWeights(cloud) } : {}) };
      requireEdge(entry.directory, file.edge.sha256, edge);
      const made = kind.make(file.settings, unread);
      const tensors = await sha256OfFile(join(await localPath(entry.directory), methodTensorsFile));
      const reader = cloud ? [file.cloud!.sha256, tokenizerHash(await readTokenizerFiles(cloud.source))] : [];
      return {
        name: entry.name ?? file.method,
        method,
        prompt: kind.reader === undefined ? "unread" : "read-before",
        reads: () => made.prefix ?? 0,
        flops: (sizes) => methodFlops(made.method, sizes),
        sha256: hashText(edge.identity, file.method, tensors, ...reader, JSON.stringify(file.settings)),
        open: async () =>
          kind.unmergeable === undefined
            ? openAdapted(entry.directory, edge, threads)
            : graphContestant(await loadMethod(entry.directory, base, tokenizer), threads),
      };
    }
  }
}

async function openLoraGen(directory: string, edge: Edge, threads: number | undefined): Promise<Contestant> {
  let generator: Promise<Generator> | undefined;
  const load = (): Promise<Generator> =>
    (generator ??= Generator.load(directory, { thread: "main", ...(threads ? { threads } : {}) }));
  const checkpoint = await openGenerator(directory);
  const d = checkpoint.dimensions;
  return adaptedContestant({
    ...edge,
    threads,
    inContext: false,
    adapter: {
      takes: async (system) => system.trim() !== "" && (await load()).encode(system).length <= longestPrompt(d),
      for: async (system) => (await (await load()).generate(system)).adapter,
    },
    async gates(system) {
      return gateRows(await (await load()).generate(system));
    },
    openScorer: () => loraGenScorer(checkpoint, edge.base, edge.tokenizer, threads),
    async dispose() {
      await closeAll(checkpoint.cloud, checkpoint.edge);
      await (await generator)?.dispose();
    },
  });
}

/** A trained method whose adapter stands for a prompt. */
async function openAdapted(directory: string, edge: Edge, threads: number | undefined): Promise<Contestant> {
  const { base, tokenizer } = edge;
  let maker: Promise<AdapterMaker> | undefined;
  const open = async (): Promise<AdapterMaker> => {
    const opened = await openMethod(directory);
    try {
      return await adapterMaker(directory, opened, { edge: base, threads });
    } finally {
      await opened.close();
    }
  };
  const made = (): Promise<AdapterMaker> => (maker ??= open());
  return adaptedContestant({
    ...edge,
    threads,
    inContext: false,
    adapter: {
      takes: async (system) => (await made()).takes(system),
      for: async (system) => (await (await made()).make(system)).adapter,
    },
    openScorer: async () => methodScorer(await loadMethod(directory, base, tokenizer), threads),
    async dispose() {
      await (await maker)?.dispose();
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
