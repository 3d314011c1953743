/** @file The methods that an evaluation tries on a generator's edge model. */

import { join } from "node:path";
import { merge } from "../adapter/merge.js";
import { loadAdapter } from "../adapter/peft.js";
import { FileError } from "../errors.js";
import { readWeights } from "../lm/read-weights.js";
import { Tokenizer } from "../lm/tokenizer.js";
import type { GeneratorCheckpoint } from "../methods/lora-gen/checkpoint.js";
import { exactMatchMethods, type ExactMatchMethod } from "./names.js";
import { edgeScorer, generatorScorer, type Scorer } from "./scorer.js";

export interface CandidateOptions {
  methods?: readonly ExactMatchMethod[];
  /** PEFT directory of the method `lora`; unless told, `lora` beside the generator, and left out where there is none. */
  lora?: string;
  threads?: number;
}

/** A method; it is opened when its turn comes, so that memory holds one. */
export interface Candidate {
  method: ExactMatchMethod;
  open(): Promise<Scorer>;
}

/** The methods that there is something to try of; a note tells of one that is left out. */
export async function candidates(
  checkpoint: GeneratorCheckpoint,
  { methods = exactMatchMethods, lora, threads }: CandidateOptions,
  notes: string[],
): Promise<Candidate[]> {
  const { edge: config, cloud: cloudConfig } = checkpoint.dimensions;
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
          async open() {
            const models = { cloud: await readWeights(checkpoint.cloud, cloudConfig), edge };
            const tokenizers = { cloud: await Tokenizer.load(checkpoint.cloud.source), edge: tokenizer };
            return generatorScorer(checkpoint, models, tokenizers, threads);
          },
        });
    }
  }
  return found;
}
