/** @file Edge models of directories and GGUF files (Node). */

import { withModel } from "../lm/language-model.js";
import { EdgeModel as Core, type EdgeModelOptions } from "./edge-model-core.js";

export type { EdgeModelOptions } from "./edge-model-core.js";

/** The edge model that runs anywhere, and where Node finds one. */
export const EdgeModel = Object.assign(Core, {
  /** Loads a model directory or GGUF file. */
  load: (path: string, options?: EdgeModelOptions): Promise<Core> =>
    withModel(path, (parts) => Core.of(parts, options)),
});
export type EdgeModel = Core;
