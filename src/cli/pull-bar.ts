/** @file The bar of a pull. */

import { bytes } from "./format.js";
import { progressBar, type Progress } from "./progress.js";
import type { Terminal } from "./terminal.js";

/** Drawn once there is something to pull; `end` takes it away. */
export function pullBar(
  terminal: Terminal,
  name: string,
): { onProgress: (done: number, total: number) => void; end: () => void } {
  let bar: Progress | undefined;
  return {
    onProgress(done, total) {
      bar ??= progressBar(terminal, name, total, done);
      bar.update(done, bytes(total));
    },
    end: () => bar?.end(),
  };
}
