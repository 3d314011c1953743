/** @file Memory given back at once, in Node. */

import { MessageChannel } from "node:worker_threads";

/** Frees buffers now, whoever still refers to them: what is posted to a port whose other end is closed is gone. */
export function freeBuffers(buffers: readonly ArrayBuffer[]): void {
  const { port1, port2 } = new MessageChannel();
  port2.once("close", () => {
    port1.postMessage(undefined, buffers);
    port1.close();
  });
  port2.close();
}
