/** @file A program among all those of a page's worker. */

import type { TensorMap } from "../tensor/host-tensor.js";
import type { Device } from "./choose-device.js";
import { threadEnded, type Thread, type WorkerRequest } from "./worker-program.js";

/** What a page asks of its worker: first to start, then what its programs need. */
export type PageRequest =
  | { kind: "start"; device: Device | "auto"; threads: number }
  | { kind: "device" }
  | { kind: "end"; program: number }
  | { kind: "program"; program: number; request: WorkerRequest };

/** Asks the worker. */
export type PageCall = (message: PageRequest, transfer?: ArrayBuffer[]) => Promise<TensorMap | Device | undefined>;

/** The worker's program of that number, which ends alone: the worker goes on with the others. */
export function pageThread(program: number, call: PageCall): Thread {
  let ending: Promise<void> | undefined;
  return {
    // The worker has forgotten an ended program, and would take its number for a new one's.
    async call(request, transfer) {
      if (ending) throw threadEnded();
      return (await call({ kind: "program", program, request }, transfer)) as TensorMap | undefined;
    },
    end: () => (ending ??= call({ kind: "end", program }).then(() => {})),
  };
}
