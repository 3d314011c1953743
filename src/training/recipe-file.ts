/** @file Recipes from YAML, where every mistake is told with its line. */

import { readFile } from "node:fs/promises";
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from "yaml";
import { z } from "zod";
import { FileError, LoraGenError } from "../errors.js";
import { nearest } from "./nearest.js";
import { recipeSchema, type Recipe } from "./recipe.js";

export interface RecipeProblem {
  /** Counted from 1; left out of a recipe that stands in no file as it is. */
  line?: number;
  message: string;
}

/** Its message has a line `file:line: problem` for each mistake. */
export class RecipeError extends LoraGenError {
  override name = "RecipeError";
  constructor(
    readonly file: string,
    readonly problems: readonly RecipeProblem[],
  ) {
    super(problems.map(({ line, message }) => `${file}:${line === undefined ? "" : `${line}:`} ${message}`).join("\n"));
  }
}

/** Reads a recipe file. Throws a `FileError` if it can't be read, and a `RecipeError` for what is wrong in it. */
export async function loadRecipe(path: string): Promise<Recipe> {
  return parseRecipe(await readRecipeText(path), path);
}

/** Text of a recipe file. Throws a `FileError` if it can't be read. */
export const readRecipeText = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((cause: unknown) => {
    throw new FileError(path, "can't be read; a recipe is a YAML file", { cause });
  });

/** The recipe in `text`; `file` is for error messages. */
export const parseRecipe = (text: string, file: string): Recipe => parseRecipeAs(recipeSchema, text, file);

/** The recipe of any kind that `schema` describes. Throws a `RecipeError` for what is wrong in it. */
export function parseRecipeAs<T>(schema: z.ZodType<T>, text: string, file: string): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const mistakes = [...document.errors, ...document.warnings];
  if (mistakes.length > 0)
    throw new RecipeError(
      file,
      mistakes.map(({ pos, message, code }) => ({
        line: lineAt(pos[0]),
        message: yamlMessage(code, message, text, pos),
      })),
    );
  const content = contentOf(document, (message, offset) => new RecipeError(file, [{ line: lineAt(offset), message }]));
  const result = schema.safeParse(content, { error: explain, reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue): Required<RecipeProblem>[] =>
    issue.code === "unrecognized_keys"
      ? issue.message.split("\n").map((message, i) => ({
          line: lineAt(offsetOf(document, [...issue.path, issue.keys[i]!])),
          message,
        }))
      : [{ line: lineAt(offsetOf(document, issue.path)), message: `${quote(issue.path)} ${issue.message}` }],
  );
  throw new RecipeError(
    file,
    withoutEchoes(problems).sort((a, b) => a.line - b.line),
  );
}

function contentOf(document: Document, error: (message: string, offset: number) => RecipeError): unknown {
  visit(document, {
    Alias(_, alias) {
      if (!alias.resolve(document)) throw error(`nothing above is named "&${alias.source}"`, alias.range?.[0] ?? 0);
    },
  });
  try {
    return document.toJS();
  } catch {
    throw error("its aliases make it too large", 0);
  }
}

function yamlMessage(code: string, message: string, text: string, [start, end]: [number, number]): string {
  if (code !== "DUPLICATE_KEY") return `not valid YAML: ${message}`;
  const key = /^[^:\s]+/.exec(text.slice(start, Math.max(end, start + 80)))?.[0] ?? "a key";
  return `"${key}" is given twice`;
}

/** Where the value at a path is written: its key, or the nearest thing around it that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = isMap(node) || isSeq(node) ? (node.range?.[0] ?? 0) : 0;
  for (const name of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(name));
      if (!pair) break;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(name)];
      if (isScalar(item) || isMap(item) || isSeq(item)) offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return offset;
}

const quote = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? "the recipe" : `"${path.map(String).join(".")}"`;
const list = (values: readonly unknown[]): string => values.map((v) => JSON.stringify(v)).join(", ");

/** What is wrong, in words that go behind the setting's name; for unknown keys a whole line each. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  const got = `got ${JSON.stringify(issue.input)}`;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, knownKeys(issue.inst), issue.path ?? [])).join("\n");
    case "invalid_type": {
      if (issue.input === undefined) return "is missing";
      return `must be ${kinds[issue.expected] ?? `a ${issue.expected}`}, ${Number.isNaN(issue.input) ? "got NaN" : got}`;
    }
    case "invalid_union": {
      const options = (issue as { options?: string[] }).options;
      if (!options) return `is not what it must be, ${got}`;
      const value = (issue.input as Record<string, unknown>)[String(issue.path?.at(-1))];
      return value === undefined ? `is missing; it is one of ${list(options)}` : notAnOption(value, options);
    }
    case "invalid_value":
      return issue.input === undefined ? "is missing" : notAnOption(issue.input, issue.values);
    case "too_small":
      if (issue.origin === "string") return "must not be empty";
      return `must ${bound(issue.origin, "at least", "more than", issue.minimum, issue.inclusive)}, ${got}`;
    case "too_big":
      return `must ${bound(issue.origin, "at most", "less than", issue.maximum, issue.inclusive)}, ${got}`;
    default:
      return undefined;
  }
}

const kinds: Partial<Record<string, string>> = {
  object: "a group of settings",
  record: "a group of settings",
  int: "a whole number",
  string: "text",
  array: "a list",
  tuple: "a list",
};

const bound = (
  origin: string,
  inclusive: string,
  exclusive: string,
  limit: number | bigint,
  isInclusive = true,
): string =>
  `${origin === "array" ? "have" : "be"} ${isInclusive ? inclusive : exclusive} ${limit}${origin === "array" ? " items" : ""}`;

function notAnOption(value: unknown, options: readonly unknown[]): string {
  const meant = typeof value === "string" ? nearest(value, options.map(String)) : undefined;
  return (
    `is ${JSON.stringify(value)}, ` +
    (meant ? `did you mean "${meant}"? (${list(options)})` : `must be one of ${list(options)}`)
  );
}

function knownKeys(schema: unknown): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum) return schema.keyType.options.map(String);
  return [];
}

function unknownKey(key: string, known: readonly string[], parent: readonly PropertyKey[]): string {
  const meant = nearest(key, known);
  if (meant) return `"${key}" is not a setting; did you mean "${meant}"?`;
  return `"${key}" is not a setting of ${quote(parent)}; there are ${list(known)}`;
}

/** A misspelt key also leaves the right one missing: once is enough. */
function withoutEchoes<P extends RecipeProblem>(problems: readonly P[]): P[] {
  const meant = problems.flatMap(({ message }) => /did you mean "(\w+)"\?$/.exec(message)?.[1] ?? []);
  return problems.filter(
    ({ message }) => !meant.some((name) => new RegExp(`^"(?:.*[.])?${name}" is missing$`).test(message)),
  );
}
