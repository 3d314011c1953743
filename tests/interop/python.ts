/** @file The Python that other programs' readers run in. */

import { spawnSync } from "node:child_process";

/** LORA_GEN_PYTHON, or the one on the path. */
export const python = process.env["LORA_GEN_PYTHON"] ?? "python3";

const find = "import importlib.util, sys; sys.exit(any(importlib.util.find_spec(m) is None for m in sys.argv[1:]))";

/** Whether that Python has the modules, and the title of a suite that needs them, which says so if it hasn't. */
export function pythonWith(title: string, modules: readonly string[]): { found: boolean; title: string } {
  const found = spawnSync(python, ["-c", find, ...modules]).status === 0;
  const missing = `not here: pip install ${modules.join(" ")}, or set LORA_GEN_PYTHON to a Python that has them`;
  return { found, title: found ? title : `${title} (${missing})` };
}
