/** @file A client's messages as token ids: what a client writes never becomes a special token. */

import { InputError } from "../errors.js";
import type { Message, Tokenizer } from "../lm/tokenizer.js";

/** Stands for a content while the template is rendered; of the private use area, so that no template knows it. */
const mark = (i: number): string => `\ue000${i}\ue001`;
const marks = /\ue000(\d+)\ue001/;

/** The messages and the header of an answer, by the model's chat template. */
export function encodeChat(tokenizer: Tokenizer, messages: readonly Message[]): number[] {
  const render = (of: readonly Message[]): string => tokenizer.chat(of, { addGenerationPrompt: true });
  if (!messages.some(({ content }) => tokenizer.hasSpecial(content)))
    return tokenizer.encode(render(messages), { addSpecial: false });
  // Someone writes special tokens: the template's own are read as such, those in the contents as text.
  const parts = render(messages.map((message, i) => ({ ...message, content: mark(i) }))).split(marks);
  if (parts.length < 2 * messages.length + 1)
    throw new InputError("a message contains a special token of the model's chat template; write it another way");
  return parts.flatMap((part, i) =>
    i % 2 === 0
      ? tokenizer.encode(part, { addSpecial: false })
      : tokenizer.encode(messages[Number(part)]!.content, { addSpecial: false, special: false }),
  );
}
