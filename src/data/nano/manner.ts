/** @file The manner of a prompt: how a wording is urged on the reader, how it starts and ends, which article it has. */

import type { Voice } from "./world.js";

/** Verbs with which a wording can order something; "Output format" and "Output: …" order nothing. */
const order =
  /^(?:Answer|Respond|Reply|Write|Say|Put|Give|Return|Output|Print|Use|Emit|Produce|Type|Send|Call|Choose|Pick|Select|Turn|Map|Translate|Classify|Label|Tag|Sort|Judge|Rate|Decide|Determine|Assign|Mark|Tell|Extract|Copy|Find|Get|Collect|List|Take|Pull|Look|Read|Separate|Join|Split|Make|Keep|Repeat|Rewrite|Edit|Change|Modify|Leave|Replace|Swap|Start|End|Finish|Begin|Add|Append|Remove|Drop|Delete|Omit|Wrap|Surround|Enclose|Insert|Place)(?= (?!format\b|style\b))/i;

// prettier-ignore
const urgings = [
  "Please ", "Please ", "Please ", "Just ", "You must ", "You should ", "Always ", "Make sure to ", "You have to ",
  "I want you to ", "Be sure to ", "You need to ", "Kindly ", "Remember to ",
];

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Puts "please" or the like before an order, now and then. */
export function urge(text: string, voice: Voice): string {
  if (!voice.random.chance(0.15) || !order.test(text) || /\b(?:please|always|must|just|only)\b/i.test(text))
    return text;
  return voice.random.pick(urgings) + lower(text);
}

/** A wording of a pool, with its placeholders: now and then urged, with a small first letter or an exclamation mark. */
export function utter(pool: readonly string[], voice: Voice): string {
  const { random } = voice;
  let text = urge(voice.say(pool), voice);
  if (random.chance(0.08) && /^[A-Z][a-z]/.test(text)) text = lower(text);
  if (random.chance(0.04)) text = text.replace(/(?<=[a-z])\.$/, "!");
  return text;
}

/** "a {thing}" as "an {thing}" where the thing asks for it. */
export const withArticle = (template: string, name: string, noun: string): string =>
  /^[aeiou]/i.test(noun) ? template.replace(new RegExp(`\\b([Aa]) \\{${name}\\}`, "g"), `$1n {${name}}`) : template;
