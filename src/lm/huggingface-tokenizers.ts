/** @file The part of `@huggingface/tokenizers` used here, with types: its own import files without extensions, which Node's module resolution does not find. */

import * as library from "@huggingface/tokenizers";

export interface HuggingFaceTokenizer {
  encode(text: string, options?: { add_special_tokens?: boolean }): { ids: number[] };
  /** Throws if `ids` is empty. */
  decode(ids: number[], options?: { skip_special_tokens?: boolean; clean_up_tokenization_spaces?: boolean }): string;
  token_to_id(token: string): number | undefined;
  get_vocab(): Map<string, number>;
}

/** Takes the contents of tokenizer.json and tokenizer_config.json; throws an `Error` for what it can't use. */
export const { Tokenizer: HuggingFaceTokenizer } = library as unknown as {
  Tokenizer: new (tokenizer: object, config: object) => HuggingFaceTokenizer;
};
