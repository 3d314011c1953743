/** @file `npm run build:web`: the playground into dist/web, for `lora-gen serve` and as static files; models go beside it. */

import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
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

export default defineConfig({
  ...fromSources,
  root: path("."),
  // The page computes in Wasm alone: the build for WebGPU would be two thirds of all that the page is made of.
  resolve: { alias: { ...fromSources.resolve.alias, "onnxruntime-web/webgpu": "onnxruntime-web/wasm" } },
  plugins: [...fromSources.plugins, models()],
  build: { ...fromSources.build, outDir },
});
