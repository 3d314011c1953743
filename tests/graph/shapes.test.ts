import { expect, test } from "vitest";
import { ShapeError } from "../../src/errors.js";
import {
  add,
  batchNorm,
  treeMask,
  cachedAttention,
  causalMask,
  concat,
  constant,
  div,
  embedding,
  expandLike,
  gatherPositions,
  gradients,
  groupedMatmul,
  groupedMul,
  input,
  layerNorm,
  linear,
  matmul,
  mean,
  mul,
  reshape,
  rmsNorm,
  rotate,
  slice,
  squeeze,
  sub,
  sum,
  sumTo,
  tokenLoss,
  topKMask,
  transpose,
  unsqueeze,
  where,
  type Shape,
  type Tensor,
} from "../../src/graph/index.js";
import { f32 } from "../../src/tensor/host-tensor.js";

let made = 0;
const real = (...shape: Shape): Tensor => input(`real ${made++}`, shape);
const whole = (...shape: Shape): Tensor => input(`whole ${made++}`, shape, "i64");
const table = constant(f32([8, 2], new Float32Array(16)));

/** What the message must start with, and the graph that is wrong. */
const mistakes: [string, () => unknown][] = [
  ["add([2, 3], [2, 4]): shapes do not broadcast", () => add(real(2, 3), real(2, 4))],
  ["add([rows, 3], [tokens, 3]): shapes do not broadcast", () => add(real("rows", 3), real("tokens", 3))],
  ["sub([2], [3])", () => sub(real(2), real(3))],
  ["mul([2], [2]): dtypes f32 and i64 differ", () => mul(real(2), whole(2))],
  ["div([4, 1], [3, 2])", () => div(real(4, 1), real(3, 2))],
  ["where([2]): the condition must be bool, got f32", () => where(real(2), real(2), real(2))],
  ["where([2, 3], [3, 2])", () => where(input("condition", [2, 3], "bool"), real(2, 3), real(3, 2))],
  ["sum([2, 3]): no axis 2", () => sum(real(2, 3), [2])],
  ["mean([2, 3]): no axis -3", () => mean(real(2, 3), [-3])],
  ["sumTo([2, 3]): no broadcast of [2]", () => sumTo(real(2, 3), [2])],
  ["expandLike([2], [2, 3])", () => expandLike(real(2), real(2, 3))],
  ["unsqueeze([2, 3]): no new axes at [4]", () => unsqueeze(real(2, 3), [4])],
  ["unsqueeze([2, 3]): no new axes at [1, 0]", () => unsqueeze(real(2, 3), [1, 0])],
  ["squeeze([2, 3]): axis 1 is not of size 1", () => squeeze(real(2, 3), [1])],
  ["matmul([2, 3], [4, 5]): [.., 2, 3] by [.., 4, 5]", () => matmul(real(2, 3), real(4, 5))],
  ["matmul([2, 3], [3, 4]): [.., 3, 2] by [.., 3, 4]", () => matmul(real(2, 3), real(3, 4), { transposeA: true })],
  ["matmul([2, 4, 3], [5, 3, 4])", () => matmul(real(2, 4, 3), real(5, 3, 4))],
  [
    "matmul([2, 1, 4, 3], [5, 3, 4]): the leading axes of one must be those of the product",
    () => matmul(real(2, 1, 4, 3), real(5, 3, 4)),
  ],
  ["matmul([3], [3, 4]): both need two axes or more", () => matmul(real(3), real(3, 4))],
  ["matmul([2, 3], [3, 4]): dtypes i64 and f32 differ", () => matmul(whole(2, 3), real(3, 4))],
  ["linear([2, 3], [3, 4]): x [.., in] needs a weight [out, in]", () => linear(real(2, 3), real(3, 4))],
  ["linear([2, 3], [4, 3], [3]): the bias must be [out]", () => linear(real(2, 3), real(4, 3), real(3))],
  ["groupedMatmul([4, 5, 3], [2, 4, 3])", () => groupedMatmul(real(4, 5, 3), real(2, 4, 3))],
  ["groupedMul([4, 5, 3], [2, 4])", () => groupedMul(real(4, 5, 3), real(2, 4))],
  ["transpose([2, 3]): [0, 0] is no order of its axes", () => transpose(real(2, 3), [0, 0])],
  ["reshape([2, 3]): can't become [3, 3]", () => reshape(real(2, 3), [3, 3])],
  [
    "reshape([rows, tokens, 2]): can't become [tokens, rows, 2]",
    () => reshape(real("rows", "tokens", 2), ["tokens", "rows", 2]),
  ],
  ["concat([2, 3], [3, 3]): shapes differ elsewhere than on axis 1", () => concat([real(2, 3), real(3, 3)], 1)],
  ['concat([2, n]): dim 1 must be a number, not "n"', () => concat([real(2, "n"), real(2, 3)], 1)],
  ["slice([2, 3]): [1, 4) is not within axis 1", () => slice(real(2, 3), 1, 1, 4)],
  ["embedding([5, 2], [3]): needs a table [rows, width] and i64 ids", () => embedding(real(5, 2), real(3))],
  ["gatherPositions([2, 5, 3], [4, 1])", () => gatherPositions(real(2, 5, 3), whole(4, 1))],
  ["rmsNorm([2, 3], [2]): the weight must be [width]", () => rmsNorm(real(2, 3), real(2), 1e-6)],
  ["layerNorm([2, 3], [3], [2]): weight and bias must be [width]", () => layerNorm(real(2, 3), real(3), real(2), 1e-6)],
  [
    "batchNorm([4, 2, 3], [3])",
    () => batchNorm(real(4, 2, 3), { weight: real(3), bias: real(3), mean: real(3), variance: real(3) }, false),
  ],
  ["tokenLoss([2, 5], [3]): needs logits [.., vocabulary] and i64 targets [..]", () => tokenLoss(real(2, 5), whole(3))],
  ["topKMask([2, 3]): can't keep 4", () => topKMask(real(2, 3), 4)],
  ["rotate([1, 3, 6], [8, 2], [8, 2])", () => rotate(real(1, 3, 6), whole(1), { heads: 2, cos: table, sin: table })],
  [
    "rotate([2, 3, 8], [2, 4]): positions must be i64, [1] or [rows, tokens]",
    () => rotate(real(2, 3, 8), whole(2, 4), { heads: 2, cos: table, sin: table }),
  ],
  ["causalMask([2, 3, 1], [2]): needs i64 queries [rows, count]", () => causalMask(real(2, 3, 1), whole(2))],
  ["treeMask([2, 3]): needs i64 ends [rows, tokens]", () => treeMask(real(2, 3))],
  [
    "cachedAttention([1, 1, 8], [1, 1, 8], [1, 1, 4], [1, 1, past, 4], [1, 1, past, 4])",
    () => {
      const cache = {
        key: real(1, 1, "past", 4),
        value: real(1, 1, "past", 4),
        lengths: input("lengths", [1], "i32"),
        total: input("total", [], "i32"),
      };
      return cachedAttention(real(1, 1, 8), real(1, 1, 8), real(1, 1, 4), cache, {
        heads: 2,
        keyValueHeads: 1,
        scale: 1,
      });
    },
  ],
  ["the loss must be a scalar, got [2]", () => gradients(real(2), [])],
];

test.each(mistakes)("%s", (message, build) => {
  expect(build).toThrow(ShapeError);
  expect(build).toThrow(message);
});
