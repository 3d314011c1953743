/** @file A progress bar on stderr, where that is a terminal. */

import stringWidth from "string-width";
import { duration } from "./format.js";
import type { Terminal } from "./terminal.js";

export interface Progress {
  /** `done` of the total; `note` is what else there is to say just now. */
  update(done: number, note?: string): void;
  /** Takes the bar away. */
  end(): void;
}

const silent: Progress = { update: () => {}, end: () => {} };
const redrawMs = 100;
const blocks = 24;

/** `begun` is where a resumed job starts, so that the time left is told by what this process does. */
export function progressBar(
  terminal: Terminal,
  label: string,
  total: number,
  begun = 0,
  now = () => performance.now(),
): Progress {
  if (!terminal.interactive) return silent;
  const start = now();
  let drawn = -Infinity;
  return {
    update(done, note = "") {
      const time = now();
      if (time - drawn < redrawMs && done < total) return;
      drawn = time;
      const left = done > begun ? ((time - start) / (done - begun)) * (total - done) : NaN;
      const eta = Number.isFinite(left) ? `${duration(left)} left` : "";
      const line = [label, bar(done / total), `${done}/${total}`, eta, note].filter(Boolean).join("  ");
      terminal.err(`\r${clip(line, terminal.progressWidth - 1)}\u001b[K`);
    },
    end() {
      if (drawn > -Infinity) terminal.err("\r\u001b[K");
    },
  };
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * blocks);
  return "█".repeat(full) + "░".repeat(blocks - full);
}

/** A line that wraps can't be drawn over. */
function clip(line: string, width: number): string {
  while (line !== "" && stringWidth(line) > width) line = line.slice(0, -1);
  return line;
}
