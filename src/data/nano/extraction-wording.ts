/** @file The words of an extraction prompt. */

import { writeFields, type ExtractionConfiguration } from "./field-form.js";
import { capitalise, fill, list, type Voice } from "./world.js";

/** `{fields}` is "the name, the city and the date", `{record}` "order". */
// prettier-ignore
const asks = [
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
  "Get from each {record}:",
  "The fields are:",
  "Find in the {record}:",
  "Copy from the text, in this order:",
  "Extract these fields from the {record}:", "Fields to find in each {record}:", "Read the {record} and give:",
  "For every {record} return, in order:", "Take from the text:", "Needed from each {record}:",
  "Fill in for every {record}:", "Output the following parts of the {record}:",
];

// prettier-ignore
const formRules = [
  "Write {f}",
  "Like this: {f}",
  "Respond with {f}",
  "The form is {f}",
  "Format: {f}", "Answer as {f}", "Write it like this: {f}", "Output: {f}", "Use the form {f}", "Reply with {f}",
  "The answer looks like {f}", "Return it as {f}", "Your reply has the form {f}", "Template: {f}",
  "Present the result as {f}", "Stick to the pattern {f}",
];

// prettier-ignore
const separatorRules = [
  "Use {s} between them.",
  "Split them by {s}.",
  "Values are separated by {s}.",
  "Write {s} between the values.",
  "Separate them with {s}.", "separated by {s}.", "Put {s} between them.", "Join the values with {s}.",
  "Use {s} as separator.", "With {s} in between.", "The separator is {s}.", "Values are divided by {s}.",
  "Glue them together with {s}.", "Between two values goes {s}.",
];

// prettier-ignore
const jsonRules = [
  "Write JSON.",
  "Respond in JSON.",
  "Use JSON.",
  "JSON, please.",
  "Answer in JSON.", "Return JSON.", "Reply with a JSON object.", "As JSON.", "Output JSON with these keys.",
  "Give them as a JSON object.", "The reply is JSON.", "Format the result as JSON.",
];

// prettier-ignore
const missingRules = [
  "If something is missing: {m}.",
  "No value? Write {m}.",
  "Say {m} for a missing value.",
  "Absent fields are {m}.",
  "Use {m} for what is not there.",
  "Where there is none, {m}.",
  "If one is missing, write {m}.", "Write {m} for anything missing.", "Missing values: {m}",
  "Put {m} where a value is not given.", "Use {m} if a field is absent.",
  "When a field isn't in the text, say {m}.",
  "Mark a missing field with {m}.", "If you can't find one, answer {m}.", "Not mentioned? Then {m}.",
  "Unknown fields become {m}.", "Replace what is lacking by {m}.", "Whatever the text leaves out is {m}.",
];

// prettier-ignore
const names: Readonly<Record<string, string>> = {
  "; ": "a semicolon and a space", ";": "a semicolon without spaces", ", ": "a comma and a space",
  ",": "a comma without spaces", "\n": "a line break", "|": "a bar without spaces", "/": "a slash without spaces",
};

export function describeExtraction({ kind, asked, form, missing }: ExtractionConfiguration, voice: Voice): string {
  const { random } = voice;
  const record = random.chance(0.75) ? voice.say(kind.words) : random.pick(["text", "message", "note"]);
  const keys = asked.map(({ key }) => key);
  const parts: string[] = [];
  if (random.chance(0.75)) {
    const article = form.keys ? "" : random.pick(["the ", ""]);
    const spoken = keys.map((key) => (/^(who|where|how many)$/i.test(key) ? key : article + key));
    parts.push(capitalise(fill(voice.say(asks), { record, fields: list(spoken) })));
  } else {
    const bullet = random.pick([
      (key: string) => `- ${key}`,
      (key: string, i: number) => `${i + 1}. ${key}`,
      (key: string) => `* ${key}`,
    ]);
    parts.push(`${fill(voice.say(listed), { record })}\n${keys.map(bullet).join("\n")}\n`);
  }

  const blank = random.pick(["...", "VALUE", "value"]);
  const pattern = writeFields(
    form,
    asked.map(({ key }) => [key, form.keys ? blank : key]),
  );
  const separatorOnly = !form.keys && form.around("") === "";
  if (form.id === "json" && random.chance(0.5)) parts.push(voice.say(jsonRules));
  else if (separatorOnly && keys.length > 1 && random.chance(0.5)) {
    const name = names[form.between];
    const quote = random.pick(['"', "'"]);
    const said = name && (form.between === "\n" || random.chance(0.5)) ? name : quote + form.between + quote;
    parts.push(capitalise(fill(voice.say(separatorRules), { s: said })));
  } else if (!separatorOnly || keys.length > 1) parts.push(`${fill(voice.say(formRules), { f: pattern })}\n`);

  if (missing !== undefined) {
    const quote =
      /\W|nothing|empty|^(no|none|x|missing|absent)$/.test(missing) || random.chance(0.4)
        ? random.pick(['"', "'"])
        : "";
    parts.push(fill(voice.say(missingRules), { m: quote + missing + quote }));
  }
  return parts
    .join(" ")
    .replace(/ *\n(?! )/g, "\n")
    .replace(/\n /g, "\n")
    .trim();
}
