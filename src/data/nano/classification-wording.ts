/** @file The words of a classification prompt. */

import { bindLabels } from "./label-binding.js";
import type { ClassificationConfiguration } from "./labels.js";
import { utter, withArticle } from "./manner.js";
import { bareRules, wrapRule } from "./wrap-wording.js";
import { capitalise, fill, list, type Voice } from "./world.js";

/** Where the labels speak for themselves: `{aspect}` of `{thing}` as `{labels}`. */
// prettier-ignore
const asks = [
  "Which of {labels} describes {aspect} of the {thing}?",
  "What's {aspect} of this {thing}: {labels}?",
  "Would you call {aspect} {labels}?",
  "Tell me whether {aspect} of the {thing} is {labels}.",
  "Say whether {aspect} is {labels}.",
  "Decide: {labels}? It's about {aspect} of the {thing}.",
  "{labels}? Judge {aspect} of the {thing}.",
  "Print {labels}, whichever fits {aspect} of the {thing}.",
  "Return {aspect} of the {thing} ({labels}).",
  "Write {labels} after reading the {thing}. What counts is {aspect}.",
  "Respond to each {thing} with {labels}; what matters is {aspect}.",
  "Your output is {labels}, according to {aspect} of the {thing}.",
  "Produce one class for {aspect} of the {thing}. Classes: {labels}.",
  "Categories: {labels}. Choose one for each {thing} by {aspect}.",
  "Tags: {labels}. Give the {thing} one of them for {aspect}.",
  "Classes: {labels}\nTask: find the class of the {thing} by {aspect}.",
  "Task: classify the {thing} by {aspect}\nLabels: {labels}\n",
  "# Task\nJudge {aspect} of a {thing}.\n# Answers\n{labels}\n",
  "Input: a {thing}\nOutput: {aspect}, {labels}\n",
  "<task>{aspect} of the {thing}</task>\n<labels>{labels}</labels>\n",
  "Question: what is {aspect} of the {thing}?\nOptions: {labels}\n",
  "Options: {labels}. Pick one by {aspect}.",
  "The options for {aspect} are {labels}. Select the one that fits the {thing}.",
  "I'll send you a {thing}. Reply with {aspect}, {labels}.",
  "I want to know {aspect} of each {thing}: {labels}?",
  "We sort what people send us by {aspect}. Each {thing} is {labels}.",
  "As a classifier, you answer {labels} for {aspect} of a {thing}.",
  "Please classify the {thing} by {aspect}: {labels}.",
  "Every {thing} must be put into one of these classes by {aspect}: {labels}.",
  "Mark the {thing} as {labels} by {aspect}.",
  "A {thing} comes in, its label goes out: {labels}. Go by {aspect}.",
  "Predict {aspect}: {labels}.",
  "Detect {aspect} of the {thing}. Allowed answers: {labels}.",
  "The answer should be {labels}, for {aspect} of the {thing}.",
  "Use one of {labels} to describe {aspect} of the {thing}.",
  "Look at {aspect} and type {labels}.",
  "Only {labels} may be said. Judge {aspect} of the {thing}.",
  "Put the {thing} into a category by {aspect}. The categories: {labels}.",
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
  if (arbitrary || random.chance(0.3)) parts.push(...bindLabels(quoted, words, voice));
  else {
    const labels = quoted.map(({ label }) => label);
    const joined = random.pick([", ", ", ", "/", " | ", " / ", "; ", " or ", ","]);
    const written = random.chance(0.6) ? list(labels, "or") : labels.join(joined);
    const ask = utter(asks, voice);
    const told = fill(withArticle(ask, "thing", words.thing), { ...words, labels: written });
    parts.push(ask.startsWith("{") ? capitalise(told) : told);
  }
  if (wrap === "@") {
    if (random.chance(0.5)) parts.push(utter(bareRules, voice));
  } else parts.push(wrapRule(wrap, order[0]!.label, voice));
  return parts
    .join(" ")
    .replace(/ *\n */g, "\n")
    .trim();
}
