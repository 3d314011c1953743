/** @file Family "rewriting": a prompt asks for one or two exact edits of a sentence; the answer is the edited one. */

import type { Random } from "../../tensor/random.js";
import { stages, type Edit } from "./edits.js";
import { makeSentence, readSentence } from "./sentences.js";
import { capitalise, type Voice, type World } from "./world.js";

/** Edits in the order in which they are asked for and applied. */
type RewritingConfiguration = Edit[];

const weights = [0, 0, 0, 0, 1, 2, 3, 3, 3, 4];

function configure(random: Random): RewritingConfiguration {
  const draw = (stage: number): Edit => random.pick(stages[stage]!)(random);
  const first = random.pick(weights);
  if (random.chance(0.25)) return [draw(first)];
  for (;;) {
    const second = random.pick(weights);
    if (second === first && first !== 3) continue;
    const pair = [draw(Math.min(first, second)), draw(Math.max(first, second))];
    const kinds = pair.map(({ kind }) => kind);
    // Cut sentences may have no end mark left, and one kind twice would undo itself.
    if (kinds[0] === kinds[1] || (kinds[0] === "cut" && kinds[1] === "end")) continue;
    // A suffix and then a prefix are the same as the other way round.
    return kinds[0] === "suffix" && kinds[1] === "prefix" ? pair.reverse() : pair;
  }
}

// prettier-ignore
const openings = [
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
const thens = ["Then also", "Besides,", "Then", "After that", "And", "Also", "Next,", "Finally,"];
// prettier-ignore
const closings = [  "The rest is the same.",
  "No other change.",
  "Leave the other words.",
"Change nothing else.", "Keep everything else as it is.", "Leave the rest alone.",
  "Nothing else changes.", "The rest stays the same.", "Don't touch anything else.", "Otherwise copy it exactly.",
  "All other words remain."];

function system(edits: RewritingConfiguration, voice: Voice): string {
  const { random } = voice;
  const asks = edits.map((edit) => edit.ask(voice));
  const opening = random.chance(0.85) ? voice.say(openings) : "";
  const closing = random.chance(0.5) ? voice.say(closings) : "";
  if (random.chance(0.3)) {
    const numbered = random.chance(0.5);
    return [
      opening.replace(/, but$/, ":"),
      ...asks.map((ask, i) => `${numbered ? `${i + 1}. ` : "- "}${capitalise(ask)}`),
      closing,
    ]
      .filter(Boolean)
      .join("\n");
  }
  const [one, two] = asks as [string, string?];
  const start = opening.endsWith("but") ? one : capitalise(one);
  const sentence =
    two === undefined
      ? `${start}.`
      : random.chance(0.5)
        ? `${start}. ${voice.say(thens)} ${two}.`
        : `${start} and ${two}.`;
  return [opening, sentence, closing].filter(Boolean).join(" ");
}

export const rewriting: World<RewritingConfiguration> = {
  family: "rewriting",
  configure,
  describe: (edits) => edits.map(({ id }) => id).join(" + "),
  system,
  turn(edits, voice) {
    const sentence = makeSentence(
      edits.flatMap(({ needs = [] }) => needs),
      edits.some(({ full }) => full),
      voice,
    );
    let { template } = sentence;
    for (const edit of edits) if (edit.template) template = edit.template(template);
    let answer = readSentence({ ...sentence, template });
    for (const edit of edits) if (edit.text) answer = edit.text(answer);
    return { request: readSentence(sentence), answer };
  },
};
