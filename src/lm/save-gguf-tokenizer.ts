/**
 * @file A Hugging Face tokenizer as the metadata of a GGUF file: the other way of tokenizer-gguf.ts. The rules are those
 * of llama.cpp's convert_hf_to_gguf.py.
 */

import { FileError } from "../errors.js";
import type { GgufFields } from "../tensor/gguf-write.js";
import { tokenTypes } from "./gguf-token-types.js";
import { preTokenizerName, preTokenizers, writableNames } from "./gguf-pre-tokenizers.js";
import type { Json } from "./json.js";
import type { TokenizerFiles } from "./tokenizer-definition.js";
import { chatTemplateOf, Tokenizer } from "./tokenizer.js";

export interface GgufTokenizer {
  readonly fields: GgufFields;
  /** Whether llama.cpp cuts every text as the tokenizer itself; otherwise it has no such cuts, and some texts get other tokens. */
  readonly exact: boolean;
}

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
}

/** The parts of tokenizer.json that matter here. */
interface Definition {
  readonly normalizer?: Json | null;
  readonly pre_tokenizer?: Json | null;
  readonly added_tokens?: readonly AddedToken[];
  readonly model: {
    readonly type?: string;
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (string | readonly [string, string])[];
    readonly unk_token?: string | null;
    readonly byte_fallback?: boolean;
  };
}

/**
 * The `tokenizer.*` metadata for a model of `vocabularySize` tokens. Throws a `FileError` for a tokenizer that llama.cpp
 * has no like of, or that has more tokens than the model.
 */
export async function ggufTokenizer(files: TokenizerFiles, vocabularySize: number): Promise<GgufTokenizer> {
  const definition = files.tokenizer as unknown as Definition;
  const { type } = definition.model;
  if (type !== undefined && type !== "BPE")
    throw new FileError(files.source, `has a tokenizer of type "${type}"; only BPE ones can be written to GGUF files`);
  const tokenizer = await Tokenizer.of(files);
  const { fields, exact } =
    definition.model.byte_fallback === true
      ? sentencePiece(definition, vocabularySize, files.source)
      : await bytePairs(definition, files, vocabularySize);
  return { fields: { ...fields, ...specialTokens(tokenizer, files) }, exact };
}

/** Tokens in the order of their ids and their types; ids that have none are filled as llama.cpp's converter does it. */
function vocabulary(
  { model, added_tokens: added = [] }: Definition,
  size: number,
  source: string,
): {
  tokens: string[];
  types: number[];
} {
  const tokens = Array.from({ length: size }, (_, id) => `[PAD${id}]`);
  const types = new Array<number>(size).fill(tokenTypes.unused);
  const put = (content: string, id: number, type: number): void => {
    if (id >= size) throw new FileError(source, `has token ${id}, "${content}"; the model has ${size} tokens`);
    [tokens[id], types[id]] = [content, type];
  };
  for (const [token, id] of Object.entries(model.vocab)) {
    const byte = model.byte_fallback === true && /^<0x[0-9A-F]{2}>$/.test(token);
    put(token, id, byte ? tokenTypes.byte : tokenTypes.normal);
  }
  for (const { id, content, special } of added) {
    if (special === true) put(content, id, content === model.unk_token ? tokenTypes.unknown : tokenTypes.control);
    // Such tokens are looked for in the text as it is, before spaces become "▁".
    else put(model.byte_fallback === true ? content.replaceAll("▁", " ") : content, id, tokenTypes.userDefined);
  }
  return { tokens, types };
}

const pairOf = (merge: string | readonly [string, string]): readonly [string, string] =>
  typeof merge === "string" ? (merge.split(" ", 2) as [string, string]) : merge;

async function bytePairs(definition: Definition, files: TokenizerFiles, size: number): Promise<GgufTokenizer> {
  const { tokens, types } = vocabulary(definition, size, files.source);
  const { normalizer, pre_tokenizer: pre, model } = definition;
  if (normalizer && normalizer["type"] !== "NFC")
    throw new FileError(
      files.source,
      `has a normalizer "${String(normalizer["type"])}", which llama.cpp does not know`,
    );
  const exact = pre ? preTokenizerName(pre) : undefined;
  return {
    fields: {
      "tokenizer.ggml.model": { string: "gpt2" },
      "tokenizer.ggml.pre": { string: exact ?? (await nearest(files)) },
      "tokenizer.ggml.tokens": { string: tokens },
      "tokenizer.ggml.token_type": { i32: types },
      "tokenizer.ggml.merges": { string: model.merges.map((merge) => pairOf(merge).join(" ")) },
    },
    exact: exact !== undefined,
  };
}

