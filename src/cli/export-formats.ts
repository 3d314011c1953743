/** @file What `lora-gen export` can write, a row a format. */

import type { Adapter } from "../adapter/adapter.js";
import type { GgufDtype } from "../tensor/quantize.js";
import { checkTargetFile } from "./target.js";

export interface ExportSource {
  /** The model: a directory or a GGUF file. */
  readonly base: string;
  /** Merged into it, or exported alone, as the format has it. */
  readonly adapter?: Adapter | undefined;
  /** What the result calls itself. */
  readonly name: string;
}

export interface Exported {
  /** Of what was written. */
  readonly bytes: number;
  readonly tensors: number;
  /** What the user should know of it. */
  readonly notes: readonly string[];
}

export interface ExportFormat {
  /** For the help. */
  readonly what: string;
  /** An adapter alone: then a bare model can't be exported. */
  readonly adapterOnly?: boolean;
  /** Precisions that it can be written in, the default one first. */
  readonly dtypes: readonly string[];
  /** Throws if `output` may not be written. */
  readonly checkTarget: (output: string, force?: boolean) => Promise<void>;
  readonly write: (source: ExportSource, output: string, dtype: string) => Promise<Exported>;
}

const otherCuts =
  "llama.cpp has no pre-tokenizer that cuts text just as this model's tokenizer does; the nearest is named in the file, and some texts become other tokens";

export const exportFormats: Readonly<Record<string, ExportFormat>> = {
  gguf: {
    what: "the whole model for llama.cpp, the adapter merged",
    dtypes: ["f16", "f32", "bf16", "q8_0", "q4_0"] satisfies GgufDtype[],
    checkTarget: checkTargetFile,
    async write({ base, adapter, name }, output, dtype) {
      const { saveMergedGguf } = await import("../adapter/gguf.js");
      const saved = await saveMergedGguf(output, base, { adapter, name, dtype: dtype as GgufDtype });
      const { exactTokenizer, ...sizes } = saved;
      return { ...sizes, notes: exactTokenizer ? [] : [otherCuts] };
    },
  },
  "gguf-lora": {
    what: "the adapter alone, for llama.cpp's --lora",
    adapterOnly: true,
    dtypes: ["f16", "f32"] satisfies GgufDtype[],
    checkTarget: checkTargetFile,
    async write({ base, adapter, name }, output, dtype) {
      const { saveAdapterGguf } = await import("../adapter/gguf.js");
      const saved = await saveAdapterGguf(output, base, { adapter: adapter!, name, dtype: dtype as "f32" | "f16" });
      return { ...saved, notes: [] };
    },
  },
};
