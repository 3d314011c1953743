/** @file The words of a classification prompt. */

import { wrapLabel, type ClassificationConfiguration } from "./labels.js";
import { capitalise, fill, list, type Voice } from "./world.js";

/** Where the labels speak for themselves: `{aspect}` of `{thing}` as `{labels}`. */
// prettier-ignore
const asks = [
  "What is {aspect}? {labels}.",
  "{labels}: which one is the {thing}, by {aspect}?",
  "Say {labels} for {aspect} of the {thing}.",
  "Judge {aspect} and answer {labels}.",
  "Each {thing} gets one label, {labels}, by {aspect}.",
  "Choose between {labels} for {aspect}.",
  "Is it {labels}? Look at {aspect} of the {thing}.",
  "Tag the {thing} with {labels} for {aspect}.",
  "Classify {aspect} of each {thing} as {labels}.", "Decide about {aspect} of the {thing}: {labels}.",
  "Label {aspect} of the {thing}. Answer {labels}.",
  "You get a {thing}. Tell {aspect}: {labels}.", "What is {aspect} of the {thing}? Reply {labels}.",
  "Read the {thing} and answer with {labels}, depending on {aspect}.",
  "Your task is to judge {aspect} of a {thing}. The labels are {labels}.",
  "Sort every {thing} by {aspect}. Possible answers: {labels}.",
  "Task: {aspect}. Labels: {labels}.", "You are a classifier of {aspect}. Say {labels} for each {thing}.",
  "Pick the right label for the {thing} by {aspect}: {labels}.",
  "Assign one of the labels {labels} to each {thing} according to {aspect}.", "Determine {aspect}. Output {labels}.",
  "For every {thing}, name {aspect} with one of these words: {labels}.",
];

/** Where every label is bound to a class below or before. */
// prettier-ignore
const tasks = [
  "Judge {aspect}.",
  "Tell {aspect} of the {thing}.",
  "You will see a {thing}. Decide on {aspect}.",
  "Categorise each {thing} by {aspect}.",
  "Tag every {thing} with a label.",
  "What is {aspect} of the {thing}?",
  "Rate {aspect}.",
  "You label a {thing} at a time.",
  "Classify {aspect} of each {thing}.", "Label the {thing} by {aspect}.", "You judge {aspect} of a {thing}.",
  "Read each {thing} and decide on {aspect}.",
  "Task: classify the {thing}.", "You are a classifier.", "Sort every {thing} by {aspect}.",
  "Look at {aspect} of the {thing}.", "Give each {thing} a label.",
  "Your job is to label a {thing}.", "Answer with one label for each {thing}.",
  "Mark every {thing} according to {aspect}.",
];

/** One label and its class within a sentence; joined by commas. */
const clauses = [
  "{label} for {is}",
  "{label} means {is}",
  "{is} gets {label}",
  "{label} in case of {is}",
  "{label} to mark {is}",
  "{label}, that is {is},",
  "{label} if the {thing} is {is}",
  "{label} when it is {is}",
  "{label} for a {thing} that is {is}",
  "{label} if it is {is}",
  "{label} where the {thing} is {is}",
  "{label} whenever the {thing} is {is}",
];
const clauseOpenings = [
  "Choose",
  "Put",
  "Return",
  "Print",
  "Write",
  "Answer",
  "Say",
  "Reply",
  "Output",
  "Use",
  "Respond with",
  "Give",
];

// prettier-ignore
const lines = [
  "{label} for {is}",
  "{is} gets {label}",
  "+ {label} ({is})",
  "'{label}' is for {is}",
  "- {label}: {is}", "{label} = {is}", "{is} -> {label}", "* {label}: the {thing} is {is}", "{label}: {is}",
  "{is}: {label}", "{label} means {is}", "if {is}: {label}", "{is} => {label}", "{label} | {is}",
];

