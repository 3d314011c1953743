#!/usr/bin/env node
/** @file `lora-gen` on the command line. */

import { runCommandLine } from "./command-line.js";
import { endQuietlyOnClosedPipe } from "./terminal.js";

endQuietlyOnClosedPipe();
const interrupt = new AbortController();
// The first interrupt lets the command finish its step; the second gets no say from us.
process.once("SIGINT", () => interrupt.abort());
process.once("SIGTERM", () => interrupt.abort());
process.exitCode = await runCommandLine(process.argv.slice(2), { signal: interrupt.signal });
