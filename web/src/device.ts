/** @file What the page computes on: Wasm, or by a link of its footer WebGPU, which takes more to be loaded. */

import { hasGpu, type Engine } from "lora-gen/edge";
import webGpuWasm from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import { element } from "./dom.js";

/** As the address of the page says. */
export const device: Engine["device"] =
  new URLSearchParams(location.search).get("device") === "webgpu" ? "webgpu" : "wasm";

/** The link to the other device, if there is one: WebGPU needs a GPU, and the file for it where the page came from. */
export async function otherDevice(): Promise<HTMLAnchorElement | undefined> {
  if (device === "webgpu") return element("a", { href: location.pathname, textContent: "Compute in Wasm" });
  const there = (await hasGpu()) && (await fetch(webGpuWasm, { method: "HEAD" })).ok;
  return there ? element("a", { href: "?device=webgpu", textContent: "Compute on WebGPU" }) : undefined;
}

export const describe = ({ device, threads }: Engine): string =>
  device === "webgpu" ? "WebGPU." : `Wasm, ${threads} thread${threads > 1 ? "s" : ""}.`;