/** What most texts are made of. */
const probe = [
  "The quick brown fox jumps over 13 lazy dogs. It doesn't mind, does it?",
  'play(song="Yesterday", room="kitchen")',
  '{"name": "Anna", "age": 42, "mail": "anna@example.org"}',
  "\n  - 7:30 costs $3.50 (or 4 €)\n",
  "One paragraph.\n\nAnd another one.",
];

/** The pre-tokenizer of llama.cpp that cuts most of an ordinary text in the same way. */
async function nearest(files: TokenizerFiles): Promise<string> {
  const idsWith = async (pre: unknown): Promise<string[]> => {
    const tokenizer = await Tokenizer.of({ ...files, tokenizer: { ...files.tokenizer, pre_tokenizer: pre } });
    return probe.map((text) => tokenizer.encode(text, { addSpecial: false }).join());
  };
  const wanted = await idsWith(files.tokenizer["pre_tokenizer"]);
  let best: { name: string | undefined; same: number } = { name: undefined, same: probe.length / 2 };
  for (const name of writableNames) {
    const ids = await idsWith(preTokenizers[name]);
    const same = ids.filter((found, i) => found === wanted[i]).length;
    if (same > best.same) best = { name, same };
  }
  if (best.name !== undefined) return best.name;
  throw new FileError(
    files.source,
    `has a pre_tokenizer that cuts text unlike those of llama.cpp known here: ${writableNames.join(", ")}`,
  );
}

/** Llama 2's and Gemma's kind: llama.cpp merges by the scores of tokens, which are in the order of the merges. */
function sentencePiece(definition: Definition, size: number, source: string): GgufTokenizer {
  const { tokens, types } = vocabulary(definition, size, source);
  const { model, normalizer, pre_tokenizer: pre } = definition;
  if (types.filter((type) => type === tokenTypes.byte).length !== 256)
    throw new FileError(source, "has not a token for each of the 256 bytes, without which llama.cpp crashes");
  const ranks = new Map<string, number>();
  for (const merge of model.merges) {
    const token = pairOf(merge).join("");
    if (!ranks.has(token)) ranks.set(token, ranks.size);
  }
  const score = (token: string, id: number): number => {
    if (types[id] !== tokenTypes.normal) return 0;
    return -(ranks.get(token) ?? 1e9); // no merge makes it: it stands alone, or is never used
  };
  const prefix = /"Prepend"|"add_prefix_space":true|"prepend_scheme":"(always|first)"/;
  const unknown = model.vocab[model.unk_token ?? ""];
  return {
    fields: {
      "tokenizer.ggml.model": { string: "llama" },
      "tokenizer.ggml.pre": { string: "default" },
      "tokenizer.ggml.tokens": { string: tokens },
      "tokenizer.ggml.scores": { f32: tokens.map(score) },
      "tokenizer.ggml.token_type": { i32: types },
      "tokenizer.ggml.add_space_prefix": { bool: prefix.test(JSON.stringify([normalizer, pre])) },
      "tokenizer.ggml.unknown_token_id": unknown === undefined ? undefined : { u32: unknown },
    },
    exact: true,
  };
}

/** Roles of tokens, what is put around a text, and the chat template. */
function specialTokens(tokenizer: Tokenizer, files: TokenizerFiles): GgufFields {
  const [before, behind] = tokenizer.around;
  const [eos, eot, eom] = tokenizer.eosIds;
  if (before.length > 1 || behind.length > 1 || (behind[0] !== undefined && behind[0] !== eos))
    throw new FileError(files.source, "puts more around a text than BOS and EOS, which GGUF files have no place for");
  const role = (name: string, id: number | undefined): GgufFields => ({
    [`tokenizer.ggml.${name}_token_id`]: id === undefined ? undefined : { u32: id },
  });
  const template = chatTemplateOf(files);
  return {
    ...role("bos", before[0] ?? tokenizer.idOf("bos_token")),
    ...role("eos", eos),
    ...role("eot", eot),
    ...role("eom", eom),
    ...role("padding", tokenizer.idOf("pad_token")),
    "tokenizer.ggml.add_bos_token": { bool: before.length > 0 },
    "tokenizer.ggml.add_eos_token": { bool: behind.length > 0 },
    "tokenizer.chat_template": template === undefined ? undefined : { string: template },
  };
}
