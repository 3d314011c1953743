/** @file The public API of `lora-gen`. */

export { LoraGenError, FileError, HubError, InputError, MergeError, ShapeError, TrainingError } from "./errors.js";
export { pull, type Pulled, type PullOptions } from "./hub/pull.js";
export type { DType, HostTensor, TensorMap } from "./tensor/host-tensor.js";
export type { Adapter, LowRank } from "./adapter/adapter.js";
export { Chat } from "./adapter/chat.js";
export { EdgeModel, type EdgeModelOptions } from "./adapter/edge-model.js";
export { saveAdapterGguf, saveMergedGguf, type AdapterGguf, type MergedGguf } from "./adapter/gguf.js";
export { saveMergedModel } from "./adapter/merged-model.js";
export { modelCard, type CardOptions } from "./adapter/model-card.js";
export { saveOnnxModel, type OnnxOptions } from "./adapter/onnx-model.js";
export {
  describeAdapter,
  loadAdapter,
  saveAdapter,
  type AdapterDescription,
  type Provenance,
  type SaveOptions,
} from "./adapter/peft.js";
export { BatchDecoder, type BatchOptions, type StreamOptions } from "./lm/batch-decoder.js";
export { pushAdapter, type Pushed, type PushOptions, type PushTarget } from "./adapter/push.js";
export type { DecoderConfig } from "./lm/config.js";
export type { GenerateOptions, Prompt } from "./lm/language-model.js";
export { PrefixCache } from "./lm/prefix-cache.js";
export { ContinuationScorer, type Scored } from "./lm/scoring.js";
export { Tokenizer, type Message } from "./lm/tokenizer.js";
export type { Projection } from "./lm/weights.js";
export { initGenerator, type InitOptions } from "./methods/lora-gen/start.js";
export { Generator, type Generated, type GeneratorOptions } from "./methods/lora-gen/generator.js";
export { ExpertPool } from "./methods/lora-gen/expert-pool.js";
export { gatesOf, readGates, saveGates, type SavedGates } from "./methods/lora-gen/gates.js";
export { specialize, type Specialization, type SpecializeOptions } from "./methods/lora-gen/specialize.js";
export { adapterOfMethod, specializeByMethod, type MadeAdapter } from "./methods/merging.js";
export { shippedGenerator } from "./shipped.js";
export type { GeneratorSettings } from "./methods/lora-gen/settings.js";
