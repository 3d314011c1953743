/** @file SHA-256 of texts, in hexadecimal. */

import { sha256 } from "../tensor/sha256.js";

export const hashText = (...parts: string[]): string => sha256(parts.join("\n"));
