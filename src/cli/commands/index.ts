/** @file All commands, in the order the help shows them. A command loads what it needs when it runs, not before. */

import type { Register } from "../context.js";

export const commands: readonly Register[] = [];
