/** @file How text is cut before byte-pair encoding: llama.cpp knows it by a name, Hugging Face writes it out. */

import type { Json } from "./json.js";

export const byteLevel = (useRegex: boolean): Json => ({
  type: "ByteLevel",
  add_prefix_space: false,
  trim_offsets: false,
  use_regex: useRegex,
});
const sequence = (...pretokenizers: Json[]): Json => ({ type: "Sequence", pretokenizers });
const split = (regex: string): Json =>
  sequence({ type: "Split", pattern: { Regex: regex }, behavior: "Isolated", invert: false }, byteLevel(false));

/** The pattern of GPT-4 (cl100k), with runs of so many digits. */
const cl100k = (digits: string): string =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}` +
  "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** By `tokenizer.ggml.pre`. */
export const preTokenizers: Record<string, Json> = {
  default: byteLevel(true),
  "gpt-2": byteLevel(true),
  smollm: sequence({ type: "Digits", individual_digits: true }, byteLevel(true)),
  qwen2: split(cl100k("\\p{N}")),
  "llama-bpe": split(cl100k("\\p{N}{1,3}")),
};

/** Those that may be written: files without any `pre` are read as GPT-2's, but llama.cpp's own "default" cuts otherwise. */
export const writableNames = Object.keys(preTokenizers).filter((name) => name !== "default");

/** The steps of a pre-tokenizer that cut, in one spelling; undefined for one that does more than cut. */
function cuts(pre: Json): string[] | undefined {
  switch (pre["type"]) {
    case "Sequence": {
      const parts = (pre["pretokenizers"] as Json[]).map(cuts);
      return parts.includes(undefined) ? undefined : (parts as string[][]).flat();
    }
    case "Split": {
      const { Regex: regex } = pre["pattern"] as { Regex?: string };
      const plain = pre["behavior"] === "Isolated" && pre["invert"] !== true;
      return regex !== undefined && plain ? [regex] : undefined;
    }
    case "Digits":
      return [pre["individual_digits"] === true ? "\\p{N}" : "\\p{N}+"];
    case "ByteLevel":
      if (pre["add_prefix_space"] !== false) return undefined;
      return pre["use_regex"] === false ? [] : ["GPT-2"];
    default:
      return undefined;
  }
}

/** llama.cpp's name of a pre-tokenizer of tokenizer.json; undefined if it has none that cuts just so. */
export function preTokenizerName(pre: Json): string | undefined {
  const wanted = cuts(pre);
  if (wanted === undefined) return undefined;
  return writableNames.find((name) => cuts(preTokenizers[name]!)?.join("\n") === wanted.join("\n"));
}
