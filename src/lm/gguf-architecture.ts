/** @file Which decoders llama.cpp has. */

import { FileError } from "../errors.js";
import type { Architecture, DecoderConfig } from "./config.js";

/** What llama.cpp builds into an architecture, and so has no metadata for. */
const builtIn: Partial<Record<Architecture, (c: DecoderConfig) => boolean>> = {
  llama: (c) => c.activation === "silu",
  qwen2: (c) => c.activation === "silu" && c.attentionBias.qkv && !c.attentionBias.o && !c.ffnBias,
  gemma: (c) => c.activation === "gelu-tanh" && c.tiedEmbeddings && !c.attentionBias.qkv && !c.ffnBias,
};

/** `general.architecture` of a model. Throws a `FileError` for one that llama.cpp has not. */
export function ggufArchitectureOf(c: DecoderConfig, source: string): string {
  const fits = builtIn[c.architecture];
  if (!fits) {
    const known = Object.keys(builtIn).join(", ");
    throw new FileError(source, `is of architecture "${c.architecture}", which GGUF files can't hold, only ${known}`);
  }
  if (!fits(c))
    throw new FileError(source, `has an activation, biases or a head that llama.cpp's "${c.architecture}" has not`);
  return c.architecture;
}
