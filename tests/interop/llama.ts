/** @file llama.cpp itself, as node-llama-cpp has it built for this platform; nothing is built or downloaded here. */

import { getLlama } from "node-llama-cpp";

const loaded = await getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: 1 }).catch(
  (error: unknown) => error as Error,
);

/** Undefined where it can't be loaded. */
export const llama = loaded instanceof Error ? undefined : loaded;

/** Name of a suite that needs it, with the reason where it is skipped. */
export const llamaTitle = loaded instanceof Error ? `llama.cpp (can't be loaded here: ${loaded.message})` : "llama.cpp";
