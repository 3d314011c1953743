/** @file Matchers that every suite has, and what the suites that run side by side must not contend for. */

import { expect } from "vitest";
import { compareClose, type Numbers, type Tolerance } from "./allclose.js";

// ONNX Runtime's threads wait in busy loops: a second one takes the core from the suite beside this one.
process.env["LORA_GEN_THREADS"] ??= "1";

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
