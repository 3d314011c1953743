/** @file An adapter as llama.cpp's LoRA. */

import type { DecoderConfig } from "../lm/config.js";
import { ggufArchitectureOf } from "../lm/gguf-architecture.js";
import { ggufName, permutedHeads, permuteHeads } from "../lm/gguf-names.js";
import { projectionName } from "../lm/weights.js";
import { ggufParts, type GgufFields, type GgufOutput } from "../tensor/gguf-write.js";
import { transposed, type HostTensor } from "../tensor/host-tensor.js";
import { concatenated } from "../tensor/source.js";
import { checkFits, updates, type Adapter } from "./adapter.js";

export interface AdapterGguf {
  readonly adapter: Adapter;
  /** `general.name` */
  readonly name: string;
  readonly dtype: "f32" | "f16";
}

/**
 * What `llama-cli --lora` loads onto a model, which `base` names in errors. Throws a `ShapeError` if the adapter does not
 * fit, a `FileError` for an architecture that llama.cpp has not.
 */
export function ggufLora(
  c: DecoderConfig,
  base: string,
  { adapter, name, dtype }: AdapterGguf,
): { fields: GgufFields; tensors: GgufOutput[] } {
  checkFits(adapter, c);
  const architecture = ggufArchitectureOf(c, base);
  const tensors = [...updates(adapter)].flatMap(({ layer, projection, update }): GgufOutput[] => {
    const weight = `${projectionName(c, layer, projection)}.weight`;
    const heads = permutedHeads(architecture, weight, c);
    const a = transposed(update.a); // [rank, in]
    const b = heads === undefined ? transposed(update.b) : permuteHeads(transposed(update.b), heads); // [out, rank]
    const half = (letter: "a" | "b", t: HostTensor<"f32">): GgufOutput => ({
      name: `${ggufName(weight)}.lora_${letter}`,
      shape: t.shape,
      dtype,
      read: () => t,
    });
    return [half("a", a), half("b", b)];
  });
  const fields = {
    "general.architecture": { string: architecture },
    "general.type": { string: "adapter" },
    "general.name": { string: name },
    "adapter.type": { string: "lora" },
    "adapter.lora.alpha": { f32: adapter.scale * adapter.rank }, // llama.cpp divides by the rank
  };
  return { fields, tensors };
}

/** A whole file of it in memory. */
export async function ggufLoraBytes(c: DecoderConfig, base: string, options: AdapterGguf): Promise<Uint8Array> {
  const { fields, tensors } = ggufLora(c, base, options);
  const parts: Uint8Array[] = [];
  for await (const part of ggufParts(fields, tensors)) parts.push(part);
  return concatenated(parts);
}
