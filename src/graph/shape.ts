/** @file Shapes whose dims may be names. */

import type { DType } from "../tensor/host-tensor.js";

/** A size known now, or the name of one known when the graph runs. Equal names are equal sizes. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** Shape and dtype of a tensor. */
export interface Signature {
  readonly shape: Shape;
  readonly dtype: DType;
}

export const show = (shape: Shape): string => `[${shape.join(", ")}]`;
