/** @file SHA-256 of texts, in hexadecimal. */

import { readTokenizerFiles } from "../lm/tokenizer-files.js";
import { sha256 } from "../tensor/sha256.js";

/** Of several texts, told apart wherever one ends and the next begins. */
export const hashText = (...parts: string[]): string => sha256(JSON.stringify(parts));

/** Of all that a model's tokenizer does, its chat template included. Errors as of `Tokenizer.load`. */
export async function tokenizerHash(source: string): Promise<string> {
  const { source: _, ...files } = await readTokenizerFiles(source);
  return sha256(JSON.stringify(files));
}
