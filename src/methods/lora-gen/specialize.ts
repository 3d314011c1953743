/** @file From a system prompt to files: an adapter with its provenance, or a model with the adapter merged. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { adapterBytes } from "../../adapter/adapter.js";
import { saveMergedModel } from "../../adapter/merged-model.js";
import { saveAdapter, type Provenance } from "../../adapter/peft.js";
import { readGeneratorFile, tensorsFile } from "./checkpoint.js";
import type { Generated, Generator } from "./generator.js";
import { gatesBytes, routeNames } from "./settings.js";

export interface Specialization {
  /** Tokens of the prompt, as the cloud model read it. */
  promptTokens: number;
  /** What the adapter weighs in half precision: as LoRA factors, and as gates where the edge model holds the expert pools. */
  adapterBytes: number;
  gatesBytes: number;
}

export interface SpecializeOptions {
  /** A whole model directory instead of an adapter. */
  merged?: boolean;
}

/** Reads a system prompt and writes what the edge model becomes by it: a PEFT directory (half precision), or a merged model. */
export async function specialize(
  generator: Generator,
  prompt: string,
  directory: string,
  { merged = false }: SpecializeOptions = {},
): Promise<Specialization> {
  const generated = await generator.generate(prompt);
  const { adapter, promptTokens } = generated;
  const { dimensions: d, edge } = generator;
  if (merged) await saveMergedModel(directory, edge, adapter);
  else
    await saveAdapter(directory, adapter, {
      config: d.edge,
      base: edge,
      provenance: await provenanceOf(generator, prompt, generated),
      dtype: "f16",
    });
  return { promptTokens, adapterBytes: adapterBytes(adapter), gatesBytes: gatesBytes(d) };
}

/** [meta tokens][experts] */
export function gateRows({ gates: { shape, data } }: Pick<Generated, "gates">): number[][] {
  const [rows, experts] = shape as [number, number];
  return Array.from({ length: rows }, (_, m) => Array.from(data.subarray(m * experts, (m + 1) * experts)));
}

async function provenanceOf(
  { directory, dimensions }: Generator,
  prompt: string,
  generated: Generated,
): Promise<Provenance> {
  const { edge } = await readGeneratorFile(directory);
  const tensors = createHash("sha256");
  await pipeline(createReadStream(join(directory, tensorsFile)), tensors);
  return {
    generator: tensors.digest("hex"),
    edge: edge.sha256,
    prompt: createHash("sha256").update(prompt).digest("hex"),
    promptTokens: generated.promptTokens,
    routes: routeNames(dimensions),
    gates: gateRows(generated),
  };
}
