/** @file What the machine can do at most: the rate of matrix products, and of reading memory. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { input, matmul, sum } from "../src/graph/index.js";
import { compile } from "../src/runtime/node.js";
import { f32 } from "../src/tensor/host-tensor.js";
import { version } from "../src/version.js";
import { milliseconds } from "./rows.js";

/** GFLOP/s of ONNX Runtime's product of two square matrices. */
export async function gemmRate(threads: number, size = 1024): Promise<number> {
  const matrix = f32([size, size], new Float32Array(size * size).fill(0.5));
  const program = await compile(
    { y: matmul(input("x", [size, size]), input("w", [size, size])) },
    { weights: { w: matrix }, threads },
  );
  let least = Infinity;
  for (let run = 0; run < 10; run++) least = Math.min(least, await milliseconds(() => program.run({ x: matrix })));
  await program.dispose();
  return (2 * size ** 3) / least / 1e6;
}

/** GB/s at which ONNX Runtime adds up what no cache holds. */
export async function readRate(threads: number, megabytes = 256): Promise<number> {
  const [rows, columns] = [megabytes, 2 ** 18];
  const program = await compile({ y: sum(input("x", ["rows", columns]), [1]) }, { threads });
  const x = f32([rows, columns], new Float32Array(rows * columns));
  let least = Infinity;
  for (let run = 0; run < 6; run++) least = Math.min(least, await milliseconds(() => program.run({ x })));
  await program.dispose();
  return (rows * columns * 4) / least / 1e6;
}

const require = createRequire(import.meta.url);

function versionOf(name: string): string {
  const path = require.resolve.paths(name)!.map((folder) => `${folder}/${name}/package.json`);
  for (const file of path)
    try {
      return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
    } catch {
      // the next folder
    }
  return "not installed";
}

/** One line on what was measured, and on what. */
export function versions(threads: number): string {
  const packages = ["onnxruntime-node", "node-llama-cpp", "@huggingface/transformers"];
  const parts = packages.map((name) => `${name} ${versionOf(name)}`);
  const processors = cpus();
  return [
    `lora-gen ${version}`,
    `Node ${process.versions.node}`,
    ...parts,
    `${threads} of ${processors.length} threads`,
    processors[0]!.model,
  ].join(" · ");
}
