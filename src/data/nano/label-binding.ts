/** @file The ways in which a classification prompt says what its labels mean. */

import { utter, withArticle } from "./manner.js";
import { fill, list, type Voice } from "./world.js";

/** What a classification is about: an aspect of a thing. */
export interface Words extends Record<string, string> {
  aspect: string;
  thing: string;
}

/** Where every label is bound to a class below or before. */
// prettier-ignore
const tasks = [
  "Which label does the {thing} get?",
  "What label fits the {thing}?",
  "What's {aspect} of this {thing}?",
  "Find the class of the {thing}.",
  "Choose a label for the {thing}, by {aspect}.",
  "Please label each {thing}.",
  "Please decide on {aspect} of the {thing}.",
  "I'll give you a {thing}, you give me its label.",
  "Each {thing} belongs to a class. Say which.",
  "Put each {thing} into a class.",
  "Put the {thing} into the right category.",
  "Task: {aspect} of the {thing}.",
  "# Task\nLabel the {thing}.",
  "## Labels for a {thing}",
  "Task: labelling.",
  "Detect {aspect} of the {thing}.",
  "Predict the class of a {thing}.",
  "Assess {aspect}.",
  "Consider {aspect} of the {thing}.",
  "Check {aspect} of each {thing}.",
  "Assign a category to every {thing}.",
  "It's all about {aspect} of the {thing}.",
  "We need {aspect} of each {thing}.",
  "I want to know {aspect} of each {thing}.",
  "Someone sends a {thing}. You say what it is.",
  "Work out {aspect} of the {thing}.",
  "Determine {aspect} of what you read.",
  "You assign labels by {aspect}.",
  "You're a labeller. Each message you get is a {thing}.",
  "As an annotator, you judge {aspect}.",
  "The {thing} must be classified.",
  "Every {thing} should be labelled by {aspect}.",
  "This is about {aspect} of a {thing}.",
  "Go by {aspect} of the {thing}.",
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
// prettier-ignore
const clauses = [
  "{label} if it's {is}",
  "{label} when it's {is}",
  "{label} when the {thing} is {is}",
  "{label} if the {thing} you see is {is}",
  "{label} if this is {is}",
  "{label} if you think it is {is}",
  "{label} for every {thing} that is {is}",
  "{label} for anything that's {is}",
  "{label} for each {thing} that's {is}",
  "{label} (it is {is})",
  "{label} ({is})",
  "{label} as soon as it's {is}",
  "{label} should it be {is}",
  "{label} in the case that it is {is}",
  "{label} provided that it is {is}",
  "{label} to say that it is {is}",
  "{label} to say it's {is}",
  "{label} whose meaning is {is}",
  "{label} only if it is {is}",
  "{label} on seeing that it is {is}",
  "{label} = {is}",
  "{label} once it is clear that the {thing} is {is}",
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
// prettier-ignore
const clauseOpenings = [
  "Emit", "Type", "Produce", "Pick", "Select", "Send", "Answer with", "Reply with", "Please answer", "Please write", "Just say",
  "You say", "You answer", "You must say", "You should answer", "Always write", "Send back", "Your answer is", "The label is", "The output is",
  "The answer must be", "It's", "Label it", "Classify as", "Mark it with",
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
  "{label}, if it's {is}",
  "if it's {is}, {label}",
  "if it is {is} then {label}",
  "If the {thing} is {is}, say {label}.",
  "Say {label} if it is {is}.",
  "Answer {label} for {is}.",
  "the {thing} is {is}: {label}",
  "it's {is} -> {label}",
  "- {is}: {label}",
  "- {is} -> {label}",
  "- {label} if the {thing} is {is}",
  "- answer {label} if it's {is}",
  "- {label} ({is})",
  "* {is} = {label}",
  "* {label} for {is}",
  "* {label} - {is}",
  "> {label}: {is}",
  "({label}) {is}",
  "[{label}] {is}",
  "{label}) {is}",
  "{label} <- {is}",
  "{label} - {is}",
  "{label}; {is}",
  "{label} :: {is}",
  "{label} -> {is}",
  "| {label} | {is} |",
  "| {is} | {label} |",
  "label {label}: {is}",
  "class {label} is {is}",
  "<label name={label}>{is}</label>",
  "case {is}: {label}",
  "{is} is called {label}",
  "{is} must be answered by {label}",
  "{label} stands for {is}",
  "{label} marks what is {is}",
  "{label} for {is}",
  "{is} gets {label}",
  "+ {label} ({is})",
  "'{label}' is for {is}",
  "- {label}: {is}", "{label} = {is}", "{is} -> {label}", "* {label}: the {thing} is {is}", "{label}: {is}",
  "{is}: {label}", "{label} means {is}", "if {is}: {label}", "{is} => {label}", "{label} | {is}",
];

/** One label and its class in a sentence of its own. */
// prettier-ignore
const sentences = [
  "If it is {is}, say {label}.", "If it's {is}, answer {label}.", "If the {thing} is {is}, write {label}.", "When it's {is}, reply {label}.",
  "When the {thing} is {is}, the label is {label}.", "Say {label} if it is {is}.", "Answer {label} if the {thing} is {is}.", "Write {label} when it's {is}.",
  "Output {label} if it's {is}.", "Print {label} when the {thing} is {is}.", "Return {label} if it is {is}.", "Respond with {label} if it's {is}.",
  "{label} means that it is {is}.", "{label} means the {thing} is {is}.", "{label} is the label if it's {is}.", "Use {label} if it is {is}.",
  "Is it {is}? {label}.", "Is it {is}? Then say {label}.", "Is the {thing} {is}? Answer {label}.", "It's {is}? Then {label}.",
  "You must say {label} if it is {is}.", "If {is}: {label}.", "If {is}, then {label}.",
  "If you see that it is {is}, type {label}.", "Give {label} as the answer if it's {is}.", "The answer is {label} if it's {is}.",
  "Should the {thing} be {is}, print {label}.", "Choose {label} if you read something that is {is}.",
];

/** Two classes, of which the second is what is left over. */
// prettier-ignore
const alternatives = [
  "Say {label} if the {thing} is {is}, otherwise {other}.", "If it is {is}, say {label}, otherwise {other}.", "If it's {is}: {label}. Otherwise: {other}.",
  "Answer {label} if it's {is} and {other} if not.", "{label} if it is {is}, {other} if it isn't.", "{label} if {is}, else {other}.",
  "If the {thing} is {is}, answer {label}. If not, answer {other}.", "If it's {is}, write {label}; if it's not, write {other}.",
  "Is it {is}? Then {label}. If not, {other}.", "Is the {thing} {is}? {label} if so, {other} if not.", "Is the {thing} {is}? If so, say {label}, or else {other}.",
  "Write {label} when it is {is}, and {other} in all other cases.", "Reply {label} for a {thing} that is {is}, {other} for any other.",
  "Output {label} if the {thing} is {is}; for everything else output {other}.", "Return {label} if it's {is}, and {other} for the rest.",
  "Print {label} only if it is {is}. In any other case print {other}.", "if {is} then {label} else {other}", "{label} for what is {is}, {other} for all else.",
  "Use {label} if it's {is} and {other} when it is anything else.", "What is {is} gets {label}. Everything else gets {other}.",
  "Tell me if the {thing} is {is}: {label} if it is, {other} if it isn't.", "Please answer {label} if it's {is}, and {other} if it's not.",
  "Check whether the {thing} is {is}. Say {label} if it is and {other} if it is not.", "{other}, unless it is {is}; then {label}.",
  "Respond with {other} unless the {thing} is {is}, in which case the response is {label}.",
];

// prettier-ignore
const headings = [
  "Labels:", "Classes:", "Categories:", "Answers:", "Options:", "Rules:", "The labels:", "The labels are:", "Possible answers:", "Use these labels:",
  "# Labels", "## Classes", "Meaning of the labels:", "Tags:", "Key:", "Choices:", "Legend:",
];

/** Says what each label means: within a sentence, on lines, in a sentence each, or the last one by what is left over. */
export function bindLabels(bound: readonly { label: string; is: string }[], words: Words, voice: Voice): string[] {
  const { random } = voice;
  const say = (pool: readonly string[]): string => withArticle(utter(pool, voice), "thing", words.thing);
  const task = fill(say(tasks), words);
  const layout = random.uniform();
  if (bound.length === 2 && layout < 0.3) {
    const [one, two] = bound as [{ label: string; is: string }, { label: string }];
    const told = fill(say(alternatives), { ...words, label: one.label, is: one.is, other: two.label });
    return random.chance(0.6) ? [task, told] : [told];
  }
  if (layout < 0.45) {
    const sentence = voice.say(sentences);
    const told = bound.map((each) => fill(sentence, { ...words, ...each })).join(" ");
    return random.chance(0.7) ? [task, told] : [told];
  }
  if (layout < 0.72) {
    const clause = withArticle(voice.say(clauses), "thing", words.thing);
    const told = bound.map((each) => fill(clause, { ...words, ...each }));
    return [task, `${voice.say(clauseOpenings)} ${list(told, random.pick(["and", "and", "or"]))}.`];
  }
  const line = voice.say(lines);
  const heading = random.chance(0.25) ? `${voice.say(headings)}\n` : "";
  return [task, `\n${heading}${bound.map((each) => fill(line, { ...words, ...each })).join("\n")}\n`];
}
