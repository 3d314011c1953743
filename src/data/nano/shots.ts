/** @file Shots: solved requests at the end of a system prompt. */

import type { Turn } from "../episode.js";
import type { Voice } from "./world.js";

// prettier-ignore
const headings = [
  "Cases:",
  "Here is how:",
  "A few examples:",
  "Examples:", "For example:", "Here are some examples:", "Examples", "Some examples:", "Samples:", "Like this:",
  "Demonstrations:", "See these cases:",
];

const pairs: readonly ((turn: Turn) => string)[] = [
  ({ request, answer }) => `User: ${request}\nAssistant: ${answer}`,
  ({ request, answer }) => `Input: ${request}\nOutput: ${answer}`,
  ({ request, answer }) => `Q: ${request}\nA: ${answer}`,
  ({ request, answer }) => `${request} -> ${answer}`,
  ({ request, answer }) => `${request} => ${answer}`,
  ({ request, answer }) => `Request: ${request}\nReply: ${answer}`,
  ({ request, answer }) => `"${request}" -> ${answer}`,
  ({ request, answer }) => `- ${request}\n  ${answer}`,
  ({ request, answer }) => `Message: ${request}\nAnswer: ${answer}`,
  ({ request, answer }) => `In: ${request}\nOut: ${answer}`,
];

/** The examples, to be put behind a system prompt. */
export function writeShots(turns: readonly Turn[], voice: Voice): string {
  if (turns.length === 0) return "";
  const pair = voice.say(pairs);
  return `\n${voice.say(headings)}\n${turns.map(pair).join("\n")}`;
}
