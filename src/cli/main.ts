#!/usr/bin/env node
/** @file `lora-gen` on the command line. */

import { runCommandLine } from "./command-line.js";
import { endQuietlyOnClosedPipe } from "./terminal.js";

endQuietlyOnClosedPipe();
const interrupt = new AbortController();
let taken = (): boolean => false;
// The first interrupt lets the command finish its step; the second gets no say from us.
function onInterrupt(): void {
  if (taken()) return;
  process.off("SIGINT", onInterrupt);
  interrupt.abort();
}
process.on("SIGINT", onInterrupt);
process.once("SIGTERM", () => interrupt.abort());
process.exitCode = await runCommandLine(process.argv.slice(2), {
  signal: interrupt.signal,
  takeInterrupts: (take) => void (taken = take),
});
