/** @file The ways in which a classification prompt lists labels that need no word on their meaning, or hardly one. */

import type { Words } from "./label-binding.js";
import { utter, withArticle } from "./manner.js";
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

/** Before labels in a list of their own. */
// prettier-ignore
const tasks = [
  "Tell {aspect} of each {thing}.", "Say what {aspect} of the {thing} is.", "Classify each {thing} by {aspect}.", "Decide on {aspect} of the {thing}.", "What is {aspect} of the {thing}?", "Label every {thing} by {aspect}.", "Sort the {thing} by {aspect}.", "I want to know {aspect} of each {thing}.",
  "You get a {thing}. Say {aspect}.", "Find {aspect} of the {thing}.", "Judge {aspect} of every {thing}.", "{aspect} of the {thing} is what I need.", "Read the {thing} and pick {aspect}.", "Determine {aspect}.", "Task: {aspect} of a {thing}.", "# Task\nFind {aspect} of a {thing}.", "## Task\nClassify the {thing} by {aspect}.",
  "Choose {aspect} of the {thing} from a list.", "You're asked for {aspect} of a {thing}.",
];
// prettier-ignore
const headings = [
  "Labels:", "# Labels", "## Labels", "Classes:", "Options:", "Categories:", "Possible answers:", "Answers:", "Choose from:", "One of:", "The labels are:", "Allowed:", "You can answer:", "The list:", "Pick one:", "# Classes", "## Options", "Choices:", "Tags:", "Available labels:",
];
// prettier-ignore
const bullets: readonly ((label: string, i: number) => string)[] = [
  (label) => `- ${label}`, (label) => `* ${label}`, (label) => label, (label, i) => `${i + 1}. ${label}`, (label) => `- ${label}`, (label) => `> ${label}`, (label, i) => `${i + 1}) ${label}`, (label) => `<label>${label}</label>`, (label) => `+ ${label}`,
];

/** Labels that speak for themselves, in a sentence or a list. */
export function listLabels(labels: readonly string[], words: Words, voice: Voice): string {
  const { random } = voice;
  if (random.chance(0.25)) {
    const bullet = random.pick(bullets);
    const task = capitalise(fill(withArticle(utter(tasks, voice), "thing", words.thing), words));
    return `${task}\n${voice.say(headings)}\n${labels.map(bullet).join("\n")}\n`;
  }
  const joined = random.pick([", ", ", ", "/", " | ", " / ", "; ", " or ", ","]);
  const written = random.chance(0.6) ? list(labels, "or") : labels.join(joined);
  const ask = utter(asks, voice);
  const told = fill(withArticle(ask, "thing", words.thing), { ...words, labels: written });
  // A label keeps its letters.
  return /^\{(?!labels)/.test(ask) ? capitalise(told) : told;
}

/** What a class is that holds all that no other one does. */
export const elses = [
  "anything else",
  "something else",
  "none of that",
  "anything else",
  "something different",
  "whatever else",
];

type Bound = readonly { label: string; is: string }[];

// prettier-ignore
const questions = [
  "Is the {thing} {is}? Answer {yes} or {no}.", "Is it {is}? Answer {yes} or {no}.", "Is this {thing} {is}? Say {yes} or {no}.", "Is the {thing} {is}? {yes} or {no}?", "Tell me if the {thing} is {is}: {yes} or {no}.", "Decide whether the {thing} is {is}. Answer {yes} or {no}.", "Say {yes} or {no}: is the {thing} {is}?",
  "{yes} or {no}: is it {is}?", "I need to know if the {thing} is {is}. Reply {yes} or {no}.", "Check whether each {thing} is {is} and write {yes} or {no}.", "Does someone send you a {thing} that is {is}? Write {yes} or {no}.", "Would you say that the {thing} is {is}? Answer with {yes} or {no}.", "For each {thing}: is it {is}? ({yes}/{no})",
  "Question: is the {thing} {is}?\nAnswers: {yes}, {no}\n", "Detect if a {thing} is {is}. Output {yes} or {no}.", "Answer {yes} or {no} to this question: is the {thing} {is}?", "Whenever you read a {thing}, say if it is {is}. Use {yes} or {no}.", "Find out if it's {is}; the answer is {yes} or {no}.", "Is it {is} ({yes}) or not ({no})?",
  "You say {yes} or {no}. The question is if the {thing} is {is}.", "Return {yes} or {no}, depending on whether the {thing} is {is}.",
];

/** Asks whether a text is of the first class. */
export function askYesNo(bound: Bound, words: Words, voice: Voice): string {
  const [one, other] = bound as [Bound[number], Bound[number]];
  return fill(withArticle(voice.say(questions), "thing", words.thing), {
    ...words,
    is: one.is,
    yes: one.label,
    no: other.label,
  });
}

// prettier-ignore
const shortOpenings = [
  "Write", "Answer", "Say", "Output", "Use", "Reply with", "Answer with one letter:", "Letters:", "Codes:", "Answer with the first letter:", "Just the letter:", "Label with", "Give the letter:", "Mark with", "One letter only:", "Return", "Print", "The codes are", "Type",
];
// prettier-ignore
const shortForms: readonly ((label: string, is: string) => string)[] = [
  (label, is) => `${label} for ${is}`, (label, is) => `${label} = ${is}`, (label, is) => `${label} (${is})`, (label, is) => `${is} = ${label}`, (label, is) => `${is}: ${label}`, (label, is) => `${label} means ${is}`, (label, is) => `${label} if ${is}`, (label, is) => `${is} -> ${label}`, (label, is) => `${label}: ${is}`,
];

/** Labels that are the first letters of words. */
export function abbreviate(bound: Bound, words: Words, voice: Voice): string {
  const { random } = voice;
  const task = capitalise(fill(withArticle(utter(tasks, voice), "thing", words.thing), words));
  const form = voice.say(shortForms);
  const told = bound.map(({ label, is }) => form(label, is));
  const opening = voice.say(shortOpenings);
  return random.chance(0.25)
    ? `${task}\n${told.join("\n")}\n`
    : `${task} ${opening} ${random.chance(0.5) ? list(told) : told.join(", ")}.`;
}

// prettier-ignore
export const caseRules = {
  lower: [
    "Write the label in lower case.", "Lower case only.", "Use small letters.", "The answer is in lower case.", "in lowercase please", "No capital letters.", "Put the label in lowercase.", "All letters small.", "The label goes in lower case.", "Answer in lower case.", "Reply in small letters.", "The answer must be lowercase.",
  ],
  upper: [
    "Write the label in upper case.", "Upper case only.", "Use capital letters.", "The answer is in upper case.", "in capitals please", "No small letters.", "Put the label in uppercase.", "ALL CAPS.", "All letters capital.", "The label goes in capital letters.", "Answer in capitals.", "Answer in upper case.", "Reply in capital letters.",
    "The answer must be uppercase.",
  ],
  capital: [
    "Write the label with a capital first letter.", "Start the label with a capital letter, the rest small.", "Capitalise the label.", "Only the first letter is a capital.", "The first letter of the answer is a capital, the others are small.", "First letter upper case, rest lower case.", "Capital first letter, please.",
    "The label begins with a capital letter and goes on in small ones.", "Put the first letter in upper case and the rest in lower case.",
  ],
} as const;
