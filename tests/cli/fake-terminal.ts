/** @file A terminal that keeps what it was told. */

import type { Terminal } from "../../src/cli/terminal.js";

export interface FakeTerminal extends Terminal {
  stdout: string;
  stderr: string;
}

export function fakeTerminal(
  settings: { interactive?: boolean; width?: number; progressWidth?: number; input?: string } = {},
): FakeTerminal {
  const { interactive = false, width = 80, progressWidth = width, input = "" } = settings;
  return {
    stdout: "",
    stderr: "",
    interactive,
    screen: interactive,
    width,
    progressWidth,
    out(text) {
      this.stdout += text;
    },
    err(text) {
      this.stderr += text;
    },
    readInput: async () => input,
    async *readLines() {
      yield* input.split("\n");
    },
  };
}
