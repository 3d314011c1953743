/** @file Tokenizers of model directories and GGUF files (Node). */

import { Tokenizer as Core } from "./tokenizer-core.js";
import { readTokenizerFiles } from "./tokenizer-files.js";

export { chatTemplateOf, type ChatOptions, type EncodeOptions, type Message } from "./tokenizer-core.js";

/** The tokenizer that runs anywhere, and where Node finds one. */
export const Tokenizer = Object.assign(Core, {
  /** Reads a Hugging Face model directory or a GGUF file. Throws a `FileError`. */
  load: async (path: string): Promise<Core> => Core.of(await readTokenizerFiles(path)),
});
export type Tokenizer = Core;
