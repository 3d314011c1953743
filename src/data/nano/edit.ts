/** @file An edit that a rewriting prompt can ask for. */

import { fill, type Voice } from "./world.js";

/** An edit with its settings; two with one `id` do the same. */
export interface Edit {
  id: string;
  kind: string;
  /** Words or `{entities}` that a sentence should contain for the edit to show. */
  needs?: readonly string[];
  /** Whether the sentence must end with a full stop, */
  full?: boolean;
  /** or must have no marks at all, */
  bare?: boolean;
  /** or should have capital letters. */
  loud?: boolean;
  /** Applied to the sentence before its entities are filled in, */
  template?: (template: string) => string;
  /** or after. */
  text?: (text: string) => string;
  /** By which edits that come to the same are told: what it puts in front, behind, or in the place of the full stop, */
  before?: string;
  after?: string;
  end?: string;
  /** which word it replaces and by what, */
  replaces?: readonly [from: string, to: string];
  /** and how many words it leaves. */
  kept?: number;
  /** The request for it, an imperative without a full stop. */
  ask: (voice: Voice) => string;
}

export const quote = (voice: Voice, text: string): string => {
  const mark = text.includes('"') ? "'" : text.includes("'") ? '"' : voice.random.pick(['"', '"', "'"]);
  return mark + text + mark;
};

/** Words that would read as part of a request if they stood in it without quotes. */
const spoken =
  /^(?:there|they|then|who|later|home|gone|soon|many|some|please|so|again|never|always|maybe|okay|yes|very|really|today|tomorrow|yesterday|tonight|often|quite|rather)$/;

/** A word that may do without quotes. */
export const quoteWord = (voice: Voice, word: string): string =>
  /^[a-z]{3,}$/.test(word) && !spoken.test(word) && voice.random.chance(0.35) ? word : quote(voice, word);

export const asking =
  (pool: readonly string[], words: (voice: Voice) => Record<string, string>): Edit["ask"] =>
  (voice) =>
    fill(voice.say(pool), words(voice));
