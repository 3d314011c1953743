/** @file The terminal as the commands see it; a test brings its own. */

import { createInterface } from "node:readline";
import { addAbortSignal } from "node:stream";
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
  /** Columns of stderr, where progress is drawn. */
  readonly progressWidth: number;
  /** Whole standard input, for `-` in place of a file; rejects when the signal aborts. */
  readInput(signal: AbortSignal): Promise<string>;
  /** Standard input line by line until it ends or the signal; where a person types them, behind a prompt. */
  readLines(options: { prompt: string; signal: AbortSignal }): AsyncIterable<string>;
}

/** Streams that nobody reads any more. */
const closed = new Set<NodeJS.WriteStream>();

function write(stream: NodeJS.WriteStream, text: string): void {
  if (!closed.has(stream)) stream.write(text);
}

export const terminal: Terminal = {
  out: (text) => write(process.stdout, text),
  err: (text) => write(process.stderr, text),
  interactive: isatty(2),
  screen: isatty(1),
  get width() {
    // A terminal that does not know its size says 0.
    return Math.min((isatty(1) && process.stdout.columns) || 100, 140);
  },
  get progressWidth() {
    return process.stderr.columns || 80;
  },
  async readInput(signal) {
    const chunks: Buffer[] = [];
    for await (const chunk of addAbortSignal(signal, process.stdin)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
  },
  async *readLines({ prompt, signal }) {
    const typed = isatty(0) && isatty(1);
    const lines = createInterface({ input: process.stdin, ...(typed && { output: process.stdout }), prompt, signal });
    // A terminal that is read key by key sends no signal by itself.
    lines.on("SIGINT", () => process.emit("SIGINT", "SIGINT"));
    if (typed) lines.prompt();
    try {
      for await (const line of lines) {
        yield line;
        if (typed) lines.prompt();
      }
    } finally {
      // Open, it would keep the process waiting for more.
      process.stdin.destroy();
    }
  },
};

/** Whoever reads our output may stop (`lora-gen … | head`): what it no longer reads is dropped, and `onClosed` told of results. */
export function outliveReaders(onClosed: () => void): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      if (closed.has(stream)) return;
      closed.add(stream);
      if (stream === process.stdout) onClosed();
    });
}
