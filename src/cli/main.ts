#!/usr/bin/env node
/** @file `lora-gen` on the command line. */

import { runCommandLine } from "./command-line.js";
import { interrupted } from "./output.js";
import { outliveReaders } from "./terminal.js";

/** As a shell tells of a program that SIGPIPE ended. */
const unread = 141;

const interrupt = new AbortController();
const output = { closed: false };
outliveReaders(() => {
  output.closed = true;
  interrupt.abort();
});
let taken = (): boolean => false;
// The first interrupt lets the command finish its step; the second gets no say from us.
function onInterrupt(): void {
  if (taken()) return;
  process.off("SIGINT", onInterrupt);
  interrupt.abort();
}
process.on("SIGINT", onInterrupt);
process.once("SIGTERM", () => interrupt.abort());
const code = await runCommandLine(process.argv.slice(2), {
  signal: interrupt.signal,
  takeInterrupts: (take) => void (taken = take),
});
process.exitCode = code === interrupted && output.closed ? unread : code;
