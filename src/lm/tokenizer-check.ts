/** @file What of a tokenizer.json is checked before the library takes it: ids, which it makes lists of as long as they say. */

import { FileError, shown } from "../errors.js";
import type { Json } from "./json.js";

/** Throws a `FileError` that names the token of `source` whose id can't be one. */
export function checkTokenIds(tokenizer: Json, source: string): void {
  const added = tokenizer["added_tokens"] ?? [];
  if (!Array.isArray(added)) throw new FileError(source, "tokenizer.json: added_tokens is no list");
  const model = tokenizer["model"] as Json | null | undefined;
  const vocabulary = Object.entries((model?.["vocab"] ?? {}) as Json);
  // A vocabulary has gaps at most; one that is a list has its ids by itself.
  const most = 4 * (vocabulary.length + added.length) + 2 ** 16;
  const check = (token: unknown, id: unknown): void => {
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id > most)
      throw new FileError(source, `tokenizer.json: token ${shown(token)} has id ${shown(id)}, expected 0 to ${most}`);
  };
  if (!Array.isArray(model?.["vocab"])) for (const [token, id] of vocabulary) check(token, id);
  for (const token of added as unknown[]) {
    const { content, id } = (token ?? {}) as Json;
    if (typeof content !== "string") throw new FileError(source, "tokenizer.json: an added token has no content");
    check(content, id);
  }
}
