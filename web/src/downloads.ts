/** @file The adapter as a file. */

import { zipSync } from "fflate";
import {
  gatesOf,
  ggufLoraBytes,
  peftFiles,
  provenanceOf,
  serializeGates,
  type Generator,
  type Provenance,
} from "lora-gen/edge";
import { element } from "./dom.js";
import type { Specialist } from "./models.js";

const base = "lora-gen-nano-edge";

export type Format = "peft" | "gguf" | "gates";

type Write = (generator: Generator, specialist: Specialist, provenance: Provenance) => Uint8Array | Promise<Uint8Array>;

const formats: Record<Format, { suffix: string; write: Write }> = {
  peft: {
    suffix: ".zip",
    write({ dimensions: { edge: config } }, { adapter }, provenance) {
      const text = new TextEncoder();
      const files = peftFiles(adapter, { config, base, provenance, dtype: "f16" });
      return zipSync(
        Object.fromEntries(
          Object.entries(files).map(([name, content]) => [
            name,
            typeof content === "string" ? text.encode(content) : content,
          ]),
        ),
      );
    },
  },
  gguf: {
    suffix: ".gguf",
    write: ({ dimensions: { edge } }, { adapter }) =>
      ggufLoraBytes(edge, base, { adapter, name: "lora-gen adapter", dtype: "f16" }),
  },
  gates: { suffix: ".gates", write: (_generator, _specialist, provenance) => serializeGates(gatesOf(provenance)) },
};

/** Hands the adapter to the browser as a file whose name tells the prompt by its hash. */
export async function download(format: Format, generator: Generator, specialist: Specialist): Promise<void> {
  const provenance = await provenanceOf(generator, specialist.prompt, specialist);
  const { suffix, write } = formats[format];
  const bytes = await write(generator, specialist, provenance);
  const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
  element("a", { href: url, download: `adapter-${provenance.prompt.slice(0, 8)}${suffix}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
