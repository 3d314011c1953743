/**
 * @file The tokenizer in the metadata of a GGUF file as a Hugging Face tokenizer.json. The rules are those of
 * transformers' integrations/gguf/gguf_tokenizer_mapping.py and llama.cpp's llama-vocab.cpp.
 */

import { FileError, shown } from "../errors.js";
import type { GgufValue } from "../tensor/gguf.js";
import type { GgufMetadata } from "./gguf-config.js";
import { byteLevel, preTokenizers } from "./gguf-pre-tokenizers.js";
import { tokenTypes } from "./gguf-token-types.js";
import type { Json } from "./json.js";
import type { TokenizerFiles } from "./tokenizer-definition.js";

const space = "▁";

/** What of the metadata a tokenizer is made of. */
interface Vocabulary {
  readonly source: string;
  readonly tokens: readonly string[];
  /** Of each token; all normal where the file does not say. */
  readonly types: readonly number[];
  readonly value: (name: string) => GgufValue | undefined;
}

const vocabulary = ({ tokens }: Vocabulary): Record<string, number> =>
  Object.fromEntries(tokens.map((token, id) => [token, id]));

/** The pairs that a file lists, each as "left right". */
function listedMerges({ value, source }: Vocabulary): string[][] {
  const merges = value("merges");
  if (!Array.isArray(merges)) throw new FileError(source, 'has no "tokenizer.ggml.merges"');
  return merges.map((merge) => String(merge).split(" ", 2));
}

/**
 * The pairs that SentencePiece would merge, best first: every cut of a token into two tokens, by the token's score
 * (`generate_merges` of transformers).
 */
function impliedMerges({ tokens, types, value }: Vocabulary, architecture: GgufValue | undefined): string[][] {
  const scores = value("scores");
  // Gemma's scores do not follow the order of its merges; the order of its tokens does.
  const byOrder = architecture === "gemma" || !Array.isArray(scores);
  const ids = new Map(
    tokens.map((token, id) => [token, id] as const).filter(([, id]) => types[id] === tokenTypes.normal),
  );
  const merges: { pair: [string, string]; score: number; lengths: [number, number]; ids: [number, number] }[] = [];
  for (const [token, id] of ids) {
    const characters = Array.from(token);
    for (let cut = 1; cut < characters.length; cut++) {
      const pair: [string, string] = [characters.slice(0, cut).join(""), characters.slice(cut).join("")];
      const [left, right] = [ids.get(pair[0]), ids.get(pair[1])];
      if (left === undefined || right === undefined) continue;
      const score = byOrder ? -id : (scores[id] as number);
      merges.push({ pair, score, lengths: [cut, characters.length - cut], ids: [left, right] });
    }
  }
  merges.sort(
    (a, b) =>
      b.score - a.score ||
      b.lengths[0] - a.lengths[0] ||
      b.lengths[1] - a.lengths[1] ||
      a.ids[0] - b.ids[0] ||
      a.ids[1] - b.ids[1],
  );
  return merges.map(({ pair }) => pair);
}

/** Byte-level BPE, the scheme of GPT-2. */
function byteLevelTokenizer(v: Vocabulary): Json {
  const pre = v.value("pre") ?? "default";
  if (typeof pre !== "string" || !Object.hasOwn(preTokenizers, pre)) {
    const known = Object.keys(preTokenizers).join(", ");
    throw new FileError(v.source, `has tokenizer.ggml.pre ${shown(pre)}, expected one of ${known}`);
  }
  return {
    normalizer: pre === "qwen2" ? { type: "NFC" } : null,
    pre_tokenizer: preTokenizers[pre],
    decoder: byteLevel(true),
    model: { type: "BPE", vocab: vocabulary(v), merges: listedMerges(v), ignore_merges: pre === "llama-bpe" },
  };
}

