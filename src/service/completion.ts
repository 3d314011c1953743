/** @file One completion: tokens become text and, if wanted, logprobs, until it ends and tells why. */

import { sampler, type Sampler, type SamplingSettings } from "../lm/sampling.js";
import { StopStrings } from "../lm/stop-strings.js";
import { tokenLogprobs, type TokenLogprobs } from "../lm/token-logprobs.js";
import { constrained } from "./constrained.js";
import type { DecodeRequest, Decoder } from "./decoder.js";
import type { Grammar } from "./grammar.js";

export interface CompletionOptions {
  sampling: SamplingSettings;
  maxTokens?: number;
  stop: readonly string[];
  /** Logprobs of each token, and of so many of the likeliest ones. */
  logprobs?: number;
  /** What the text must be. */
  grammar?: Grammar;
  /** Told once: the first token is there. */
  onFirstToken?: () => void;
}

export interface Piece {
  /** Whole characters; may be empty. */
  text: string;
  /** With `logprobs`: the tokens that came with it. */
  tokens: TokenLogprobs[];
}

export interface Ending {
  reason: "stop" | "length";
  completionTokens: number;
  /** Tokens of the prompt that were there from a request before. */
  cachedTokens: number;
  /** With `logprobs`: of the end token, if there was one. */
  end?: TokenLogprobs;
}

export async function* complete(
  decoder: Decoder,
  request: DecodeRequest,
  { sampling, maxTokens, stop, logprobs, grammar, onFirstToken }: CompletionOptions,
): AsyncGenerator<Piece, Ending, undefined> {
  const { tokenizer } = request.model;
  const sample = sampler(sampling);
  const within = grammar ? constrained(sample, grammar, tokenizer, request.ids.length) : sample;
  /** Of the tokens that were chosen and not read yet: decoding does not wait for its reader. */
  const ahead: TokenLogprobs[] = [];
  let lastId = -1;
  const choose: Sampler = (logits, history) => {
    lastId = within(logits, history);
    if (logprobs !== undefined) ahead.push(tokenLogprobs(logits, lastId, logprobs));
    return lastId;
  };
  const text = tokenizer.decodeStream({ skipSpecial: true });
  const stops = new StopStrings(stop);
  let [completionTokens, cachedTokens] = [0, 0];
  const tokens = decoder.tokens({
    ...request,
    choose,
    ...(maxTokens !== undefined && { maxTokens }),
    onFirstToken(first) {
      ({ cachedTokens } = first);
      onFirstToken?.();
    },
  });
  for await (const id of tokens) {
    completionTokens++;
    const piece: Piece = { text: stops.push(text.push(id)), tokens: ahead.splice(0, 1) };
    if (piece.text !== "" || piece.tokens.length > 0) yield piece;
    if (stops.stopped) return { reason: "stop", completionTokens, cachedTokens };
  }
  request.signal.throwIfAborted();
  const ended = tokenizer.eosIds.includes(lastId);
  const rest = stops.push(text.end()) + stops.finish();
  if (rest !== "") yield { text: rest, tokens: [] };
  const reason = ended || stops.stopped ? "stop" : "length";
  const [end] = ahead;
  return { reason, completionTokens, cachedTokens, ...(ended && end && { end }) };
}
