/** @file The graph floor: symbolic tensors, operations with their gradients, one ONNX model out. */

export type { Dim, Shape } from "./shape.js";
export { constant, input, scalar, type Tensor } from "./tensor.js";
export type { EmittedModel } from "./emitter.js";
export { emit } from "./emit.js";
export { beforehand, cut, type Cut } from "./cut.js";
export { countFlops, sizesOf, type Flops } from "./flops.js";
export { gradients } from "./gradients.js";
export * from "./ops/arithmetic.js";
export * from "./ops/activations.js";
export * from "./ops/matmul.js";
export * from "./ops/packed.js";
export * from "./ops/int8.js";
export * from "./ops/layout.js";
export * from "./ops/prefix.js";
export * from "./ops/indexing.js";
export * from "./ops/normalization.js";
export * from "./ops/probability.js";
export * from "./ops/attention.js";
export * from "./ops/dot-product-attention.js";
export * from "./ops/attention-mask.js";
export * from "./ops/random.js";
