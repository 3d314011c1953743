/** @file Text from tokens as they come, up to a stop string. */

import { StopStrings } from "./stop-strings.js";
import type { Tokenizer } from "./tokenizer-core.js";

/** Pieces of text that never split a character; those of `stop` end it, and are not part of it. */
export async function* textOf(
  tokenizer: Tokenizer,
  tokens: AsyncIterable<number>,
  stop: readonly string[] = [],
): AsyncGenerator<string, void, undefined> {
  const text = tokenizer.decodeStream({ skipSpecial: true });
  const stops = new StopStrings(stop);
  for await (const id of tokens) {
    const piece = stops.push(text.push(id));
    if (piece) yield piece;
    if (stops.stopped) return;
  }
  const rest = stops.push(text.end()) + stops.finish();
  if (rest) yield rest;
}
