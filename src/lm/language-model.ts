/** @file Language models of directories and GGUF files (Node). */

import { compile } from "../runtime/node.js";
import { openCheckpoint } from "./checkpoint.js";
import { LanguageModel as Core, type LanguageModelOptions, type ModelParts } from "./language-model-core.js";
import { Tokenizer } from "./tokenizer.js";

export type { Attachment, GenerateOptions, LanguageModelOptions, Prompt } from "./language-model-core.js";

/** Opens a model for what `use` makes of it, and closes it again. */
export async function withModel<T>(path: string, use: (parts: ModelParts) => Promise<T>): Promise<T> {
  const checkpoint = await openCheckpoint(path);
  try {
    return await use({ checkpoint, tokenizer: await Tokenizer.load(path), compile });
  } finally {
    await checkpoint.close();
  }
}

/** The model that runs anywhere, and where Node finds one. */
export const LanguageModel = Object.assign(Core, {
  /** Loads a model directory or GGUF file. Throws a `FileError` for what is missing or does not fit. */
  load: (path: string, options?: LanguageModelOptions): Promise<Core> =>
    withModel(path, (parts) => Core.of(parts, options)),
});
export type LanguageModel = Core;
