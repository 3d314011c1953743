/** @file JSON schemas as grammars. */

import { badRequest } from "./api-error.js";
import { anyOf, grammar, literals, shared, type Matcher } from "./grammar.js";
import {
  anyObject,
  anyValue,
  array,
  boolean,
  integer,
  nothing,
  number,
  object,
  record,
  string,
} from "./json-grammar.js";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Keywords that say nothing of the value. */
const annotations = ["title", "description", "default", "examples", "$schema", "$id", "$defs", "definitions", "format"];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** How deep schemas may lie in each other, also by what they refer to. */
const deepest = 128;

/** What the schemas of a request may have in all: a token is chosen within milliseconds whatever they say. */
const most = { properties: 1000, values: 1000, alternatives: 250 };

/** What the schemas of a request have so far. */
export type SchemaTotals = Record<keyof typeof most, number>;
export const noSchemas = (): SchemaTotals => ({ properties: 0, values: 0, alternatives: 0 });

interface Context {
  /** The field of the request that holds the schema. */
  param: string;
  root: JsonSchema;
  /** Ignores what can't be held to, in place of refusing it. */
  lenient: boolean;
  totals: SchemaTotals;
  depth: number;
  /** What is referred to: a schema that is met again, or in itself, is the same matcher. */
  referred: Map<string, Matcher>;
}

/**
 * What a schema allows. Objects have their properties in the schema's order, and no others. Throws a 400 `ApiError`.
 * `totals` counts several schemas of a request together.
 */
export function schemaMatcher(
  schema: unknown,
  param: string,
  { lenient = false, totals = noSchemas() }: { lenient?: boolean; totals?: SchemaTotals } = {},
): Matcher {
  const root = isRecord(schema) ? schema : {};
  const matcher = compile(schema, { param, root, lenient, totals, depth: 0, referred: new Map() });
  if (!grammar(matcher).after(""))
    throw badRequest(`${param}: nothing is of this schema`, param, "invalid_json_schema");
  return matcher;
}

function compile(schema: unknown, context: Context): Matcher {
  const { param, lenient } = context;
  const refuse = (problem: string): never => {
    throw badRequest(`${param}: ${problem}`, param, "invalid_json_schema");
  };
  if (schema === true || schema === undefined) return anyValue;
  if (!isRecord(schema)) return refuse("a schema must be an object");
  if (context.depth > deepest) return refuse("nested too deep");
  const count = (what: keyof SchemaTotals, more: number): void => {
    if ((context.totals[what] += more) > most[what]) refuse(`more than ${most[what]} ${what} in all`);
  };
  const inner = (part: unknown): Matcher => compile(part, { ...context, depth: context.depth + 1 });
  const allow = (...keywords: string[]): void => {
    const strange = Object.keys(schema).find((key) => !keywords.includes(key) && !annotations.includes(key));
    if (strange !== undefined && !lenient)
      refuse(`"${strange}" is not supported${keywords[0] === "type" ? "" : ` beside "${keywords[0]}"`}`);
  };

  const { $ref: ref, const: only, enum: values, anyOf: any, oneOf: one, type } = schema;
  if (typeof ref === "string") {
    allow("$ref");
    const before = context.referred.get(ref);
    if (before) return before;
    const target = resolve(context.root, ref) ?? refuse(`there is no "${ref}"`);
    let matcher = anyValue;
    const reference = shared(() => matcher);
    context.referred.set(ref, reference);
    matcher = inner(target);
    return reference;
  }
  const ofType = (of: readonly unknown[]): Matcher => {
    const fitting = of.filter((value) => type === undefined || [type].flat().some((t) => hasType(value, t)));
    if (fitting.length === 0 && !lenient)
      refuse(`no value of "${"const" in schema ? "const" : "enum"}" has its "type"`);
    count("values", of.length);
    return literals((fitting.length > 0 ? fitting : of).map((value) => JSON.stringify(value)));
  };
  if ("const" in schema) {
    allow("const", "type");
    return ofType([only]);
  }
  if (Array.isArray(values)) {
    allow("enum", "type");
    return ofType(values);
  }
  const alternatives = any ?? one;
  if (Array.isArray(alternatives)) {
    allow(any === undefined ? "oneOf" : "anyOf");
    count("alternatives", alternatives.length);
    return anyOf(alternatives.map(inner));
  }
  if (Array.isArray(type)) {
    const types = [...new Set<unknown>(type)];
    count("alternatives", types.length);
    return anyOf(types.map((t) => inner({ ...schema, type: t })));
  }

  switch (type) {
    case "string":
      allow("type");
      return string;
    case "integer":
      allow("type");
      return integer;
    case "number":
      allow("type");
      return number;
    case "boolean":
      allow("type");
      return boolean;
    case "null":
      allow("type");
      return nothing;
    case "array":
      allow("type", "items");
      return array(inner(schema["items"]));
    case "object":
    case undefined: {
      const { properties, required = [], additionalProperties: others = true } = schema;
      if (type === undefined && properties === undefined) {
        allow("type");
        return anyValue;
      }
      allow("type", "properties", "required", "additionalProperties");
      if (properties !== undefined && !isRecord(properties)) return refuse('"properties" must be an object');
      if (!Array.isArray(required)) return refuse('"required" must be a list');
      const needed = new Set(required.map(String));
      const lost = [...needed].find((key) => !Object.hasOwn(properties ?? {}, key));
      if (lost !== undefined) refuse(`"${lost}" is required, but no property`);
      if (!properties && others !== false) return others === true ? anyObject : record(inner(others));
      const fields = Object.entries(properties ?? {});
      count("properties", fields.length);
      return object(fields.map(([key, value]) => ({ key, value: inner(value), required: needed.has(key) })));
    }
    default:
      return refuse(`"${String(type)}" is not a type`);
  }
}

/** Whether a value is of a schema's type. */
function hasType(value: unknown, type: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isRecord(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** What "#/$defs/name" points at. */
function resolve(root: JsonSchema, ref: string): unknown {
  if (ref === "#") return root;
  if (!ref.startsWith("#/")) return undefined;
  let at: unknown = root;
  for (const part of ref.slice(2).split("/")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}
