/** @file Family "extraction": a prompt asks for some fields of a record, in an order and a form; the answer is these. */

import type { Random } from "../../tensor/random.js";
import { describeExtraction } from "./extraction-wording.js";
import { writeFields, type ExtractionConfiguration, type Form } from "./field-form.js";
import { fields, fieldsOf, recordKinds, type FieldId } from "./records.js";
import { capitalise, fill, type Voice, type World } from "./world.js";

// prettier-ignore
const separators = ["; ", ";", " | ", "|", ", ", " / ", "/", " - ", "\n", " & ", " -> ", " + ", " :: ", " ~ ", ",",
  " # ", " >> ", " && ", " => ", " * ", " % ", " = ", " : ", " and ", " then ", " || ", " ... ", " <> ", " // ", " @ ", " ^ ", " plus ", " or ",
  "+", "~", "#", "&", "||", "//", "::", ";;", ">>", " -- ", " $ "];
// prettier-ignore
const pairings: readonly [string, Form["pair"]][] = [
  ["=", (key, value) => `${key}=${value}`], [": ", (key, value) => `${key}: ${value}`], [" is ", (key,
    value) => `${key} is ${value}`],
  [" - ", (key, value) => `${key} - ${value}`], [" = ", (key, value) => `${key} = ${value}`], [":", (key, value) => `${key}:${value}`],
  ["()v", (key, value) => `(${key}) ${value}`], ["<>v", (key, value) => `<${key}> ${value}`], [" | v", (key, value) => `${key} | ${value}`],
  [":''", (key, value) => `${key}: "${value}"`], ["='", (key, value) => `${key}='${value}'`], ["=>", (key, value) => `${key} => ${value}`],
  ["{}", (key, value) => `${key}{${value}}`], ["[v]", (key, value) => `${key}[${value}]`], ["**", (key, value) => `**${key}**: ${value}`],
  ["@", (key, value) => `@${key} ${value}`], ["--", (key, value) => `--${key} ${value}`], ["- ", (key, value) => `- ${key}: ${value}`],
  ["->", (key, value) => `${key} -> ${value}`], ["()", (key, value) => `${key}(${value})`], ["=''", (key,
    value) => `${key}="${value}"`], ["[]", (key, value) => `[${key}] ${value}`],
];
// prettier-ignore
const brackets: readonly [string, string][] = [["", ""], ["", ""], ["", ""], ["", ""], ["", ""], ["", ""], ["", ""],
  ["[[", "]]"], ["<<", ">>"], ['"', '"'], ["**", "**"], ["((", "))"], ["`", "`"], ["{{", "}}"], ["| ", " |"], ["=> ", ""], ["> ", ""], ["[", "]"], ["(", ")"], ["<", ">"], ["{",
  "}"]];
const keyCases: readonly ((key: string) => string)[] = [
  (key) => key,
  (key) => key,
  (key) => key.toUpperCase(),
  (key) => capitalise(key),
];

// prettier-ignore
const missingMarks = ["-", "?", "n/a", "N/A", "missing", "none", "null", "unknown", "--", "not given", "empty", "???",
  "NONE", "x", "0", "nothing", "absent", "no", "tbd", "*", "nil", "N.A.",
  "not found", "none given", "blank", "not stated", "no data", "NA", "NULL", "void", "gone", "not specified", "!", "#", "no value", "not known", "MISSING",
  "Unknown", "(none)", "[missing]", "<none>", "[empty]", "unspecified", "lacking", "lost", "?!", "..", "____", "nowhere", "never mind", "todo", "TBD", "no info",
  "unclear", "open", "left out", "secret", "ask", "Null", "None", "+", "~", "^", "%", "na", "no entry", "zero"];

function drawForm(random: Random): Form {
  if (random.chance(0.15))
    return {
      id: "json",
      keys: true,
      pair: (key, value) => `"${key}": "${value}"`,
      between: ", ",
      around: (text) => `{${text}}`,
    };
  if (random.chance(0.08))
    return {
      id: "tags",
      keys: true,
      pair: (key, value) => `<${key}>${value}</${key}>`,
      between: "",
      around: (text) => text,
    };
  const [name, pair] = random.chance(0.5)
    ? random.pick(pairings)
    : (["", (_: string, value: string) => value] as const);
  const between = random.pick(separators);
  const [open, close] = random.pick(brackets);
  return {
    id: `${name}${between}${open}${close}`,
    keys: name !== "",
    pair,
    between,
    around: (text) => open + text + close,
  };
}

function configure(random: Random): ExtractionConfiguration {
  const kind = random.pick(recordKinds);
  const form = drawForm(random);
  const spell = form.keys ? random.pick(keyCases) : keyCases[0]!;
  const join = form.id === "tags" ? "_" : " ";
  const asked = random.sample(fieldsOf(kind), random.pick([1, 2, 2, 3, 3, 4])).map((id) => ({
    id,
    key: spell(random.pick(fields[id].words)).replaceAll(" ", join),
  }));
  return { kind, asked, form, missing: random.chance(0.8) ? random.pick(missingMarks) : undefined };
}

/** A record with at least the `needed` fields, a missing one at most `lacking` times of all. */
function makeRecord(
  { kind, asked, missing }: ExtractionConfiguration,
  voice: Voice,
): { request: string; values: Map<FieldId, string> } {
  const { random } = voice;
  const opening = voice.say(kind.heads);
  const present = new Set(opening.fields);
  const others: FieldId[] = [];
  for (const id of Object.keys(kind.clauses) as FieldId[]) {
    if (present.has(id)) continue;
    const wanted = asked.some((field) => field.id === id);
    if (random.chance(wanted ? (missing === undefined ? 1 : 0.75) : 0.2)) others.push(id);
  }
  random.shuffle(others);
  let template = opening.text;
  for (const id of others) template += voice.say(kind.clauses[id]!);
  const values = new Map([...present, ...others].map((id) => [id, fields[id].value(random)]));
  if (random.chance(0.5) && !template.startsWith("{")) template = capitalise(template);
  if (random.chance(0.4)) template += ".";
  return { request: fill(template, Object.fromEntries(values)), values };
}

export const extraction: World<ExtractionConfiguration> = {
  family: "extraction",
  configure,
  describe({ kind, asked, form, missing }) {
    const alone = asked.length === 1 ? form.id.replace(form.between, "") : form.id;
    return `${kind.id} ${asked.map(({ id, key }) => (form.keys ? `${id}=${key}` : id)).join(",")} / ${alone} / ${missing ?? ""}`;
  },
  system: describeExtraction,
  turn(configuration, voice) {
    const { asked, form, missing } = configuration;
    for (;;) {
      const { request, values } = makeRecord(configuration, voice);
      // Heads fix some fields; where nothing may lack, draw until all that are asked for are there.
      if (missing === undefined && asked.some(({ id }) => !values.has(id))) continue;
      return {
        request,
        answer: writeFields(
          form,
          asked.map(({ id, key }) => [key, values.get(id) ?? missing!]),
        ),
      };
    }
  },
};
