/** @file The one real model that tests use where it is at hand: SmolLM2-135M-Instruct, Q4_1, 98 MB, never part of the repository. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";

/** Its GGUF file: LORA_GEN_SMOLLM2, or beside the project. */
export const smollm2 =
  process.env["LORA_GEN_SMOLLM2"] ??
  fileURLToPath(new URL("../../shared/models/SmolLM2-135M-Instruct.Q4_1.gguf", import.meta.url));

/** A suite that needs it; skipped, and saying so, where it is not there. */
export const describeWithSmollm2 = (name: string, suite: () => void): void =>
  existsSync(smollm2)
    ? void describe(name, suite)
    : void describe.skip(`${name} (no SmolLM2 here: set LORA_GEN_SMOLLM2 to its Q4_1 GGUF file)`, suite);
