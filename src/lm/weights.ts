/** @file Names and shapes of a decoder's weights, as Hugging Face stores them. */

import {
  add,
  embedding,
  input,
  int8Linear,
  linear,
  packedEmbedding,
  packedLinear,
  split,
  type PackedLinear,
  type Shape,
  type Tensor,
} from "../graph/index.js";
import type { DType } from "../tensor/host-tensor.js";
import type { DecoderConfig } from "./config.js";

/** A linear layer within a decoder layer. OPT's fc1 and fc2 are `up` and `down`; it has no `gate`. */
export type Projection = "q" | "k" | "v" | "o" | "gate" | "up" | "down";

export const attentionProjections = ["q", "k", "v", "o"] as const satisfies readonly Projection[];

/** The FFN projections that a model of this architecture has. */
export const ffnProjections = ({ architecture }: DecoderConfig): Projection[] =>
  architecture === "opt" ? ["up", "down"] : ["gate", "up", "down"];

/** Width of the input and the output of a projection. */
export function projectionWidths(c: DecoderConfig, projection: Projection): { in: number; out: number } {
  const q = c.heads * c.headWidth;
  const kv = c.keyValueHeads * c.headWidth;
  switch (projection) {
    case "q":
      return { in: c.width, out: q };
    case "k":
    case "v":
      return { in: c.width, out: kv };
    case "o":
      return { in: q, out: c.width };
    case "gate":
    case "up":
      return { in: c.width, out: c.ffnWidth };
    case "down":
      return { in: c.ffnWidth, out: c.width };
  }
}

/** Numbers of a layer's projections, without biases. */
export const weightsOfLayer = (c: DecoderConfig): number =>
  [...attentionProjections, ...ffnProjections(c)].reduce((sum, projection) => {
    const widths = projectionWidths(c, projection);
    return sum + widths.in * widths.out;
  }, 0);

const base = ({ architecture }: DecoderConfig): string => (architecture === "opt" ? "model.decoder" : "model");

/** Module name of a projection without its `.weight`: `model.layers.3.mlp.gate_proj`. */
export function projectionName(c: DecoderConfig, layer: number, projection: Projection): string {
  const prefix = `${base(c)}.layers.${layer}`;
  if (c.architecture === "opt") {
    const names = {
      q: "self_attn.q_proj",
      k: "self_attn.k_proj",
      v: "self_attn.v_proj",
      o: "self_attn.out_proj",
      up: "fc1",
      down: "fc2",
      gate: "",
    };
    return `${prefix}.${names[projection]}`;
  }
  return `${prefix}.${"qkvo".includes(projection) ? "self_attn" : "mlp"}.${projection}_proj`;
}

/** Module names that are not projections. */
export const moduleNames = (
  c: DecoderConfig,
): {
  embedding: string;
  positions: string;
  attentionNorm(layer: number): string;
  ffnNorm(layer: number): string;
  finalNorm: string;
  head: string;
} => {
  const opt = c.architecture === "opt";
  const layer = (i: number): string => `${base(c)}.layers.${i}`;
  return {
    embedding: `${base(c)}.embed_tokens`,
    positions: `${base(c)}.embed_positions`,
    attentionNorm: (i) => `${layer(i)}.${opt ? "self_attn_layer_norm" : "input_layernorm"}`,
    ffnNorm: (i) => `${layer(i)}.${opt ? "final_layer_norm" : "post_attention_layernorm"}`,
    finalNorm: `${base(c)}.${opt ? "final_layer_norm" : "norm"}`,
    head: "lm_head",
  };
};

/** Every weight of a decoder with its shape, in the order of the layers. */
export function weightShapes(c: DecoderConfig): Record<string, readonly number[]> {
  const shapes: Record<string, readonly number[]> = {};
  const names = moduleNames(c);
  const norm = (module: string): void => {
    shapes[`${module}.weight`] = [c.width];
    if (c.architecture === "opt") shapes[`${module}.bias`] = [c.width];
  };
  shapes[`${names.embedding}.weight`] = [c.vocabularySize, c.width];
  if (!c.rope) shapes[`${names.positions}.weight`] = [c.positions + 2, c.width];
  for (let i = 0; i < c.layers; i++) {
    norm(names.attentionNorm(i));
    norm(names.ffnNorm(i));
    for (const p of [...attentionProjections, ...ffnProjections(c)]) {
      const { in: fanIn, out } = projectionWidths(c, p);
      const module = projectionName(c, i, p);
      shapes[`${module}.weight`] = [out, fanIn];
      if (hasBias(c, p)) shapes[`${module}.bias`] = [out];
    }
  }
  norm(names.finalNorm);
  if (!c.tiedEmbeddings) shapes[`${names.head}.weight`] = [c.vocabularySize, c.width];
  return shapes;
}

/** Names of the weights of projections in every layer; of all of them, the matrices between the embedding and the head. */
export const projectionWeights = (
  c: DecoderConfig,
  projections: readonly Projection[] = [...attentionProjections, ...ffnProjections(c)],
): string[] =>
  Array.from({ length: c.layers }, (_, i) => projections.map((p) => `${projectionName(c, i, p)}.weight`)).flat();

