/** @file How people type who do not take care: small letters, lost marks, slips in words that nothing depends on. */

import type { Random } from "../../tensor/random.js";

/** What begins a sentence of a prompt, and neither an answer nor a name. */
const starts =
  /(^|[.!?] )(If|When|The|You|Your|Each|Every|For|Please|Write|Put|Say|Give|Return|Print|Use|Then|Also|And|No|Only|Don't|Read|Decide|Classify|Extract|Rewrite|Is|What|Which|Just|Take|Find|Get|Pick|Choose)(?= [a-z])/g;

const shortForms = /\b(don|isn|doesn|can|it|that|there|what|aren|won|you|I)'(t|s|re|ll|m)\b/g;

// prettier-ignore
const slips: readonly (readonly [RegExp, string])[] = [
  [/(?<=\b(?:the|each|every|a|this) )sentence\b/g, "sentance"], [/(?<=\b(?:the|each|every|a|this) )message\b/g, "mesage"], [/ which (?=[a-z])/g, " wich "], [/\bPlease (?=[a-z])/g, "Pleas "], [/ please (?=[a-z])/g, " plese "],
  [/ separated (?=by|with)/g, " seperated "], [/ between (?=the|them)/g, " betwen "], [/\bexactly (?=[a-z])/g, "exactley "], [/ without (?=[a-z])/g, " wihtout "], [/ following (?=[a-z])/g, " folowing "], [/\bthe (?=(?:user|text|right|word|words|answer) )/g, "teh "],
  [/ beginning\b/g, " begining"], [/\bWrite (?=the |it )/g, "Wirte "], [/\bYou are (?=an? )/g, "Your "], [/\bYou're (?=an? )/g, "Your "], [/ should (?=be )/g, " shuold "], [/ instead of /g, " insted of "], [/ their /g, " there "],
];

/** Changes only what stands outside of double quotes; prompts with single quotes stay as they are. */
export function blur(prompt: string, random: Random): string {
  if (/(?<!\w)'|'(?!\w)/.test(prompt)) return prompt;
  const small = random.chance(0.6);
  const short = random.chance(0.4);
  const slip = random.chance(0.5);
  const pieces = prompt.split(/("[^"\n]*"|`[^`\n]*`)/).map((piece, i) => {
    if (i % 2 === 1) return piece;
    let text = piece;
    if (small)
      text = text.replace(starts, (whole, before: string, word: string, at: number) =>
        before !== "" || i + at === 0 ? before + word.toLowerCase() : whole,
      );
    if (short) text = text.replace(shortForms, "$1$2");
    if (slip) for (const [pattern, wrong] of slips) text = text.replace(pattern, wrong);
    return text;
  });
  const text = pieces.join("");
  // The end mark is no part of what is asked for where letters of a sentence stand before it.
  return random.chance(0.3) ? text.replace(/(?<=[a-z]{2} [a-z]{2,})\.$/, "") : text;
}
