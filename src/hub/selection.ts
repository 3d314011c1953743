/** @file Which files of a repository a model, an adapter or a generator is made of. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import { exists } from "../tensor/exists.js";

const wanted = [
  "config.json",
  "generation_config.json",
  "model.safetensors",
  "model.safetensors.index.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "chat_template.jinja",
  "adapter_config.json",
  "adapter_model.safetensors",
  "lora_gen.json",
  "method.json",
  "method.safetensors",
  "generator.json",
  "generator.safetensors",
];
const shard = /^model-\d+-of-\d+\.safetensors$/;

/** Of a repository's files, those that this package reads; a trained method may bring its models, in folders of their own. */
export function filesWeRead(paths: readonly string[]): string[] {
  const trained = paths.includes("generator.json") || paths.includes("method.json");
  const folders = ["", ...(trained ? ["cloud/", "edge/"] : [])];
  return paths.filter((file) => {
    const folder = folders.findLast((prefix) => file.startsWith(prefix))!;
    const name = file.slice(folder.length);
    // Where the weights are there in one file and in shards, the one file is what is opened.
    return wanted.includes(name) || (shard.test(name) && !paths.includes(`${folder}model.safetensors`));
  });
}

/** Whether a path fits one of the patterns: `*` is any text, slashes too, and `?` one character, as in `hf download`. */
export function matches(file: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const source = pattern
      .replaceAll(/[\\^$.|+()[\]{}]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${source}$`, "s").test(file);
  });
}

/** Whether a snapshot has all that it takes to load what it is; where it can't be told, it has not. */
export async function isWhole(directory: string): Promise<boolean> {
  const has = async (...names: string[]): Promise<boolean> =>
    (await Promise.all(names.map((name) => exists(path.join(directory, name))))).every(Boolean);
  if (await has("generator.json")) return has("generator.safetensors");
  if (await has("method.json")) return has("method.safetensors");
  if (await has("adapter_config.json")) return has("adapter_model.safetensors");
  if (!(await has("config.json", "tokenizer.json"))) return false;
  if (await has("model.safetensors")) return true;
  const index = await readFile(path.join(directory, "model.safetensors.index.json"), "utf8").catch(() => "{}");
  const { weight_map: shards = {} } = JSON.parse(index) as { weight_map?: Record<string, string> };
  const names = Object.values(shards);
  return names.length > 0 && has(...new Set(names));
}
