/** @file ONNX Runtime for Node. */

import { hasInt8Products, type EmittedModel } from "../graph/index.js";
import { exactSums } from "./exact-sums.js";
import { namedDevice, onDevice } from "./node-device.js";
import type { Program, SessionOptions } from "./program.js";
import { createSession } from "./session.js";

/** Between runs its threads sleep: waiting in busy loops they would keep a core from what comes between two tokens. */
const extra = { "session.force_spinning_stop": "1" };

/** What products of 8 bits need on this processor, once they have been asked for. */
let exact: ReturnType<typeof exactSums> | undefined;

/** Loads it with the first session: what only reads files does without. */
export const createNodeSession = async (
  model: EmittedModel,
  { threads = 0, planned = true, prepack = true }: SessionOptions,
): Promise<Program> => {
  const device = namedDevice();
  const ort = await import("onnxruntime-node");
  const settings = {
    ...extra,
    ...(hasInt8Products(model) && (await (exact ??= exactSums(ort)))),
    ...(!prepack && { "session.disable_prepacking": "1" }),
  };
  return onDevice(device, () =>
    createSession(ort, model, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      enableMemPattern: planned,
      extra: settings,
    }),
  );
};
