/** @file Matchers that every suite has, and what the suites that run side by side must not contend for. */

import fc from "fast-check";
import { expect } from "vitest";
import { compareClose, type Numbers, type Tolerance } from "./allclose.js";

// ONNX Runtime's threads wait in busy loops: a second one takes the core from the suite beside this one.
process.env["LORA_GEN_THREADS"] ??= "1";

// The same cases every time, so that a failure is the change's; `FAST_CHECK_SEED=7 npm test` draws others.
fc.configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 1) });

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
