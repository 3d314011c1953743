/** @file The terminal as the commands see it; a test brings its own. */

import { isatty } from "node:tty";

export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Everything else: errors, progress. */
  err(text: string): void;
  /** Whether stderr is a terminal, where progress may move about. */
  readonly interactive: boolean;
  /** Whether stdout is a terminal, which obeys control characters. */
  readonly screen: boolean;
  /** Columns of stdout; 100 in a pipe. */
  readonly width: number;
  /** Whole standard input, for `-` in place of a file. */
  readInput(): Promise<string>;
}

export const terminal: Terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interactive: isatty(2),
  screen: isatty(1),
  get width() {
    // A terminal that does not know its size says 0.
    return Math.min((isatty(1) && process.stdout.columns) || 100, 140);
  },
  async readInput() {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
  },
};

/** Whoever reads our output may stop (`lora-gen … | head`): that is no failure. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
}
