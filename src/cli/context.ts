/** @file What commands are made of. */

import type { Command } from "commander";
import type { Terminal } from "./terminal.js";

/** What each command gets besides its options. */
export interface Context {
  terminal: Terminal;
  /** Aborts on the first interrupt. A command whose work it cuts short throws its reason in the end. */
  signal: AbortSignal;
  /** Asks the command at each interrupt from now on, before `signal` is aborted: true if it has taken care of it. */
  takeInterrupts: (take: () => boolean) => void;
}

/** Adds a command to the program. */
export type Register = (program: Command, context: Context) => void;
