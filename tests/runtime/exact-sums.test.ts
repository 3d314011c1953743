import * as ort from "onnxruntime-node";
import * as web from "onnxruntime-web";
import { expect, test } from "vitest";
import { exactSums, sumsOfLargest } from "../../src/runtime/exact-sums.js";
import type { OnnxRuntime } from "../../src/runtime/session.js";

test("the settings found have sums of products of 8 bits that are exact", async () => {
  const exact = new Float32Array(32).fill(127 * 127 * 64);
  expect(await sumsOfLargest(ort, await exactSums(ort))).toEqual(exact);
  // The kernel that is taken where the fast one is not exact.
  expect(await sumsOfLargest(ort, { "session.x64quantprecision": "1" })).toEqual(exact);
  web.env.wasm.numThreads = 1;
  expect(await sumsOfLargest(web)).toEqual(exact);
});

test("where sums are cut off, the other kernel is asked for", async () => {
  const Cut = class {
    constructor(
      readonly type: string,
      readonly data: Float32Array,
      readonly dims: readonly number[],
    ) {}
  };
  const cut = {
    Tensor: Cut,
    InferenceSession: {
      create: () =>
        Promise.resolve({
          run: () => Promise.resolve({ y: new Cut("float32", new Float32Array(32).fill(32767 * 32), [2, 16]) }),
          release: () => Promise.resolve(),
        }),
    },
  } as unknown as OnnxRuntime;
  expect(await exactSums(cut)).toEqual({ "session.x64quantprecision": "1" });
});
