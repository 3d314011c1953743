/** @file The methods that are saved as `method.json` with their tensors, by name. */

import type { MethodKind } from "./kind.js";
import { autoCompressor } from "./auto-compressor/auto-compressor.js";
import { direct } from "./direct/direct.js";
import { loraMoe } from "./lora-moe/lora-moe.js";
import { mixLora } from "./mix-lora/mix-lora.js";

export const methodKinds = [loraMoe, mixLora, direct, autoCompressor] as const;

export type SavedMethodName = "lora-moe" | "mix-lora" | "direct" | "auto-compressor";

export const kindOf = (name: SavedMethodName): MethodKind => methodKinds.find((kind) => kind.name === name)!;
