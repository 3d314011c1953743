/** @file A model's weights with its matrices in 4 or 8 bits, read one at a time: they are never all in f32 at once. */

import { elementCount, transposed, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";
import { packInt8, type Int8Matrix } from "../tensor/int8.js";
import { pack, packedBlock, packs, type PackedMatrix } from "../tensor/packed.js";
import type { Checkpoint } from "./checkpoint-common.js";
import type { DecoderConfig } from "./config.js";
import { packedReader, weightReader } from "./read-weights.js";
import {
  headName,
  joinedName,
  lookupName,
  moduleNames,
  projectionName,
  projectionWeights,
  sharedInputs,
  weightShapes,
  type PackedLayout,
} from "./weights.js";

export interface PackedWeights {
  /** Weights in f32, by name. */
  readonly plain: TensorMap;
  /** Parts of the packed ones, `NAME.codes` and so on. */
  readonly parts: TensorMap;
  /** How each packed weight is computed with, by name; several may be packed as one (`joinedName`). */
  readonly layouts: ReadonlyMap<string, PackedLayout>;
}

/**
 * 32 packs none; 8 and 4 in blocks, as Q8_0 and Q4_0; `w8a8` in 8 bits by rows, with activations of 8 bits by tokens;
 * `stored` those that a GGUF file holds as Q4_0, Q4_1, Q4_K or Q8_0, as they are.
 */
export const weightBits = [32, 8, "w8a8", 4, "stored"] as const;
export type WeightBits = (typeof weightBits)[number];

export type PackedBits = Exclude<WeightBits, 32 | "stored">;

/** Of a matrix, its scales included. */
export const bytesPerWeight: Record<PackedBits | 32, number> = {
  32: 4,
  8: 1 + 4 / packedBlock,
  w8a8: 1,
  4: 0.5 + 4 / packedBlock,
};

/** Bytes of a model's weights as `readPackedWeights` gives them. */
export function weightBytes(config: DecoderConfig, bits: PackedBits | 32): number {
  const canPack = packable(config);
  const embedding = `${moduleNames(config).embedding}.weight`;
  return Object.entries(weightShapes(config)).reduce((sum, [name, shape]) => {
    const isTable = name === embedding;
    const asMatrix = canPack(name, shape) ? bytesPerWeight[bits] : isTable ? 0 : bytesPerWeight[32];
    const asTable = isTable ? bytesPerWeight[bits === 32 || !packs(shape) ? 32 : 8] : 0;
    // A tied head in blocks of 8 bits, or in f32, is the table itself.
    const each = asMatrix === asTable ? asTable : asMatrix + asTable;
    return sum + each * elementCount(shape);
  }, 0);
}

export interface PackingOptions {
  bits: WeightBits;
  /** See `PackedLinear`. */
  roundActivations: boolean;
  /** Weights that stay in f32. */
  keep: readonly string[];
}

/** Tells which weights can be packed: projections and the head, where their rows are whole blocks. */
export function packable(config: DecoderConfig): (name: string, shape: readonly number[]) => boolean {
  const matrices = new Set([...projectionWeights(config), headName(config)]);
  return (name, shape) => matrices.has(name) && packs(shape);
}

/** A packed weight as tensors under their names. */
export const partsOf = (name: string, packed: PackedMatrix | Int8Matrix): TensorMap => ({
  [`${name}.codes`]: packed.codes,
  [`${name}.scales`]: packed.scales,
  ...("offsets" in packed && packed.offsets && { [`${name}.offsets`]: packed.offsets }),
});

/**
 * Packs the projections and the head whose rows are whole blocks, and the embedding in 8 bits, whatever `bits` says: a row of it is
 * read and not multiplied. `stored` leaves one that is stored in another type in f32. Throws a `FileError` as `weightReader`
 * does.
 */
export async function readPackedWeights(
  checkpoint: Checkpoint,
  config: DecoderConfig,
  { bits, roundActivations, keep }: PackingOptions,
): Promise<PackedWeights> {
  const plain: TensorMap = {};
  const parts = new Map<string, HostTensor>();
  const layouts = new Map<string, PackedLayout>();
  const [read, readPacked] = [weightReader(checkpoint, config), packedReader(checkpoint, config)];
  const canPack = packable(config);
  const embedding = `${moduleNames(config).embedding}.weight`;
  const put = (name: string, packed: PackedMatrix | Int8Matrix): void => {
    for (const [part, tensor] of Object.entries(partsOf(name, packed))) parts.set(part, tensor);
    layouts.set(name, layoutOf(packed, roundActivations));
  };
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    let value: HostTensor<"f32"> | undefined;
    const whole = async (): Promise<HostTensor<"f32">> => (value ??= await read(name));
    /** As the file has it, if in so many bits; or else packed now. */
    const inBlocks = async (as: 8 | 4 | "stored"): Promise<PackedMatrix | undefined> =>
      (await readPacked(name, as === "stored" ? undefined : as)) ??
      (bits === "stored" || as === "stored" ? undefined : pack(await whole(), as));
    const may = bits !== 32 && packs(shape) && !keep.includes(name);
    let matrix: PackedMatrix | Int8Matrix | undefined;
    if (may && canPack(name, shape)) matrix = bits === "w8a8" ? packInt8(await whole()) : await inBlocks(bits);
    if (matrix) put(name, matrix);
    const isTable = name === embedding;
    const table = may && isTable ? (inQ8(matrix) ?? (await inBlocks(8))) : undefined;
    if (table) put(lookupName(name), table);
    const isMatrix = !isTable || config.tiedEmbeddings;
    if ((isMatrix && !matrix) || (isTable && !table)) plain[name] = await whole();
  }
  for (const names of joinable(config)) join(names, parts, layouts);
  for (const [name, layout] of layouts)
    if (layout === "w8a8") parts.set(`${name}.codes`, transposed(parts.get(`${name}.codes`) as HostTensor<"i8">));
  return { plain, parts: Object.fromEntries(parts), layouts };
}

