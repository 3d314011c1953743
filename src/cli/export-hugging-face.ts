/** @file Formats of `lora-gen export` for the programs around Hugging Face: ONNX, transformers, PEFT; and gates. */

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CardKind } from "../adapter/model-card.js";
import type { OnnxDtype } from "../lm/onnx-weights.js";
import type { Exported, ExportFormat, ExportSource } from "./export-format.js";
import { UsageError } from "./output.js";
import { checkTarget, checkTargetFile } from "./target.js";

type Precision = "f32" | "f16";

export const huggingFaceFormats: Readonly<Record<string, ExportFormat>> = {
  onnx: {
    what: "the whole model for transformers.js and ONNX Runtime GenAI, the adapter merged",
    dtypes: ["f32", "f16", "q4"] satisfies OnnxDtype[],
    checkTarget,
    async write(source, output, dtype) {
      const { saveOnnxModel } = await import("../adapter/onnx-model.js");
      await saveOnnxModel(output, source.base, {
        dtype: dtype as OnnxDtype,
        readme: await cardOf("onnx", source),
        signal: source.signal,
        ...(source.adapter && { adapter: source.adapter }),
      });
      return exported(output, await modelTensors(output));
    },
  },
  hf: {
    what: "the whole model for transformers, the adapter merged",
    adapterOnly: true,
    dtypes: ["f16", "bf16", "f32"],
    checkTarget,
    async write(source, output, dtype) {
      const { saveMergedModel } = await import("../adapter/merged-model.js");
      await saveMergedModel(output, source.base, source.adapter!, {
        dtype: dtype as Precision | "bf16",
        readme: await cardOf("model", source),
        signal: source.signal,
      });
      return exported(output, await modelTensors(output));
    },
  },
  peft: {
    what: "the adapter alone, for PEFT, vLLM and others",
    adapterOnly: true,
    dtypes: ["f16", "f32"] satisfies Precision[],
    checkTarget,
    async write(source, output, dtype) {
      const { saveAdapter } = await import("../adapter/peft.js");
      const { updates } = await import("../adapter/adapter.js");
      const { readModelConfig } = await import("../lm/checkpoint.js");
      const { base, adapter, provenance } = source;
      await saveAdapter(output, adapter!, {
        config: await readModelConfig(base),
        base,
        dtype: dtype as Precision,
        readme: await cardOf("adapter", source),
        ...(provenance && { provenance }),
      });
      return exported(output, 2 * [...updates(adapter!)].length);
    },
  },
  gates: {
    what: "the adapter as gates, for an edge that has the generator's experts",
    adapterOnly: true,
    dtypes: ["f16"],
    checkTarget: checkTargetFile,
    async write({ provenance }, output) {
      if (!provenance)
        throw new UsageError("gates are known of adapters that a generator made; this one has no lora_gen.json");
      const { gatesOf, saveGates } = await import("../methods/lora-gen/gates.js");
      await saveGates(output, gatesOf(provenance));
      return exported(output, 1);
    },
  },
};

/** README.md of what is written. */
async function cardOf(kind: CardKind, { base, adapter, provenance }: ExportSource): Promise<string> {
  const { modelCard } = await import("../adapter/model-card.js");
  return modelCard({ kind, base, ...(adapter && { adapter }), ...(provenance && { provenance }) });
}

/** How many tensors the model in `directory` has, by its config.json. */
async function modelTensors(directory: string): Promise<number> {
  const { parseConfig } = await import("../lm/config.js");
  const { readJson } = await import("../lm/json-file.js");
  const { weightShapes } = await import("../lm/weights.js");
  const file = join(directory, "config.json");
  return Object.keys(weightShapes(parseConfig(await readJson(file), file))).length;
}

/** With the bytes of a file, or of all files below a directory. */
async function exported(output: string, tensors: number): Promise<Exported> {
  const files = (await stat(output)).isDirectory()
    ? (await readdir(output, { recursive: true })).map((name) => join(output, name))
    : [output];
  const found = await Promise.all(files.map((file) => stat(file)));
  return { bytes: found.reduce((n, each) => n + (each.isFile() ? each.size : 0), 0), tensors, notes: [] };
}
