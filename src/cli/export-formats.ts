/** @file What `lora-gen export` can write, a row a format. */

import type { GgufDtype } from "../tensor/quantize.js";
import type { ExportFormat } from "./export-format.js";
import { huggingFaceFormats } from "./export-hugging-face.js";
import { checkTargetFile } from "./target.js";

const otherCuts =
  "llama.cpp has no pre-tokenizer that cuts text just as this model's tokenizer does; the nearest is named in the file, and some texts become other tokens";

export const exportFormats: Readonly<Record<string, ExportFormat>> = {
  gguf: {
    what: "the whole model for llama.cpp, the adapter merged",
    dtypes: ["f16", "f32", "bf16", "q8_0", "q4_0"] satisfies GgufDtype[],
    checkTarget: checkTargetFile,
    async write({ base, adapter, name, signal }, output, dtype) {
      const { saveMergedGguf } = await import("../adapter/gguf.js");
      const saved = await saveMergedGguf(output, base, { adapter, name, dtype: dtype as GgufDtype, signal });
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
  ...huggingFaceFormats,
};
