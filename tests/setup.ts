/** @file Matchers that every suite has. */

import { expect } from "vitest";
import { compareClose, type Numbers, type Tolerance } from "./allclose.js";

declare module "vitest" {
  // The type parameter must be named and defaulted as in vitest's own declaration.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-explicit-any
  interface Matchers<T = any> {
    /** Every element satisfies `|actual - expected| <= atol + rtol * |expected|`, and the shapes are equal. */
    toBeAllclose: (expected: Numbers | undefined, tolerance?: Tolerance) => void;
  }
}

expect.extend({
  toBeAllclose(actual: Numbers | undefined, expected: Numbers | undefined, tolerance?: Tolerance) {
    const problem = compareClose(actual, expected, tolerance);
    return {
      pass: problem === undefined,
      message: () => problem ?? "expected the values to differ, but all are close",
    };
  },
});
