/** @file The last touch on a request: how people open it, and how they end it. */

import { capitalise, type Voice } from "./world.js";

const openings = ["please ", "hey, ", "hi, ", "ok, ", "hello, ", "so, ", "well, ", "quick one: "];
const question = /^(what|how|is|are|do|does|will|can|could|where|which|would|who|when)\b/;

/** Now and then opens a template politely, starts it with a capital, or ends it with a mark; values stay as they are. */
export function dress(template: string, voice: Voice): string {
  const { random } = voice;
  let text = template;
  const asks = question.test(text);
  if (random.chance(0.2) && !/\bplease\b/.test(text)) {
    const opening = voice.say(openings);
    if (opening !== "please " || !(asks || text.startsWith("I "))) text = opening + text;
  }
  if (random.chance(0.4) && !text.startsWith("{")) text = capitalise(text);
  if (random.chance(0.35)) text += asks ? "?" : ".";
  return text;
}