/** SentencePiece BPE with bytes for unknown characters, the scheme of Llama 2 and Gemma. */
function sentencePieceTokenizer(stored: Vocabulary, architecture: GgufValue | undefined): Json {
  // Gemma's runs of spaces are stored as spaces, though text has become "▁" when they are looked up.
  const spaces = (token: string): string => (/^ {2,}$/.test(token) ? token.replaceAll(" ", space) : token);
  const v = { ...stored, tokens: stored.tokens.map(spaces) };
  const prefix = v.value("add_space_prefix") !== false;
  const toSpace = { type: "Replace", pattern: { String: space }, content: " " };
  const fromSpace = { type: "Replace", pattern: { String: " " }, content: space };
  return {
    normalizer: {
      type: "Sequence",
      normalizers: [...(prefix ? [{ type: "Prepend", prepend: space }] : []), fromSpace],
    },
    pre_tokenizer: null,
    decoder: {
      type: "Sequence",
      decoders: [
        toSpace,
        { type: "ByteFallback" },
        { type: "Fuse" },
        ...(prefix ? [{ type: "Strip", content: " ", start: 1, stop: 0 }] : []),
      ],
    },
    model: {
      type: "BPE",
      vocab: vocabulary(v),
      merges: Array.isArray(v.value("merges")) ? listedMerges(v) : impliedMerges(v, architecture),
      unk_token: v.tokens[(v.value("unknown_token_id") as number | undefined) ?? 0],
      fuse_unk: true,
      byte_fallback: true,
    },
  };
}

/** Adds BOS and EOS to a text where the file, or llama.cpp's default, says so. */
function postProcessor({ value, tokens }: Vocabulary): Json | null {
  const bosByDefault = value("model") === "llama" || value("pre") === "llama-bpe";
  const ids: Record<string, number> = {};
  const special = (name: string, added: boolean): Json[] => {
    const id = value(`${name}_token_id`) as number;
    const token = tokens[id];
    if (!added || token === undefined) return [];
    ids[token] = id;
    return [{ SpecialToken: { id: token, type_id: 0 } }];
  };
  const before = special("bos", (value("add_bos_token") ?? bosByDefault) === true);
  const behind = special("eos", value("add_eos_token") === true);
  const text = (id: string): Json => ({ Sequence: { id, type_id: 0 } });
  if (before.length + behind.length === 0) return null;
  const single = [...before, text("A"), ...behind];
  return {
    type: "TemplateProcessing",
    single,
    pair: [...single, ...before, text("B"), ...behind],
    // transformers.js finds them in the vocabulary; Python's tokenizers panics where one is not told here.
    special_tokens: Object.fromEntries(
      Object.entries(ids).map(([token, id]) => [token, { id: token, ids: [id], tokens: [token] }]),
    ),
  };
}

/** `source` names the file in errors. Throws a `FileError` for a tokenizer of another kind. */
export function ggufTokenizerFiles(metadata: GgufMetadata, source: string): TokenizerFiles {
  const value = (name: string): GgufValue | undefined => metadata.get(`tokenizer.ggml.${name}`);
  const tokens = value("tokens");
  if (!Array.isArray(tokens)) throw new FileError(source, 'has no "tokenizer.ggml.tokens"');
  const types = value("token_type");
  const v: Vocabulary = {
    source,
    tokens: tokens.map(String),
    types: Array.isArray(types) ? types.map(Number) : tokens.map(() => tokenTypes.normal),
    value,
  };
  const model = value("model");
  if (model !== "gpt2" && model !== "llama")
    throw new FileError(source, `has tokenizer.ggml.model ${shown(model)}, expected gpt2 or llama`);
  const scheme =
    model === "gpt2" ? byteLevelTokenizer(v) : sentencePieceTokenizer(v, metadata.get("general.architecture"));

  const unknown = value("unknown_token_id");
  const added = v.tokens
    .map((content, id) => ({
      id,
      content,
      // Python's tokenizers takes no token without these.
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: v.types[id] === tokenTypes.control || id === unknown,
    }))
    .filter(({ id, special }) => special || v.types[id] === tokenTypes.userDefined);
  const role = (name: string): string | undefined => v.tokens[value(`${name}_token_id`) as number];
  const config = {
    bos_token: role("bos"),
    eos_token: role("eos"),
    unk_token: role("unknown"),
    pad_token: role("padding"),
    chat_template: metadata.get("tokenizer.chat_template"),
  };
  const ends = ["eos", "eot", "eom"].map((name) => value(`${name}_token_id`));
  return {
    source,
    tokenizer: { ...scheme, post_processor: postProcessor(v), added_tokens: added },
    config,
    eosIds: ends.filter((id): id is number => typeof id === "number"),
  };
}
