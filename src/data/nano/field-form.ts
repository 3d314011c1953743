/** @file What an extraction prompt fixes: fields, their order, and how their values are written. */

import type { Random } from "../../tensor/random.js";
import type { WholeCasing } from "./casing.js";
import type { FieldId, RecordKind } from "./record.js";

export interface RecordConfiguration {
  kind: RecordKind;
  /** In the order of the answer; `key` names the field in the prompt, and in the answer where that has keys. */
  asked: { id: FieldId; key: string }[];
  form: Form;
  /** How the whole answer is put, if the prompt asks for letters of one sort. */
  casing: WholeCasing;
  /** What stands for a field that a record lacks; undefined if the prompt says nothing, and no record lacks one. */
  missing: string | undefined;
}

/** How the values are written. */
export interface Form {
  id: string;
  /** Whether keys are written; if not, two prompts that name a field differently ask for the same. */
  keys: boolean;
  pair: (key: string, value: string) => string;
  between: string;
  around: (text: string) => string;
}

export const writeFields = (form: Form, pairs: readonly (readonly [string, string])[]): string =>
  form.around(pairs.map(([key, value]) => form.pair(key, value)).join(form.between));

// prettier-ignore
const separators = ["; ", ";", " | ", "|", ", ", " / ", "/", " - ", "\n", " & ", " -> ", " + ", " :: ", " ~ ", ",",
  " # ", " >> ", " && ", " => ", " * ", " % ", " = ", " : ", " and ", " then ", " || ", " ... ", " <> ", " // ", " @ ", " ^ ", " plus ", " or ",
  "+", "~", "#", "&", "||", "//", "::", ";;", ">>", " -- ", " $ "];
/** Those that people ask for. */
const usualSeparators = [", ", ", ", "; ", "\n", "\n", "/", " - ", " | ", ",", ";", " / ", "|"];
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

export function drawForm(random: Random): Form {
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
    ? random.chance(0.4)
      ? random.pick(pairings.slice(0, 2))
      : random.pick(pairings)
    : (["", (_: string, value: string) => value] as const);
  const between = random.pick(random.chance(0.45) ? usualSeparators : separators);
  const [open, close] = random.chance(0.5) ? (["", ""] as const) : random.pick(brackets);
  return {
    id: `${name}${between}${open}${close}`,
    keys: name !== "",
    pair,
    between,
    around: (text) => open + text + close,
  };
}

// prettier-ignore
export const missingMarks = ["-", "?", "n/a", "N/A", "missing", "none", "null", "unknown", "--", "not given", "empty", "???",
  "NONE", "x", "0", "nothing", "absent", "no", "tbd", "*", "nil", "N.A.",
  "not found", "none given", "blank", "not stated", "no data", "NA", "NULL", "void", "gone", "not specified", "!", "#", "no value", "not known", "MISSING",
  "Unknown", "(none)", "[missing]", "<none>", "[empty]", "unspecified", "lacking", "lost", "?!", "..", "____", "nowhere", "never mind", "todo", "TBD", "no info",
  "unclear", "open", "left out", "secret", "ask", "Null", "None", "+", "~", "^", "%", "na", "no entry", "zero"];
