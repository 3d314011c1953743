/** @file ONNX Runtime for Node. */

import * as ort from "onnxruntime-node";
import type { EmittedModel } from "../graph/index.js";
import type { Program } from "./program.js";
import { createSession } from "./session.js";

export const createNodeSession = (model: EmittedModel, threads = 0): Promise<Program> =>
  createSession(ort, model, { intraOpNumThreads: threads });
