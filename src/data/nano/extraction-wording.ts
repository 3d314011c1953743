/** @file The words of an extraction prompt. */

import { recase } from "./casing.js";
import { writeFields, type RecordConfiguration } from "./field-form.js";
import {
  caseRules,
  exampleRules,
  formRules,
  jsonRules,
  missingRules,
  separatorNames,
  separatorRules,
} from "./form-wording.js";
import { utter, withArticle } from "./manner.js";
import { fields } from "./record.js";
import { capitalise, fill, list, type Voice } from "./world.js";

/** `{fields}` is "the name, the city and the date", `{record}` "order". */
// prettier-ignore
const asks = [
  "Take {fields} out of the {record} and write only that.",
  "People send me a {record}, please just give me {fields}.",
  "I get a {record} and need {fields}.",
  "Give me just {fields} pls.",
  "When a {record} comes in, note {fields}.",
  "Tell me {fields}, that's all I need from the {record}.",
  "Take down {fields} of the {record}.",
  "Fill in {fields} from the {record}.",
  "Every {record} has {fields}. Write that down.",
  "Find out {fields}.",
  "Print {fields}.",
  "Output {fields} of the {record}.",
  "Return {fields}.",
  "Write down {fields}.",
  "Say {fields}.",
  "Fetch {fields} from the {record}.",
  "Grab {fields} from each {record}.",
  "Locate {fields} in the {record}.",
  "Identify {fields} in the {record}.",
  "Select {fields} from the {record}.",
  "Keep only {fields} of the {record}.",
  "Keep {fields} and drop the rest.",
  "Respond with {fields} of the {record}.",
  "Answer with {fields} from the {record}.",
  "Reply with {fields}.",
  "Show {fields} of this {record}.",
  "Quote {fields} from the {record}.",
  "Retrieve {fields}.",
  "Name {fields} of the {record}.",
  "Emit {fields} for every {record}.",
  "Can you find {fields} in the {record}?",
  "Can you give me {fields}?",
  "Could you copy {fields} from each {record}?",
  "Please extract {fields}.",
  "Please give {fields} of the {record}.",
  "We need {fields} from the {record}.",
  "We want to know {fields} of each {record}.",
  "I want {fields}, as written in the {record}.",
  "I send you a {record}, you send me {fields}.",
  "I only care about {fields} of the {record}.",
  "Of each {record}, I need {fields}.",
  "In every {record} there may be {fields}. Copy them.",
  "All that matters in the {record}: {fields}.",
  "Wanted: {fields}.",
  "To extract: {fields}.",
  "Task: extract {fields}.",
  "Task: get {fields} from a {record}.",
  "Input: a {record}. Output: {fields}.",
  "Fields: {fields}.",
  "# Extraction\nCopy {fields} from the {record}.",
  "## Task\nFind {fields} in a {record}.",
  "You're an extractor. From each {record} you take {fields}.",
  "You extract {fields} from a {record}.",
  "You will receive a {record}. Answer with {fields}.",
  "You are given a {record} and have to return {fields}.",
  "As a parser, you read a {record} and return {fields}.",
  "Your output is {fields} of the {record}.",
  "Your job: {fields} from each {record}.",
  "{fields} must be copied from the {record}.",
  "{fields} should be taken from each {record}.",
  "{fields}, please.",
  "{fields} of the {record}, word for word.",
  "Turn each {record} into {fields}.",
  "Scan the {record} for {fields}.",
  "Convert the {record} to {fields}.",
  "Note down {fields}, exactly as the {record} has them.",
  "The {record} mentions some details. List {fields}.",
  "The user sends a {record}; the answer consists of {fields}.",
  "Get {fields} from the {record}.",
  "Copy {fields}.",
  "Tell me {fields} of the {record}.",
  "Return {fields} from each {record}.",
  "Write {fields} of the {record}.",
  "What are {fields} in the {record}?",
  "Out of every {record}, keep {fields}.",
  "Collect {fields}.",
  "Extract {fields} from each {record}.", "Find {fields} in the {record}.", "Give me {fields} of the {record}.",
  "Read the {record} and return {fields}.", "You get a {record}. Pull out {fields}.",
  "Your task is to copy {fields} from the {record}.", "List {fields}, in this order, for every {record}.",
  "From the text, take {fields}.", "Extract {fields}.", "I need {fields} of every {record}.",
  "You are a data entry clerk. Note {fields} of each {record}.", "Parse the {record}: {fields}.",
  "For each {record}, write down {fields}.", "Look for {fields} in the message and copy what you find.",
  "Pick {fields} out of the {record}.", "Reduce the {record} to {fields}.",
];

