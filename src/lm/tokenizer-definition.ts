/** @file What a tokenizer is made of, wherever it is stored. */

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
