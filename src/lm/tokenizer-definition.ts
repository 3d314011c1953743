/** @file What a tokenizer is made of, wherever it is stored. */

import type { Json } from "./json.js";

/** The names are those of a Hugging Face model directory. */
export interface TokenizerFiles {
  /** Where they come from, for errors. */
  readonly source: string;
  /** tokenizer.json */
  readonly tokenizer: Record<string, unknown>;
  /** tokenizer_config.json: special tokens and perhaps the chat template. */
  readonly config: Record<string, unknown>;
  /** chat_template.jinja; goes before the one in `config`. */
  readonly chatTemplate?: string | undefined;
  /** Ids that end a text besides the `eos_token` (`eos_token_id` of generation_config.json and config.json). */
  readonly eosIds?: readonly number[];
}

/** The files of a model directory that a tokenizer is made of; only the first must be there. */
export interface TokenizerDirectory {
  tokenizer: Json;
  config: Json | undefined;
  chatTemplate: string | undefined;
  generation: Json | undefined;
  model: Json | undefined;
}

/** `source` is where the directory is. */
export const tokenizerFilesOf = (
  source: string,
  { tokenizer, config, chatTemplate, generation, model }: TokenizerDirectory,
): TokenizerFiles => ({
  source,
  tokenizer,
  config: config ?? {},
  chatTemplate,
  eosIds: [...eosIdsOf(generation), ...eosIdsOf(model)],
});

/** `eos_token_id` is one id or a list. */
function eosIdsOf(config: Json | undefined): number[] {
  const ids = config?.["eos_token_id"];
  return (Array.isArray(ids) ? ids : [ids]).filter((id): id is number => typeof id === "number");
}