// prettier-ignore
const listed = [
  "Fill in this form from the {record}:",
  "Get these out of the {record}:",
  "A {record} comes in, these go out:",
  "Extract from each {record}:",
  "Return these details of the {record}:",
  "Print these values of the {record}:",
  "Write down from each {record}:",
  "Find these in the text:",
  "Please give me the following, in order:",
  "Give these fields, in this order:",
  "I need from every {record}:",
  "We need these items:",
  "What I want to know about the {record}:",
  "What does the {record} say about these?",
  "Values to copy from the {record}:",
  "Details to return:",
  "Fields:", "# Fields", "## Extract", "Schema:", "To find:", "Wanted:", "Keys to extract:",
  "Task: extract from the {record}",
  "You extract the following from a {record}:",
  "Your answer consists of these parts:",
  "Each {record} is reduced to:",
  "The answer holds, in this order:",
  "Pull out of the {record}:",
  "Look up these details in the {record}:",
  "Respond with the following details:",
  "The following must be copied from the {record}:",
  "Get from each {record}:",
  "The fields are:",
  "Find in the {record}:",
  "Copy from the text, in this order:",
  "Extract these fields from the {record}:", "Fields to find in each {record}:", "Read the {record} and give:",
  "For every {record} return, in order:", "Take from the text:", "Needed from each {record}:",
  "Fill in for every {record}:", "Output the following parts of the {record}:",
];

export function describeExtraction({ kind, asked, form, casing, missing }: RecordConfiguration, voice: Voice): string {
  const { random } = voice;
  const record = random.chance(0.75)
    ? voice.say(kind.words)
    : random.pick(["text", "message", "note", "input", "entry", "snippet"]);
  const keys = asked.map(({ key }) => key);
  const parts: string[] = [];
  if (random.chance(0.75)) {
    const article = form.keys ? "" : random.pick(["the ", ""]);
    const spoken = keys.map((key) =>
      /^(who|where|how many|how old|from|to|speaks)$/i.test(key) ? key : article + key,
    );
    const ask = utter(asks, voice);
    const told = fill(withArticle(ask, "record", record), { record, fields: list(spoken) });
    parts.push(ask.startsWith("{") ? capitalise(told) : told);
  } else {
    const bullet = random.pick([
      (key: string) => `- ${key}`,
      (key: string, i: number) => `${i + 1}. ${key}`,
      (key: string) => `* ${key}`,
      (key: string) => `- ${key}`,
      (key: string, i: number) => `${i + 1}) ${key}`,
      (key: string) => key,
      (key: string) => `+ ${key}`,
      (key: string) => `> ${key}`,
      (key: string, i: number) => `(${i + 1}) ${key}`,
    ]);
    parts.push(
      `${fill(withArticle(utter(listed, voice), "record", record), { record })}\n${keys.map(bullet).join("\n")}\n`,
    );
  }

  const blank = random.pick(["...", "VALUE", "value", "x", "<value>", "X", "___", "Value"]);
  const pattern = writeFields(
    form,
    asked.map(({ key }) => [key, form.keys ? blank : key]),
  );
  const separatorOnly = !form.keys && form.around("") === "";
  if (casing !== "as is") parts.push(utter(caseRules[casing], voice));
  if (random.chance(0.25)) {
    // A record's values serve as an example as well as a pattern does.
    const example = writeFields(
      form,
      asked.map(({ id, key }) => [key, fields[id].value(random)]),
    );
    parts.push(`${fill(utter(exampleRules, voice), { e: recase(casing, example) })}\n`);
  } else if (form.id === "json" && random.chance(0.5)) parts.push(utter(jsonRules, voice));
  else if (separatorOnly && keys.length > 1 && random.chance(0.5)) {
    const name = separatorNames[form.between] && random.pick(separatorNames[form.between]!);
    const quote = random.pick(['"', "'"]);
    const said = name && (form.between === "\n" || random.chance(0.5)) ? name : quote + form.between + quote;
    parts.push(capitalise(fill(utter(separatorRules, voice), { s: said })));
  } else if (!separatorOnly || keys.length > 1) parts.push(`${fill(utter(formRules, voice), { f: pattern })}\n`);

  if (missing !== undefined) {
    const quote =
      /\W|nothing|empty|^(no|none|x|missing|absent|blank|gone|void|lost|lacking|open|left|ask|secret|zero|nowhere|todo|unclear)$/.test(
        missing,
      ) || random.chance(0.4)
        ? random.pick(['"', "'"])
        : "";
    parts.push(fill(utter(missingRules, voice), { record, m: quote + missing + quote }));
  }
  return parts
    .join(" ")
    .replace(/ *\n(?! )/g, "\n")
    .replace(/\n /g, "\n")
    .trim();
}