// prettier-ignore
const wrapRules = [
  "The form is {w}",
  "Like this: {w}",
  "Respond with {w}",
  "Write {w}",
  "Write it as {w}", "Format: {w}", "The answer has the form {w}", "Answer like {w}", "Output: {w}",
  "Reply in the form {w}", "Put the label like this: {w}", "Give your answer as {w}",
  "Use the form {w}", "Present it as {w}",
];

/** Wraps that are easily said in words. Where only a mark follows the label, a pattern would read as a sentence's end. */
// prettier-ignore
const inWords: Readonly<Record<string, readonly string[]>> = {
  "[@]": ["Put the label in square brackets.", "Write it in [ ].", "Square brackets around the label, please."],
  "<@>": ["Put the label in angle brackets.", "Write it between < and >."],
  '"@"': ["Put the label in double quotes.", 'Write it between " and ".'],
  "(@)": ["Put the label in parentheses.", "Write it in ( ).", "The label goes in round brackets."],
  "**@**": ["Write the label in bold, between ** and **.", "Put ** on both sides of the label."],
  "#@": ["Put # in front of the label.", "Make it a hashtag.", "Start with #."],
  "{@}": ["Put the label in curly braces.", "Write it in { }."],
  "@.": ["End the label with a full stop.", "Put a period behind the label.", "Finish with a dot."],
  "@!": ["End the label with an exclamation mark.", "Put ! behind the label.", "Finish with !."],
  "It is @.": ["Answer with a sentence like \"It is {x}.\"", "Say \"It is {x}.\""],
};

// prettier-ignore
const bareRules = [
  "Just the label, please.",
  "Nothing but the label.",
  "No explanation.",
  "A label and nothing more.",
  "Reply with the label only.", "One word, nothing else.", "Give no explanation.", "Only the label.",
  "Don't add anything else.", "Answer with just the label.", "No other text.", "Write nothing but the label.",
];

export function describeClassification(
  { task, classes, arbitrary, wrap }: ClassificationConfiguration,
  voice: Voice,
): string {
  const { random } = voice;
  const words = { aspect: voice.say(task.aspects), thing: voice.say(task.things) };
  const order = random.shuffle([...classes]);
  const quote = order.some(({ label }) => /\W/.test(label)) ? '"' : random.pick(["", "", "", '"', "'"]);
  const quoted = order.map(({ label, class: { is } }) => ({ label: quote + label + quote, is: voice.say(is) }));

  const parts: string[] = [];
  if (arbitrary || random.chance(0.3)) {
    parts.push(fill(voice.say(tasks), words));
    if (random.chance(0.5)) {
      const clause = voice.say(clauses);
      const bound = quoted.map(({ label, is }) => fill(clause, { ...words, label, is }));
      parts.push(`${voice.say(clauseOpenings)} ${list(bound, random.pick(["and", "and", "or"]))}.`);
    } else {
      const line = voice.say(lines);
      parts.push(`\n${quoted.map(({ label, is }) => fill(line, { ...words, label, is })).join("\n")}\n`);
    }
  } else {
    const labels = quoted.map(({ label }) => label);
    const written = random.chance(0.6) ? list(labels, "or") : labels.join(random.pick([", ", "/", " | ", " / "]));
    parts.push(capitalise(fill(voice.say(asks), { ...words, labels: written })));
  }
  if (wrap === "@") {
    if (random.chance(0.5)) parts.push(voice.say(bareRules));
  } else parts.push(wrapRule(wrap, order[0]!.label, voice));
  return parts
    .join(" ")
    .replace(/ *\n */g, "\n")
    .trim();
}

function wrapRule(wrap: string, label: string, voice: Voice): string {
  const { random } = voice;
  const words = inWords[wrap];
  if (words && (/\.$|!$/.test(wrap) || random.chance(0.35))) return fill(voice.say(words), { x: label });
  const shown = random.chance(0.3) ? label : random.pick(["LABEL", "label", "X", "LABEL"]);
  return `${fill(voice.say(wrapRules), { w: wrapLabel(wrap, shown) })}\n`;
}
