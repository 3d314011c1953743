/** @file SHA-256 of texts, in hexadecimal. */

import { createHash } from "node:crypto";

export const hashText = (...parts: string[]): string => createHash("sha256").update(parts.join("\n")).digest("hex");
