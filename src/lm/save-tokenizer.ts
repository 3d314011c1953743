/** @file A model's tokenizer beside a model that is written. */

import { copyFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../tensor/atomic.js";
import { localPath } from "../hub/resolve.js";
import { readTokenizerFiles } from "./tokenizer-files.js";

const tokenizerFiles = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "chat_template.jinja",
  "generation_config.json",
];

/** Copies the tokenizer of a model directory or repository, or writes that of a GGUF file as Hugging Face's files, into `directory`. */
export async function saveTokenizer(directory: string, from: string): Promise<void> {
  const source = await localPath(from);
  if ((await stat(source)).isDirectory()) {
    const present = await readdir(source);
    for (const file of tokenizerFiles)
      if (present.includes(file)) await copyFile(join(source, file), join(directory, file));
    return;
  }
  const { tokenizer, config } = await readTokenizerFiles(source);
  const described = { tokenizer_class: "PreTrainedTokenizerFast", ...config };
  await writeFileAtomic(join(directory, "tokenizer.json"), JSON.stringify(tokenizer));
  await writeFileAtomic(join(directory, "tokenizer_config.json"), `${JSON.stringify(described, null, 2)}\n`);
}
