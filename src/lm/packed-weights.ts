/** @file A model's weights with its matrices in 4 or 8 bits, read one at a time: they are never all in f32 at once. */

import type { TensorMap } from "../tensor/host-tensor.js";
import { pack, packedBlock, packs, type PackedMatrix } from "../tensor/packed.js";
import type { Checkpoint } from "./checkpoint-common.js";
import type { DecoderConfig } from "./config.js";
import { weightReader } from "./read-weights.js";
import { headName, moduleNames, projectionWeights, weightShapes, type PackedLayout } from "./weights.js";

export interface PackedWeights {
  /** Weights in f32, by name. */
  readonly plain: TensorMap;
  /** Parts of the packed ones, `NAME.codes` and so on. */
  readonly parts: TensorMap;
  /** How each packed weight is computed with, by name. */
  readonly layouts: ReadonlyMap<string, PackedLayout>;
}

/** 32 packs none; `stored` those that a GGUF file holds as Q4_0, Q4_1, Q4_K or Q8_0, as they are. */
export type WeightBits = 32 | 8 | 4 | "stored";

export interface PackingOptions {
  bits: WeightBits;
  /** See `PackedLinear`. */
  roundActivations: boolean;
  /** Weights that stay in f32. */
  keep: readonly string[];
}

/** Packs the projections and the head whose rows are whole blocks. Throws a `FileError` as `weightReader` does. */
export async function readPackedWeights(
  checkpoint: Checkpoint,
  config: DecoderConfig,
  { bits, roundActivations, keep }: PackingOptions,
): Promise<PackedWeights> {
  const [plain, parts]: [TensorMap, TensorMap] = [{}, {}];
  const layouts = new Map<string, PackedLayout>();
  const read = weightReader(checkpoint, config);
  const matrices = new Set([...projectionWeights(config), headName(config)]);
  // A tied head is an embedding too, which is looked up in f32.
  const embedding = `${moduleNames(config).embedding}.weight`;
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    const packable = matrices.has(name) && packs(shape) && !keep.includes(name);
    let packed: PackedMatrix | undefined;
    if (packable && bits === "stored") packed = await checkpoint.readPacked?.(name);
    const value = packed && name !== embedding ? undefined : await read(name);
    if (packable && value && (bits === 4 || bits === 8)) packed = pack(value, bits);
    if (value && (!packed || name === embedding)) plain[name] = value;
    if (!packed) continue;
    put(parts, name, packed);
    layouts.set(name, {
      bits: packed.bits,
      block: packedBlock,
      offsets: packed.offsets !== undefined,
      roundActivations,
    });
  }
  return { plain, parts, layouts };
}

function put(parts: TensorMap, name: string, { codes, scales, offsets }: PackedMatrix): void {
  parts[`${name}.codes`] = codes;
  parts[`${name}.scales`] = scales;
  if (offsets) parts[`${name}.offsets`] = offsets;
}
