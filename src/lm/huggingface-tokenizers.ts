/**
 * @file The part of `@huggingface/tokenizers` used here, with types: its own import files without extensions, which
 * Node's module resolution does not find.
 */

import * as library from "@huggingface/tokenizers";

interface LibraryTokenizer {
  encode(text: string, options?: { add_special_tokens?: boolean }): { ids: number[] };
  /** Throws if `ids` is empty. */
  decode(ids: number[], options?: { skip_special_tokens?: boolean; clean_up_tokenization_spaces?: boolean }): string;
  token_to_id(token: string): number | undefined;
  get_vocab(): Map<string, number>;
}

const { Tokenizer } = library as unknown as {
  Tokenizer: new (tokenizer: object, config: object) => LibraryTokenizer;
};

type PreTokenizer = Record<string, unknown> | null | undefined;

/** "½" and "Ⅳ" are digits for the reference implementation (Rust's `char::is_numeric`), but not for the library's `Digits`. */
function withAllDigits(pre: PreTokenizer): PreTokenizer {
  if (pre?.["type"] === "Sequence")
    return { ...pre, pretokenizers: (pre["pretokenizers"] as PreTokenizer[]).map(withAllDigits) };
  if (pre?.["type"] !== "Digits") return pre;
  const pattern = { Regex: pre["individual_digits"] === true ? "\\p{N}" : "\\p{N}+" };
  return { type: "Split", pattern, behavior: "Isolated", invert: false };
}

export class HuggingFaceTokenizer extends Tokenizer {
  /** Takes the contents of tokenizer.json and tokenizer_config.json; throws an `Error` for what it can't use. */
  constructor(tokenizer: object, config: object) {
    super(
      { ...tokenizer, pre_tokenizer: withAllDigits((tokenizer as { pre_tokenizer?: PreTokenizer }).pre_tokenizer) },
      config,
    );
  }
}
