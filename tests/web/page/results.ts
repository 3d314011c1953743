/** @file What the tests' page gives back. */

/** Answers of one model to each request. */
export type Answers = Record<"bare" | "inContext" | "generated" | "factors" | "gates", string[]>;

export interface MadeAdapter {
  gates: number[];
  /** Of all projections, A before B, one behind the other. */
  factors: number[];
}
