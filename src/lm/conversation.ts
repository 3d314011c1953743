/** @file Conversations as token ids, with the tokens marked that the assistant has to produce. */

import type { Message, Tokenizer } from "./tokenizer.js";

export interface EncodedConversation {
  ids: number[];
  /** True at each token of an assistant message, its end-of-turn token included. */
  answer: boolean[];
}

/** Renders `messages` with the model's chat template, piece by piece, so that answers are tokenised as they are generated. */
export function encodeConversation(tokenizer: Tokenizer, messages: readonly Message[]): EncodedConversation {
  const out: EncodedConversation = { ids: [], answer: [] };
  let rendered = 0;
  const append = (text: string, answer: boolean): void => {
    const ids = tokenizer.encode(text.slice(rendered), { addSpecial: false });
    rendered = text.length;
    // What a template writes behind the end-of-turn token (a line break, in ChatML) is not the assistant's to produce.
    const end = answer ? ids.findIndex((id) => tokenizer.eosIds.includes(id)) : -1;
    ids.forEach((id, i) => {
      out.ids.push(id);
      out.answer.push(answer && (end < 0 || i <= end));
    });
  };
  messages.forEach(({ role }, i) => {
    if (role !== "assistant") return;
    append(tokenizer.chat(messages.slice(0, i), { addGenerationPrompt: true }), false);
    append(tokenizer.chat(messages.slice(0, i + 1)), true);
  });
  if (messages.at(-1)?.role !== "assistant") append(tokenizer.chat(messages, { addGenerationPrompt: true }), false);
  return out;
}
