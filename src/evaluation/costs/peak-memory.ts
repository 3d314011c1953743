/** @file How much memory a method takes on a task. */

import type { SingleEntry } from "../recipe.js";
import type { TaskItem } from "../tasks.js";
import { inOwnProcess } from "./own-process.js";

/** What the process is asked; items without what judges them. */
export interface PeakRequest {
  edge: string;
  entry: SingleEntry;
  items: readonly TaskItem[];
  threads?: number | undefined;
}

/** Largest resident size, in bytes, of a process that loads the models and answers `items` one after another. */
export const peakMemory = async (request: PeakRequest, signal?: AbortSignal): Promise<number> =>
  (await inOwnProcess("peak-process", "memory", request, signal)).peakBytes;
