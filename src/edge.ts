/** @file `lora-gen/edge` in Node: what a browser's has, over files. */

export { LoraGenError, FileError, InputError, ShapeError } from "./errors.js";
export { adapterBytes, type Adapter, type LowRank } from "./adapter/adapter.js";
export { EdgeModel, type EdgeModelOptions } from "./adapter/edge-model.js";
export { ggufLoraBytes, type AdapterGguf } from "./adapter/gguf-lora.js";
export { peftFiles, type PeftOptions } from "./adapter/peft-format.js";
export { loadAdapter, type Provenance } from "./adapter/peft.js";
export type { DecoderConfig } from "./lm/config.js";
export type { GenerateOptions, Prompt } from "./lm/language-model.js";
export { Tokenizer, type Message } from "./lm/tokenizer.js";
export { Generator, type Generated } from "./methods/lora-gen/generator.js";
export { ExpertPool } from "./methods/lora-gen/expert-pool.js";
export { gatesOf, serializeGates, type SavedGates } from "./methods/lora-gen/gates-format.js";
export { readGates } from "./methods/lora-gen/gates.js";
export { provenanceOf } from "./methods/lora-gen/provenance.js";
export { readGeneratorFile } from "./methods/lora-gen/checkpoint.js";
export { gatesBytes, routeNames } from "./methods/lora-gen/settings.js";
