/** @file Conversations as token ids, with the tokens marked that the assistant has to produce. */

import { commonLength } from "./common-length.js";
import type { Message, Tokenizer } from "./tokenizer.js";

export interface EncodedConversation {
  ids: number[];
  /** True at each token of an assistant message, its end-of-turn token included. */
  answer: boolean[];
}

/**
 * Tokens that a system prompt adds to a conversation that has none. Less than zero for one that is shorter than what the
 * template writes where no system prompt is given (SmolLM2's does, Qwen2.5's too).
 */
export function systemTokens(tokenizer: Tokenizer, system: string): number {
  const user = { role: "user", content: "." };
  const count = (messages: readonly Message[]): number =>
    tokenizer.encodeChat(messages, { addGenerationPrompt: true }).length;
  return count([{ role: "system", content: system }, user]) - count([user]);
}

/** A rendered chat, or the beginning of one. */
export interface EncodedText {
  text: string;
  ids: readonly number[];
}

/**
 * Renders `messages` with the model's chat template, piece by piece, so that answers are tokenised as they are generated.
 * `begun` saves what it holds from being encoded again, where the chat begins with that.
 */
export function encodeConversation(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  begun: EncodedText = { text: "", ids: [] },
): EncodedConversation {
  const out: EncodedConversation = { ids: [], answer: [] };
  let rendered = "";
  const push = (ids: readonly number[], answer: boolean): void => {
    // What a template writes behind the end-of-turn token (a line break, in ChatML) is not the assistant's to produce.
    const end = answer ? ids.findIndex((id) => tokenizer.eosIds.includes(id)) : -1;
    ids.forEach((id, i) => {
      out.ids.push(id);
      out.answer.push(answer && (end < 0 || i <= end));
    });
  };
  const append = (text: string, answer: boolean): void => {
    if (rendered === "" && text.startsWith(begun.text)) {
      push(begun.ids, false);
      rendered = begun.text;
    }
    push(idsBehind(tokenizer, rendered, text), answer);
    rendered = text;
  };
  messages.forEach(({ role }, i) => {
    if (role !== "assistant") return;
    append(tokenizer.chat(messages.slice(0, i), { addGenerationPrompt: true }), false);
    append(tokenizer.chat(messages.slice(0, i + 1)), true);
  });
  if (messages.at(-1)?.role !== "assistant") append(tokenizer.chat(messages, { addGenerationPrompt: true }), false);
  return out;
}

/** Ids of what stands in `text` behind its beginning `before`, as the whole text has them: some tokenizers put a space before a text. */
function idsBehind(tokenizer: Tokenizer, before: string, text: string): number[] {
  const encode = (from: number, of: string): number[] => tokenizer.encode(of.slice(from), { addSpecial: false });
  if (before === "") return encode(0, text);
  // Nothing before a special token bears on what is behind it.
  const from = tokenizer.lastSpecialAt(before);
  const [known, whole] = [encode(from, before), encode(from, text)];
  if (commonLength(known, whole) === known.length) return whole.slice(known.length);
  // One token would hold the end of a prompt and the beginning of its answer: none that is generated does.
  return encode(before.length, text);
}
