/** @file `npm run build:browser`: `lora-gen/edge` as one module with its worker and Wasm beside it, for pages without a bundler. */

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { fromSources, onwarn } from "./vite-shared.js";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  ...fromSources,
  root: path(".."),
  build: {
    ...fromSources.build,
    outDir: path("../dist/bundle"),
    reportCompressedSize: true,
    rollupOptions: {
      onwarn,
      input: { edge: path("../src/browser/index.ts") },
      preserveEntrySignatures: "exports-only",
      output: { entryFileNames: "[name].js" },
    },
  },
});
