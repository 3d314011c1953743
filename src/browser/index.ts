/** @file `lora-gen/edge` in a browser: the edge model, merging and generation, in the page. */

export { LoraGenError, FileError, InputError, ShapeError } from "../errors.js";
export { adapterBytes, type Adapter, type LowRank } from "../adapter/adapter.js";
export type { EdgeModelOptions } from "../adapter/edge-model-core.js";
export { ggufLoraBytes, type AdapterGguf } from "../adapter/gguf-lora.js";
export { peftFiles, type PeftOptions } from "../adapter/peft-format.js";
export type { Provenance } from "../adapter/peft-config.js";
export type { DecoderConfig } from "../lm/config.js";
export type { GenerateOptions, Prompt } from "../lm/language-model-core.js";
export { Tokenizer, type Message } from "../lm/tokenizer-core.js";
export type { Generated } from "../methods/lora-gen/generator-core.js";
export { gatesOf, serializeGates, type SavedGates } from "../methods/lora-gen/gates-format.js";
export { configure, hasGpu, startEngine, type Device, type Engine, type EngineOptions } from "../runtime/browser.js";
export { loadAdapter, readGates } from "./adapters.js";
export type { FetchOptions } from "./directory.js";
export { clearKept } from "./kept.js";
export {
  EdgeModel,
  ExpertPool,
  Generator,
  provenanceOf,
  readGeneratorFile,
  type EdgeModelLoadOptions,
} from "./models.js";
export { gatesBytes, routeNames } from "../methods/lora-gen/settings.js";
