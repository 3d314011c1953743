/** @file The words of a classification prompt. */

import { bindLabels } from "./label-binding.js";
import { abbreviate, askYesNo, caseRules, elses, listLabels } from "./label-listing.js";
import { recase } from "./casing.js";
import type { ClassificationConfiguration } from "./labels.js";
import { utter } from "./manner.js";
import { bareRules, wrapRule } from "./wrap-wording.js";
import type { Voice } from "./world.js";

export function describeClassification(configuration: ClassificationConfiguration, voice: Voice): string {
  const { task, classes, arbitrary, rest, question, casing, wrap } = configuration;
  const { random } = voice;
  const words = { aspect: voice.say(task.aspects), thing: voice.say(task.things) };
  const ordinary = rest ? classes.slice(0, -1) : classes;
  const order = [...random.shuffle([...ordinary]), ...(rest ? [classes.at(-1)!] : [])];
  const quote = order.some(({ label }) => /\W/.test(label)) ? '"' : random.pick(["", "", "", '"', "'"]);
  const quoted = order.map(({ label, stands, class: { is } }, i) => ({
    label: quote + label + quote,
    is: stands ?? (rest && i === order.length - 1 ? random.pick(elses) : voice.say(is)),
  }));

  const parts: string[] = [];
  if (question) parts.push(askYesNo(quoted, words, voice));
  else if (classes[0]!.stands !== undefined) parts.push(abbreviate(quoted, words, voice));
  else if (arbitrary || random.chance(0.3)) parts.push(...bindLabels(quoted, words, voice));
  else
    parts.push(
      listLabels(
        quoted.map(({ label }) => label),
        words,
        voice,
      ),
    );
  if (casing !== "as is") parts.push(utter(caseRules[casing], voice));
  if (wrap === "@") {
    if (random.chance(0.5)) parts.push(utter(bareRules, voice));
  } else parts.push(wrapRule(wrap, recase(casing, order[0]!.label), voice));
  return parts
    .join(" ")
    .replace(/ *\n */g, "\n")
    .trim();
}
