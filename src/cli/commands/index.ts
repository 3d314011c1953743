/** @file All commands, in the order the help shows them. A command loads what it needs when it runs, not before. */

import type { Register } from "../context.js";
import { ablateCommand } from "./ablate.js";
import { chatCommand } from "./chat.js";
import { dataCommand } from "./data.js";
import { demoCommand } from "./demo.js";
import { evalCommand } from "./eval.js";
import { exportCommand } from "./export.js";
import { initCommand } from "./init.js";
import { inspectCommand } from "./inspect.js";
import { keysCommand } from "./keys.js";
import { pullCommand } from "./pull.js";
import { pushCommand } from "./push.js";
import { reportCommand } from "./report.js";
import { runCommand } from "./run.js";
import { serveCommand } from "./serve.js";
import { specializeCommand } from "./specialize.js";
import { trainCommand } from "./train.js";
import { workerCommand } from "./worker.js";

export const commands: readonly Register[] = [
  demoCommand,
  specializeCommand,
  exportCommand,
  pushCommand,
  runCommand,
  chatCommand,
  serveCommand,
  workerCommand,
  keysCommand,
  initCommand,
  dataCommand,
  trainCommand,
  evalCommand,
  ablateCommand,
  reportCommand,
  inspectCommand,
  pullCommand,
];
