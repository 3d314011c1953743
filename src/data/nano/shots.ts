/** @file Shots: solved requests at the end of a system prompt. */

import type { Turn } from "../episode.js";
import type { Voice } from "./world.js";

// prettier-ignore
const headings = [
  "Example:", "Examples of answers:", "Example answers:", "Sample answers:", "Some cases:", "Here are examples.", "Here's an example:", "Here you see how it's done:", "This is how it's done:", "As an example:",
  "A sample:", "# Examples", "## Examples", "### Examples", "EXAMPLES", "<examples>", "Examples follow.", "Learn from these:", "Look at these:", "Take these as a guide:", "What it looks like:", "How it works:", "To illustrate:", "In practice:",
  "Past answers:", "Correct answers:", "Right answers:", "Solved requests:", "Shown by example:", "e.g.:", "Eg", "Training examples:", "Previous messages:",
  "Cases:",
  "Here is how:",
  "A few examples:",
  "Examples:", "For example:", "Here are some examples:", "Examples", "Some examples:", "Samples:", "Like this:",
  "Demonstrations:", "See these cases:",
];

const pairs: readonly ((turn: Turn) => string)[] = [
  ({ request, answer }) => `USER: ${request}\nASSISTANT: ${answer}`,
  ({ request, answer }) => `Human: ${request}\nAI: ${answer}`,
  ({ request, answer }) => `Human: ${request}\nAssistant: ${answer}`,
  ({ request, answer }) => `user: ${request}\nyou: ${answer}`,
  ({ request, answer }) => `You get: ${request}\nYou say: ${answer}`,
  ({ request, answer }) => `Question: ${request}\nAnswer: ${answer}`,
  ({ request, answer }) => `Text: ${request}\nResult: ${answer}`,
  ({ request, answer }) => `Example: ${request}\nAnswer: ${answer}`,
  ({ request, answer }) => `INPUT: ${request}\nOUTPUT: ${answer}\n`,
  ({ request, answer }) => `Input: ${request}\nOutput: ${answer}\n`,
  ({ request, answer }) => `<input>${request}</input>\n<output>${answer}</output>`,
  ({ request, answer }) => `<user>${request}</user><assistant>${answer}</assistant>`,
  ({ request, answer }) => `${request}\n${answer}\n`,
  ({ request, answer }) => `${request}\n-> ${answer}`,
  ({ request, answer }) => `${request}\n=> ${answer}`,
  ({ request, answer }) => `${request} | ${answer}`,
  ({ request, answer }) => `${request} --> ${answer}`,
  ({ request, answer }) => `- ${request} -> ${answer}`,
  ({ request, answer }) => `* "${request}" => ${answer}`,
  ({ request, answer }) => `"${request}" becomes ${answer}`,
  ({ request, answer }) => `"${request}": ${answer}`,
  ({ request, answer }) => `> ${request}\n${answer}`,
  ({ request, answer }) => `If the message is "${request}", the answer is ${answer}`,
  ({ request, answer }) => `**${request}**\n${answer}`,
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
