/** @file Family "rewriting": a prompt asks for one or two exact edits of a sentence; the answer is the edited one. */

import type { Random } from "../../tensor/random.js";
import type { Edit } from "./edit.js";
import { stages } from "./edits.js";
import { urge, utter } from "./manner.js";
import { describe, twins } from "./rewriting-description.js";
import { makeSentence, readSentence } from "./sentences.js";
import { capitalise, type Voice, type World } from "./world.js";

/** Edits in the order in which they are asked for and applied. */
type RewritingConfiguration = Edit[];

/** Stages: words, cuts, the whole text, the end mark, what is put in front or behind, what is put around. */
const weights = [0, 0, 0, 0, 1, 2, 2, 2, 2, 3, 4, 4, 4, 5];
const affixes = 4;

/** Whether two edits, the first of an earlier stage, can be asked for together. */
function agree(first: Edit, second: Edit): boolean {
  // One kind twice would undo itself, and cut sentences may have no end mark left.
  if (first.kind === second.kind || (first.kind === "cut" && second.kind === "end")) return false;
  if (second.kind === "whole")
    return first.kind === "cut" || (first.kind !== "mask" && first.kind !== "upper" && !second.loud);
  return !(first.bare && second.full);
}

function configure(random: Random): RewritingConfiguration {
  const draw = (stage: number): Edit => random.pick(stages[stage]!)(random);
  const first = random.pick(weights);
  if (random.chance(0.35)) return [draw(first)];
  for (;;) {
    const second = random.pick(weights);
    if (second === first && first !== affixes) continue;
    const pair: [Edit, Edit] = [draw(Math.min(first, second)), draw(Math.max(first, second))];
    if (!agree(...pair)) continue;
    // A suffix and then a prefix are the same as the other way round.
    return pair[0].kind === "suffix" && pair[1].kind === "prefix" ? pair.reverse() : pair;
  }
}

// prettier-ignore
const openings = [
  "Rewrite it.", "Rewrite the line.", "Edit each line.", "Edit this:", "Text editing.", "Task: edit the sentence.", "Task: rewrite", "# Task", "# Edit", "Instructions:", "Edits:", "To do:",
  "Repeat the message, but", "Copy the text, but", "Write the same sentence, but", "Say the same, but", "Return the input, but", "Print the line, but",
  "Repeat it with a change:", "Copy each line with this edit:", "Here is what to do with each sentence:", "What to do with the text:", "How to change the message:",
  "I send you a sentence and you send it back, changed.", "I'll give you a sentence.", "You get a line and edit it.", "You will receive one sentence.", "Each message is a sentence to edit.",
  "You're a text editor.", "You rewrite sentences.", "You are a proofreader with odd rules.", "You work on sentences.", "You're a machine that edits text.",
  "Process the text.", "Process each message like this:", "Transform the sentence.", "Transform every line:", "Apply this to the text:", "Apply to each message:", "Adapt the sentence.", "Alter the text as follows.",
  "Please edit the sentence.", "Please rewrite the message.", "Can you edit a sentence for me?", "Could you change my sentences?", "The user's message must be edited.", "The input is a sentence, the output is the edited sentence.",
  "Take each line and return it changed.", "Print the edited message.", "Output the edited sentence.", "Write out the edited text.", "Respond with the edited sentence.", "Reply with the changed text.", "Answer with the new sentence.",
  "Change the text.",
  "Write the message again, edited.",
  "You change sentences.",
  "Repeat the sentence.",
  "Copy it.",
  "Say it again, changed:",
  "Take the message and change it.",
  "Rewrite each sentence.", "You edit messages.", "Copy the message with this change:",
  "Repeat what the user writes, edited.", "Edit the text.", "For each sentence you get:", "You are an editor.",
  "Return the message changed as follows.",
  "Rewrite the text like this:", "Give the sentence back, but", "Take the user's sentence.",
  "Your job is to rewrite a line.", "Echo the input with a twist:", "Modify every message:",
];
// prettier-ignore
const thens = [
"Then please", "Besides that,", "In addition,", "Additionally,", "Moreover,", "Furthermore,", "On top of that,", "After this,", "Afterwards,", "Lastly,", "Second,", "And then", "And please", "And also", "Plus,", "Now", "Once done,", "Also, please",
"Then also", "Besides,", "Then", "After that", "And", "Also", "Next,", "Finally,"];
// prettier-ignore
const closings = [
  "Nothing else.", "Nothing more.", "That's all.", "That is the only change.", "Just that.", "Only that.", "No other changes, please.", "Make no other change.", "Make no other edits.", "Do nothing else.", "Leave everything else.",
  "Leave all else untouched.", "Everything else stays.", "Everything else must stay the same.", "The rest should stay as it is.", "The rest must not change.", "Copy the rest.", "Copy the rest word for word.", "Copy all other words exactly.",
  "Repeat the rest exactly.", "Keep the other words.", "Keep the rest.", "Keep the text the same otherwise.", "Don't change the rest.", "Don't change any other word.", "Don't add comments.", "No explanation.", "No comments, just the text.",
  "Write nothing but the result.", "Print only the result.", "Return only the new text.", "Say nothing else.", "Answer with the text only.", "Please don't change anything else.",
"The rest is the same.",
  "No other change.",
  "Leave the other words.",
"Change nothing else.", "Keep everything else as it is.", "Leave the rest alone.",
  "Nothing else changes.", "The rest stays the same.", "Don't touch anything else.", "Otherwise copy it exactly.",
  "All other words remain."];

