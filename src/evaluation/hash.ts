/** @file SHA-256 of texts, in hexadecimal. */

import type { TokenizerFiles } from "../lm/tokenizer-definition.js";
import { sha256 } from "../tensor/sha256.js";

/** Of several texts, told apart wherever one ends and the next begins. */
export const hashText = (...parts: string[]): string => sha256(JSON.stringify(parts));

/** Of all that a model's tokenizer does, its chat template included, wherever it lies. */
export const tokenizerHash = ({ source: _, ...files }: TokenizerFiles): string => sha256(JSON.stringify(files));
