/**
 * @file Adapters as gates, for edges that hold the generator's expert pools: a safetensors file of hundreds of bytes.
 *
 * Its one tensor, `gates`, f16 [meta tokens, experts], has a row for each layer (or each target of each layer, by the
 * generator's `routes`; with `heads`, as many rows for each). Its metadata names what the numbers are for; docs/formats.md
 * lists the fields.
 */

import { z } from "zod";
import type { Provenance } from "../../adapter/peft-config.js";
import { FileError, InputError } from "../../errors.js";
import { cast, toF32 } from "../../tensor/half.js";
import { allFinite, f32, type HostTensor } from "../../tensor/host-tensor.js";
import { serializeSafetensors, type Metadata } from "../../tensor/safetensors.js";
import type { TensorSource } from "../../tensor/source.js";

const format = "lora-gen-gates";
const version = "1";

export interface SavedGates {
  /** [meta tokens, experts] */
  gates: HostTensor<"f32">;
  /** SHA-256 (hex) of the generator (once of its tensors file alone), of the edge model's content, and of the system prompt (UTF-8). */
  generator: string;
  edge: string;
  prompt: string;
  promptTokens: number;
}

const sha256 = z.string({ error: "is missing" }).regex(/^[0-9a-f]{64}$/, "is no SHA-256");

const metadataSchema = z.object({
  format: z.literal(format, { error: `is not "${format}"` }),
  version: z.literal(version, { error: `is not ${version}, the only one that this version of lora-gen reads` }),
  generator: sha256,
  edge: sha256,
  prompt: sha256,
  prompt_tokens: z.string({ error: "is missing" }).regex(/^\d+$/, "is no whole number"),
});

/** The gates of an adapter whose provenance is known. */
export const gatesOf = ({ gates, generator, edge, prompt, promptTokens }: Provenance): SavedGates => ({
  gates: f32([gates.length, gates[0]?.length ?? 0], gates.flat()),
  generator,
  edge,
  prompt,
  promptTokens,
});

/** A whole gates file in memory; `file` names it in errors. Throws an `InputError` for a gate that f16 can't hold. */
export function serializeGates(
  { gates, generator, edge, prompt, promptTokens }: SavedGates,
  file = "gates",
): Uint8Array {
  const half = cast(gates, "f16");
  if (!allFinite(toF32(half).data))
    throw new InputError(`${file}: a gate is beyond half precision (65504); keep the adapter as a PEFT directory`);
  return serializeSafetensors(
    { gates: half },
    { format, version, generator, edge, prompt, prompt_tokens: String(promptTokens) },
  );
}

/** The gates of an open file. Throws a `FileError` that names the field at fault. */
export async function parseGates(file: string, opened: TensorSource & { metadata: Metadata }): Promise<SavedGates> {
  const parsed = metadataSchema.safeParse(opened.metadata);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new FileError(file, `is no gates file of lora-gen: "${path.join(".")}" in its metadata ${message}`);
  }
  const { generator, edge, prompt, prompt_tokens: tokens } = parsed.data;
  const gates = toF32(await opened.read("gates"));
  if (!allFinite(gates.data)) throw new FileError(file, "holds gates that are not finite");
  return { gates, generator, edge, prompt, promptTokens: Number(tokens) };
}
