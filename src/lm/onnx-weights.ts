/** @file What an ONNX directory stores of each weight: the weight as it is, or in 4 bits. */

import { cast } from "../tensor/half.js";
import { elementCount, type TensorMap } from "../tensor/host-tensor.js";
import { pack, packedBlock, packs } from "../tensor/packed.js";
import type { TensorInfo } from "../tensor/source.js";
import type { DecoderConfig } from "./config.js";
import { packable, partsOf } from "./packed-weights.js";
import type { ReadPackedWeight, ReadWeight } from "./read-weights.js";
import { lookupName, moduleNames, weightShapes, type PackedLayout } from "./weights.js";

/** `q4` packs the projections and the head as ggml's Q4_0, the embeddings as Q8_0, and leaves the rest in f32. */
export type OnnxDtype = "f32" | "f16" | "q4";

export interface WeightReader {
  /** Reads one weight by Hugging Face's name; each is asked for once, in the order of the layers. */
  read: ReadWeight;
  /** Reads one that is stored in the blocks of `q4` already. */
  readPacked?: ReadPackedWeight;
}

export interface OnnxWeights {
  /** Of each weight, what is stored of it, by name. */
  readonly stored: ReadonlyMap<string, Readonly<Record<string, TensorInfo>>>;
  readonly layouts: ReadonlyMap<string, PackedLayout>;
  /** The tensors that are stored of one weight. */
  read(weight: string): Promise<TensorMap>;
}

export function onnxWeights(c: DecoderConfig, dtype: OnnxDtype, { read, readPacked }: WeightReader): OnnxWeights {
  const canPack = packable(c);
  const plain = dtype === "q4" ? "f32" : dtype;
  const embedding = `${moduleNames(c).embedding}.weight`;
  const stored = new Map<string, Record<string, TensorInfo>>();
  const layouts = new Map<string, PackedLayout>();
  const put = (name: string, shape: readonly number[], bits: 4 | 8): Record<string, TensorInfo> => {
    layouts.set(name, { bits, block: packedBlock, offsets: false, roundActivations: true });
    return packedInfo(name, shape, bits);
  };
  for (const [name, shape] of Object.entries(weightShapes(c))) {
    const matrix = dtype === "q4" && canPack(name, shape) ? put(name, shape, 4) : undefined;
    const table = dtype === "q4" && name === embedding && packs(shape) ? put(lookupName(name), shape, 8) : undefined;
    const asItIs = name === embedding ? !table || (c.tiedEmbeddings && !matrix) : !matrix;
    stored.set(name, { ...(asItIs && { [name]: { dtype: plain, shape } }), ...matrix, ...table });
  }
  return {
    stored,
    layouts,
    async read(name) {
      const held = layouts.has(name) ? await readPacked?.(name, 4) : undefined;
      const table = layouts.has(lookupName(name));
      const asItIs = name in stored.get(name)!;
      const value = asItIs || table || !held ? await read(name) : undefined;
      return {
        ...(asItIs && { [name]: cast(value!, plain) }),
        ...(layouts.has(name) && partsOf(name, held ?? pack(value!, 4))),
        ...(table && partsOf(lookupName(name), pack(value!, 8))),
      };
    },
  };
}

function packedInfo(name: string, shape: readonly number[], bits: 4 | 8): Record<string, TensorInfo> {
  const grid = [shape[0]!, elementCount(shape.slice(1)) / packedBlock];
  return {
    [`${name}.codes`]: { dtype: "u8", shape: [...grid, (packedBlock * bits) / 8] },
    [`${name}.scales`]: { dtype: "f32", shape: grid },
  };
}
