/** @file Where a tokenizer comes from (Node): the files of a Hugging Face model directory. */

import path from "node:path";
import { readJson, readJsonIfPresent, readTextIfPresent, type Json } from "./json-file.js";
import type { TokenizerFiles } from "./tokenizer.js";

/** `eos_token_id` is one id or a list. */
function eosIdsOf(config: Json | undefined): number[] {
  const ids = config?.["eos_token_id"];
  return (Array.isArray(ids) ? ids : [ids]).filter((id): id is number => typeof id === "number");
}

export async function readTokenizerFiles(directory: string): Promise<TokenizerFiles> {
  const at = (name: string): string => path.join(directory, name);
  const [tokenizer, config, chatTemplate, generation, model] = await Promise.all([
    readJson(at("tokenizer.json")),
    readJsonIfPresent(at("tokenizer_config.json")),
    readTextIfPresent(at("chat_template.jinja")),
    readJsonIfPresent(at("generation_config.json")),
    readJsonIfPresent(at("config.json")),
  ]);
  const eosIds = [...eosIdsOf(generation), ...eosIdsOf(model)];
  return { source: directory, tokenizer, config: config ?? {}, chatTemplate, eosIds };
}
