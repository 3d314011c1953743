/** @file `npm run build:web`: the playground into dist/web, for `lora-gen serve` and as static files; models go beside it. */

import { cp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { sha256OfFile } from "../src/tensor/sha256.js";
import { sha256Sums, sumsFile } from "../src/tensor/sha256-sums.js";
import { fromSources } from "./vite-shared.js";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const outDir = path("../dist/web");

/** The shipped pair as static files. */
const models = (): Plugin => ({
  name: "models",
  async closeBundle() {
    for (const model of ["generator", "cloud", "edge"]) {
      const to = join(outDir, "models", model);
      await cp(path(`../checkpoints/nano/${model}`), to, { recursive: true });
      await writeFile(join(to, sumsFile), await sha256Sums(to));
    }
  },
});

const webGpu = "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm";

/**
 * Takes ONNX Runtime's Wasm for WebGPU out, unless LORA_GEN_WEBGPU=1: it would be two thirds of all that the page is made of.
 * The note that is left instead is for `lora-gen serve`, which has the file where onnxruntime-web is installed.
 */
const leaveOut = (): Plugin => ({
  name: "leave-out",
  async closeBundle() {
    if (process.env["LORA_GEN_WEBGPU"] === "1") return;
    const name = (await readdir(join(outDir, "assets"))).find((file) => /asyncify.*\.wasm$/.test(file))!;
    const file = join(outDir, "assets", name);
    const note = { file: `assets/${name}`, source: webGpu, sha256: await sha256OfFile(file) };
    await writeFile(join(outDir, "left-out.json"), `${JSON.stringify(note, null, 2)}\n`);
    await rm(file);
  },
});

export default defineConfig({
  ...fromSources,
  root: path("."),
  plugins: [...fromSources.plugins, models(), leaveOut()],
  build: { ...fromSources.build, outDir },
});
