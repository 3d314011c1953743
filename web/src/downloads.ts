/** @file The adapter as a file. */

import { zipSync } from "fflate";
import { gatesOf, ggufLoraBytes, peftFiles, provenanceOf, serializeGates, type Provenance } from "lora-gen/edge";
import { element } from "./dom.js";
import type { Models, Specialist } from "./models.js";

export type Format = "peft" | "gguf" | "gates";

type Write = (models: Models, specialist: Specialist, provenance: Provenance) => Uint8Array | Promise<Uint8Array>;

const formats: Record<Format, { suffix: string; write: Write }> = {
  peft: {
    suffix: ".zip",
    write({ generator, base }, { adapter }, provenance) {
      const text = new TextEncoder();
      const config = generator.dimensions.edge;
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
    write: ({ generator, base }, { adapter }) =>
      ggufLoraBytes(generator.dimensions.edge, base, { adapter, name: "lora-gen adapter", dtype: "f16" }),
  },
  gates: { suffix: ".gates", write: (_models, _specialist, provenance) => serializeGates(gatesOf(provenance)) },
};

/** Hands the adapter to the browser as a file whose name tells the prompt by its hash. */
export async function download(format: Format, models: Models, specialist: Specialist): Promise<void> {
  const provenance = await provenanceOf(models.generator, specialist.prompt, specialist);
  const { suffix, write } = formats[format];
  const bytes = await write(models, specialist, provenance);
  const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
  element("a", { href: url, download: `adapter-${provenance.prompt.slice(0, 8)}${suffix}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
