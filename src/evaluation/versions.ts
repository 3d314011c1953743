/** @file What a result was measured with. */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { version } from "../version.js";

/** Of this package, Node.js, ONNX Runtime, and the machine's kind. */
export async function versions(): Promise<Record<string, string>> {
  const runtime = createRequire(import.meta.url).resolve("onnxruntime-node/package.json");
  const { version: onnxruntime } = JSON.parse(await readFile(runtime, "utf8")) as { version: string };
  return {
    "lora-gen": version,
    node: process.versions.node,
    "onnxruntime-node": onnxruntime,
    platform: `${process.platform} ${process.arch}`,
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`,
  };
}
