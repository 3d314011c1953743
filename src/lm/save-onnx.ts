/** @file Writing a model as an ONNX directory: one that transformers.js and ONNX Runtime GenAI both load as it is. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { emit } from "../graph/index.js";
import { writeAtomic, writeDirectoryAtomic, writeFileAtomic } from "../tensor/atomic.js";
import { byteLength, bytesOf, type TensorInfo } from "../tensor/source.js";
import { parseConfig } from "./config.js";
import { readJsonIfPresent, type Json } from "./json-file.js";
import { genaiConfig, specialIds, transformersJsConfig } from "./onnx-config.js";
import { onnxGraph } from "./onnx-graph.js";
import { onnxWeights, type OnnxDtype, type WeightReader } from "./onnx-weights.js";
import { saveTokenizer } from "./save-tokenizer.js";
import { readTokenizerFiles } from "./tokenizer-files.js";
import { Tokenizer } from "./tokenizer.js";

export interface OnnxDirectory extends WeightReader {
  /** The `config.json` object as Hugging Face spells it. */
  config: Json;
  /** Model directory or GGUF file whose tokenizer it takes over. */
  tokenizer: string;
  /** Storage of the weights; what is not packed is computed in f32. f32 by default. */
  dtype?: OnnxDtype;
  /** Text of README.md. */
  readme?: string;
}

/** What transformers.js calls a precision, and the end of the model file's name by which it finds it. */
const precisions = {
  f32: { name: "fp32", suffix: "" },
  f16: { name: "fp16", suffix: "_fp16" },
  q4: { name: "q4", suffix: "_q4" },
} as const satisfies Record<OnnxDtype, unknown>;

/** ONNX asks for multiples of a page, so that runtimes can map a tensor instead of reading it. */
const pageSize = 4096;

/** Writes graph, weights, configurations and tokenizer; the directory appears whole or not at all. */
export async function saveOnnx(
  directory: string,
  { config, tokenizer: source, dtype = "f32", readme, ...reader }: OnnxDirectory,
): Promise<void> {
  const c = parseConfig(config, source);
  const files = await readTokenizerFiles(source);
  const tokenizer = await Tokenizer.of(files);
  const { name, suffix } = precisions[dtype];
  const modelFile = `model${suffix}.onnx`;
  const dataFile = `${modelFile}_data`;
  const weights = onnxWeights(c, dtype, reader);
  const infos = Object.assign({}, ...weights.stored.values()) as Record<string, TensorInfo>;
  const offsets = layOut(infos);
  const graph = onnxGraph(c, weights.layouts);
  const model = emit(graph, infos, (tensor) => ({ location: dataFile, offset: offsets.get(tensor)! }));
  await writeDirectoryAtomic(directory, async (temporary) => {
    const json = (file: string, content: Json): Promise<void> =>
      writeFileAtomic(join(temporary, file), `${JSON.stringify(content, null, 2)}\n`);
    await mkdir(join(temporary, "onnx"));
    await writeFileAtomic(join(temporary, "onnx", modelFile), model.bytes);
    await writeAtomic(join(temporary, "onnx", dataFile), async (handle) => {
      let at = 0;
      for (const [weight, pieces] of weights.stored) {
        const tensors = await weights.read(weight);
        for (const piece of Object.keys(pieces)) {
          const [offset, bytes] = [offsets.get(piece)!, bytesOf(tensors[piece]!)];
          await handle.writeFile(new Uint8Array(offset - at)); // each write goes on where the last one ended
          await handle.writeFile(bytes);
          at = offset + bytes.length;
        }
      }
    });
    await saveTokenizer(temporary, source);
    // transformers.js looks for it nowhere else.
    if (files.chatTemplate !== undefined)
      await json("tokenizer_config.json", { ...files.config, chat_template: files.chatTemplate });
    await json("config.json", transformersJsConfig(config, name));
    if (!(await readJsonIfPresent(join(temporary, "generation_config.json"))))
      await json("generation_config.json", specialIds(tokenizer));
    await json("genai_config.json", genaiConfig(c, config, tokenizer, `onnx/${modelFile}`));
    if (readme !== undefined) await writeFileAtomic(join(temporary, "README.md"), readme);
  });
}

/** Where each tensor starts in the file of all. */
function layOut(tensors: Readonly<Record<string, TensorInfo>>): Map<string, number> {
  const offsets = new Map<string, number>();
  let at = 0;
  for (const [name, info] of Object.entries(tensors)) {
    offsets.set(name, at);
    at += Math.ceil(byteLength(info) / pageSize) * pageSize;
  }
  return offsets;
}