/** Projections of one input, in one order: they can be packed as one matrix, whose rows are those of all. */
export const sharedInputs = ({ architecture }: DecoderConfig): readonly (readonly Projection[])[] => [
  ["q", "k", "v"],
  ...(architecture === "opt" ? [] : [["gate", "up"] as const]),
];

/** Name of a table as it is packed to read rows of: a tied head may be packed in other bits. */
export const lookupName = (name: string): string => `${name}.rows`;

/** Name of the matrix that several are packed as. */
export const joinedName = (names: readonly string[]): string => names.join("+");

export function hasBias(c: DecoderConfig, projection: Projection): boolean {
  if (projection === "o") return c.attentionBias.o;
  return "qkv".includes(projection) ? c.attentionBias.qkv : c.ffnBias;
}

/** Name of the weight that makes logits of hidden states: the embedding's where the two are tied. */
export const headName = (c: DecoderConfig): string =>
  `${c.tiedEmbeddings ? moduleNames(c).embedding : moduleNames(c).head}.weight`;

/**
 * How a packed weight is computed with: in blocks (`PackedMatrix`), or row by row with activations of 8 bits (`Int8Matrix`,
 * its codes the other way round). Its parts are inputs `NAME.codes`, `NAME.scales` and `NAME.offsets`.
 */
export type PackedLayout = (PackedLinear & { offsets: boolean }) | "w8a8";

/** Graph inputs by name, each made once: two models share a graph under different prefixes. */
export class Weights {
  readonly #tensors = new Map<string, Tensor>();

  constructor(
    readonly prefix = "",
    /** Matrices that are packed, by name. */
    private readonly packed: ReadonlyMap<string, PackedLayout> = new Map(),
  ) {}

  get(name: string, shape: Shape, dtype: DType = "f32"): Tensor {
    let tensor = this.#tensors.get(name);
    if (!tensor) this.#tensors.set(name, (tensor = input(this.prefix + name, shape, dtype)));
    return tensor;
  }

  /** x Wᵀ + b by the matrix `name` [out, in], plain or packed. */
  linear(x: Tensor, name: string, shape: readonly [number, number], bias?: Tensor): Tensor {
    const layout = this.packed.get(name);
    if (!layout) return linear(x, this.get(name, shape), bias);
    const y = this.packedLinear(x, name, shape, layout);
    return bias ? add(y, bias) : y;
  }

  /** Rows of the table `name` [rows, width] by ids, in f32; a table in 8 bits is packed as `lookupName` says. */
  rows(name: string, shape: readonly [number, number], ids: Tensor): Tensor {
    const layout = this.packed.get(lookupName(name));
    if (!layout) return embedding(this.get(name, shape), ids);
    if (layout === "w8a8" || layout.bits !== 8) throw new Error(`${name} is packed in a form that no row is read of`);
    const grid = [shape[0], shape[1] / layout.block];
    const [codes, scales] = [`${lookupName(name)}.codes`, `${lookupName(name)}.scales`];
    return packedEmbedding(
      { codes: this.get(codes, [...grid, layout.block], "u8"), scales: this.get(scales, grid) },
      ids,
    );
  }

  private packedLinear(x: Tensor, name: string, [out, fanIn]: readonly [number, number], layout: PackedLayout): Tensor {
    const [codes, scales] = [`${name}.codes`, `${name}.scales`];
    if (layout === "w8a8")
      return int8Linear(x, { codes: this.get(codes, [fanIn, out], "i8"), scales: this.get(scales, [out]) });
    const { bits, block, offsets } = layout;
    const grid = [out, fanIn / block];
    const parts = {
      codes: this.get(codes, [...grid, (block * bits) / 8], "u8"),
      scales: this.get(scales, grid),
      ...(offsets && { offsets: this.get(`${name}.offsets`, grid) }),
    };
    return packedLinear(x, parts, layout);
  }

  /** The products of x by several matrices [out, in] each: one product where these are packed as one (`joinedName`). */
  linears(
    x: Tensor,
    parts: readonly { name: string; shape: readonly [number, number]; bias?: Tensor | undefined }[],
  ): readonly Tensor[] {
    const joined = joinedName(parts.map(({ name }) => name));
    if (parts.length === 1 || !this.packed.has(joined))
      return parts.map(({ name, shape, bias }) => this.linear(x, name, shape, bias));
    const outs = parts.map(({ shape }) => shape[0]);
    const y = this.linear(x, joined, [outs.reduce((a, b) => a + b, 0), parts[0]!.shape[1]]);
    return split(y, -1, outs).map((part, i) => (parts[i]!.bias ? add(part, parts[i]!.bias) : part));
  }

  /** Tensors made so far, by their name without the prefix. */
  get entries(): ReadonlyMap<string, Tensor> {
    return this.#tensors;
  }
}
