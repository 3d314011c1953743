/** @file What every Vite build of the browser's part needs. */

import { fileURLToPath } from "node:url";
import type { Plugin, Rollup, UserConfig } from "vite";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The worker by the name of its source: Vite resolves imports of sources, but not the addresses of workers. */
const workerSource = (): Plugin => ({
  name: "worker-source",
  enforce: "pre",
  transform: (code, id) =>
    id === path("../src/runtime/browser.ts") ? code.replace("./web-worker.js", "./web-worker.ts") : undefined,
});

/** Wasm threads need a page that is cross-origin isolated: these headers, on all of its files. */
export const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Zod's comments for other bundlers are no matter of ours. */
export const onwarn: Rollup.WarningHandlerWithDefault = (warning, warn) => {
  if (warning.code !== "INVALID_ANNOTATION") warn(warning);
};

/** Builds from the TypeScript sources. */
export const fromSources = {
  base: "./",
  resolve: { alias: { "lora-gen/edge": path("../src/browser/index.ts") } },
  plugins: [workerSource()],
  worker: { format: "es" },
  build: {
    target: "es2022",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    rollupOptions: { onwarn },
  },
  preview: { headers: isolation },
} satisfies UserConfig;
