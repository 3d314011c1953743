/** @file Where a tokenizer comes from (Node): a Hugging Face model directory or a GGUF file. */

import { stat } from "node:fs/promises";
import path from "node:path";
import { FileError } from "../errors.js";
import { localPath } from "../hub/resolve.js";
import { openGguf } from "../tensor/gguf-file.js";
import { readJson, readJsonIfPresent, readTextIfPresent } from "./json-file.js";
import { tokenizerFilesOf, type TokenizerFiles } from "./tokenizer-definition.js";
import { ggufTokenizerFiles } from "./tokenizer-gguf.js";

async function readDirectory(directory: string): Promise<TokenizerFiles> {
  const at = (name: string): string => path.join(directory, name);
  const [tokenizer, config, chatTemplate, generation, model] = await Promise.all([
    readJson(at("tokenizer.json")),
    readJsonIfPresent(at("tokenizer_config.json")),
    readTextIfPresent(at("chat_template.jinja")),
    readJsonIfPresent(at("generation_config.json")),
    readJsonIfPresent(at("config.json")),
  ]);
  return tokenizerFilesOf(directory, { tokenizer, config, chatTemplate, generation, model });
}

async function readGguf(source: string): Promise<TokenizerFiles> {
  const file = await openGguf(source);
  try {
    return ggufTokenizerFiles(file.metadata, source);
  } finally {
    await file.close();
  }
}

export async function readTokenizerFiles(source: string): Promise<TokenizerFiles> {
  const path = await localPath(source);
  const found = await stat(path).catch((cause: unknown) => {
    throw new FileError(path, "no such file or directory", { cause });
  });
  const files = await (found.isDirectory() ? readDirectory(path) : readGguf(path));
  return { ...files, source };
}