/** What stands before an edit in a list. */
const marks: readonly ((i: number) => string)[] = [
  (i) => `${i + 1}. `,
  () => "- ",
  (i) => `${i + 1}. `,
  () => "- ",
  () => "* ",
  (i) => `${i + 1}) `,
  (i) => `(${i + 1}) `,
  (i) => `Step ${i + 1}: `,
  () => "> ",
  () => "",
];

function system(edits: RewritingConfiguration, voice: Voice): string {
  const { random } = voice;
  const asks = edits.map((edit) => edit.ask(voice));
  const opening = random.chance(0.7) ? utter(openings, voice) : "";
  const closing = random.chance(0.5) ? utter(closings, voice) : "";
  if (random.chance(0.3)) {
    const mark = random.pick(marks);
    return [
      opening.replace(/, but$/, ":"),
      ...asks.map((ask, i) => `${mark(i)}${random.chance(0.8) ? capitalise(ask) : ask}`),
      closing,
    ]
      .filter(Boolean)
      .join("\n");
  }
  const [one, two] = asks as [string, string?];
  const start = opening.endsWith("but") || random.chance(0.08) ? one : capitalise(urge(one, voice));
  const sentence =
    two === undefined
      ? `${start}.`
      : random.chance(0.5)
        ? `${start}. ${voice.say(thens)} ${two}.`
        : random.chance(0.75)
          ? `${start} and ${two}.`
          : `${start}${random.pick([", and ", ", then ", " and then ", "; then ", ". "])}${two}.`;
  const gap = /^#|\w$/.test(opening) && !opening.endsWith("but") ? "\n" : " ";
  return `${opening}${gap}${[sentence, closing].filter(Boolean).join(" ")}`.trim();
}

export const rewriting: World<RewritingConfiguration> = {
  family: "rewriting",
  configure,
  describe,
  twins,
  system,
  turn(edits, voice) {
    const wants = {
      needs: edits.flatMap(({ needs = [] }) => needs),
      full: edits.some(({ full }) => full),
      bare: edits.some(({ bare }) => bare),
    };
    for (;;) {
      const sentence = makeSentence(wants, voice);
      let { template } = sentence;
      for (const edit of edits) if (edit.template) template = edit.template(template);
      // Edits of capitals go with none of a template.
      const raise = edits.some(({ loud }) => loud) ? raiser(voice) : (text: string) => text;
      let answer = raise(readSentence({ ...sentence, template }));
      for (const edit of edits) if (edit.text) answer = edit.text(answer);
      // Nothing but vowels between two spaces would leave a gap.
      if (/\S/.test(answer) && !/^ | {2}| $/.test(answer)) return { request: raise(readSentence(sentence)), answer };
    }
  },
};

/** Gives a text capitals. */
function raiser({ random }: Voice): (text: string) => string {
  const way = random.uniform();
  if (way < 0.4) return (text) => text.toUpperCase();
  if (way < 0.75) return (text) => text.split(" ").map(capitalise).join(" ");
  const at = random.below(3);
  return (text) =>
    text
      .split(" ")
      .map((word, i) => (i % 3 === at ? word.toUpperCase() : word))
      .join(" ");
}
