/** @file The methods that an evaluation tries on a generator's edge model. */

import { basename, join, resolve } from "node:path";
import { merge } from "../adapter/merge.js";
import { loadAdapter } from "../adapter/peft.js";
import { FileError } from "../errors.js";
import { readWeights } from "../lm/read-weights.js";
import { Tokenizer } from "../lm/tokenizer.js";
import type { Base } from "../methods/kind.js";
import type { GeneratorCheckpoint } from "../methods/lora-gen/checkpoint.js";
import { readMethodFile } from "../methods/saved-method.js";
import { exactMatchMethods, type ExactMatchMethod } from "./names.js";
import { edgeScorer, methodScorer, type Scorer } from "./scorer.js";
import { loadMethod } from "./loaded-method.js";
import { loraGenScorer } from "./lora-gen-scorer.js";

export interface CandidateOptions {
  methods?: readonly ExactMatchMethod[];
  /** PEFT directory of the method `lora`; unless told, `lora` beside the generator, and left out where there is none. */
  lora?: string;
  /** Directories of further methods on the same edge model: saved methods (`method.json`) or PEFT adapters. */
  compare?: readonly string[];
  threads?: number;
}

/** A method; it is opened when its turn comes, so that memory holds one. */
export interface Candidate {
  /** Its name in the table. */
  method: string;
  open(): Promise<Scorer>;
}

/** The methods that there is something to try of; a note tells of one that is left out. */
export async function candidates(
  checkpoint: GeneratorCheckpoint,
  { methods = exactMatchMethods, lora, compare = [], threads }: CandidateOptions,
  notes: string[],
): Promise<Candidate[]> {
  const { edge: config } = checkpoint.dimensions;
  const edge = await readWeights(checkpoint.edge, config);
  const tokenizer = await Tokenizer.load(checkpoint.edge.source);
  const edgeAlone = (method: "none" | "in-context"): Candidate => ({
    method,
    open: () => edgeScorer(config, edge, tokenizer, { withSystem: method === "in-context", threads }),
  });
  const found: Candidate[] = [];
  for (const method of new Set(methods)) {
    switch (method) {
      case "none":
      case "in-context":
        found.push(edgeAlone(method));
        break;
      case "lora": {
        const directory = lora ?? join(checkpoint.directory, "..", "lora");
        const adapter = await loadAdapter(directory, config).catch((error: unknown) => {
          const absent = lora === undefined && error instanceof FileError && error.file === directory;
          if (!absent) throw error;
        });
        if (!adapter) notes.push(`lora is left out: there is no adapter in ${directory}`);
        else
          found.push({
            method,
            open: async () =>
              edgeScorer(config, { ...edge, ...(await merge(config, edge, adapter)) }, tokenizer, { threads }),
          });
        break;
      }
      case "lora-gen":
        found.push({
          method,
          open: () => loraGenScorer(checkpoint, { config, weights: edge }, tokenizer, threads),
        });
    }
  }
  for (const directory of compare) {
    const { method, open } = await compared(directory, checkpoint, { config, weights: edge }, tokenizer, threads);
    // Two runs of one method differ by their directories.
    found.push({ method: found.some((c) => c.method === method) ? `${method} (${directory})` : method, open });
  }
  return found;
}

/** Throws a `FileError` if the directory holds no method, or one of another edge model. */
async function compared(
  directory: string,
  checkpoint: GeneratorCheckpoint,
  edge: Base,
  tokenizer: Tokenizer,
  threads: number | undefined,
): Promise<Candidate> {
  const file = await readMethodFile(directory);
  if (!file) {
    const adapter = await loadAdapter(directory, edge.config).catch((error: unknown) => {
      if (!(error instanceof FileError && error.file === directory)) throw error;
      const lacks = "holds neither a trained method (method.json) nor an adapter (adapter_config.json)";
      throw new FileError(directory, lacks, { cause: error });
    });
    const open = async (): Promise<Scorer> => {
      const weights = { ...edge.weights, ...(await merge(edge.config, edge.weights, adapter)) };
      return edgeScorer(edge.config, weights, tokenizer, { threads });
    };
    return { method: basename(resolve(directory)), open };
  }
  if (file.edge.sha256 !== checkpoint.file.edge.sha256)
    throw new FileError(
      directory,
      `its edge model is not the generator's, ${checkpoint.edge.source}: their hashes differ`,
    );
  return {
    method: file.method,
    open: async () => methodScorer(await loadMethod(directory, edge, tokenizer), threads),
  };
}
