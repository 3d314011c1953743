/** @file Context and continuation as token ids, divided as lm-evaluation-harness divides them. */

import type { Tokenizer } from "../../lm/tokenizer.js";

export interface EncodedPair {
  context: number[];
  continuation: number[];
}

/**
 * The continuation is what the tokens of both written together have behind as many as the context alone has; spaces at
 * the context's end belong to it. Behind an empty context stands the tokenizer's BOS token, or else its EOS token.
 */
export function encodePair(tokenizer: Tokenizer, context: string, continuation: string): EncodedPair {
  if (context === "") {
    const start = tokenizer.idOf("bos_token") ?? tokenizer.eosIds[0] ?? tokenizer.padId;
    const ids = tokenizer.encode(continuation, { addSpecial: false });
    return ids[0] === start
      ? { context: [start], continuation: ids.slice(1) }
      : { context: [start], continuation: ids };
  }
  const before = tokenizer.encode(context.trimEnd());
  return { context: before, continuation: tokenizer.encode(context + continuation).slice(before.length) };
}

/** What each message of a chat says: no blanks stand where two were parted in plain text. */
export const chatTexts = (
  system: string,
  context: string,
  continuation: string,
): { system: string; request: string; answer: string } => ({
  system: system.trimEnd(),
  request: context,
  answer: continuation.trimStart(),
});

/**
 * As training shows it: the context is a user's message behind a system message if there is one, the continuation the
 * assistant's.
 */
export function encodeChatPair(
  tokenizer: Tokenizer,
  before: string,
  context: string,
  continuation: string,
): EncodedPair {
  const { system, request, answer } = chatTexts(before, context, continuation);
  const messages = [
    ...(system === "" ? [] : [{ role: "system", content: system }]),
    { role: "user", content: request },
  ];
  return {
    context: tokenizer.encodeChat(messages, { addGenerationPrompt: true }),
    continuation: tokenizer.encode(answer, { addSpecial: false }),
  };
}

/**
 * The end of what is too long: the continuation whole, and as much of the context as fits before it. The continuation's last
 * token is not read, and takes no place: lm-evaluation-harness keeps as much.
 */
export function fitted({ context, continuation }: EncodedPair, positions: number): EncodedPair {
  return { context: context.slice(-Math.max(1, positions + 1 - continuation.length)), continuation };
}