/** A matrix that rows can be read of, too. */
const inQ8 = (matrix: PackedMatrix | Int8Matrix | undefined): PackedMatrix | undefined =>
  matrix && "bits" in matrix && matrix.bits === 8 ? matrix : undefined;

const layoutOf = (packed: PackedMatrix | Int8Matrix, roundActivations: boolean): PackedLayout =>
  "bits" in packed
    ? { bits: packed.bits, block: packedBlock, offsets: packed.offsets !== undefined, roundActivations }
    : "w8a8";

/** Names of the weights that take one input each, layer by layer. */
const joinable = (c: DecoderConfig): string[][] =>
  Array.from({ length: c.layers }, (_, i) =>
    sharedInputs(c).map((group) => group.map((p) => `${projectionName(c, i, p)}.weight`)),
  ).flat();

/** Packs matrices of one layout as one, the rows of all below each other: a product has a cost beside that of its rows. */
function join(names: readonly string[], parts: Map<string, HostTensor>, layouts: Map<string, PackedLayout>): void {
  const [first, ...rest] = names.map((name) => layouts.get(name));
  if (!first || rest.some((layout) => JSON.stringify(layout) !== JSON.stringify(first))) return;
  for (const part of ["codes", "scales", "offsets"].filter((part) => parts.has(`${names[0]!}.${part}`))) {
    const keys = names.map((name) => `${name}.${part}`);
    parts.set(`${joinedName(names)}.${part}`, rowsOf(keys.map((key) => parts.get(key)!)));
    for (const key of keys) parts.delete(key);
  }
  layouts.set(joinedName(names), first);
  for (const name of names) layouts.delete(name);
}

function rowsOf(tensors: readonly HostTensor[]): HostTensor {
  const [first] = tensors as [HostTensor];
  const rows = tensors.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const data = new (first.data.constructor as new (length: number) => Uint8Array | Int8Array | Float32Array)(
    rows * elementCount(first.shape.slice(1)),
  );
  let at = 0;
  for (const t of tensors) {
    data.set(t.data as Uint8Array, at);
    at += t.data.length;
  }
  return { ...first, shape: [rows, ...first.shape.slice(1)], data };
}
