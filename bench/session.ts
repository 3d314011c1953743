/** @file The process that makes one session: the milliseconds until the model can be run, for `startup`. */

import { LanguageModel } from "../src/lm/language-model.js";
import type { WeightBits } from "../src/lm/packed-weights.js";
import { peakMegabytes } from "./memory.js";

export interface SessionReply {
  milliseconds: number;
  peakMb: number;
}

const [path, bits, threads] = process.argv.slice(2) as [string, string, string];
const start = performance.now();
await LanguageModel.load(path, { bits: Number(bits) as WeightBits, threads: Number(threads), thread: "main" });
const reply: SessionReply = { milliseconds: performance.now() - start, peakMb: peakMegabytes() };
process.stdout.write(JSON.stringify(reply));
process.exit(0);
