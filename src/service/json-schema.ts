/** @file JSON schemas as grammars. */

import { badRequest } from "./api-error.js";
import {
  anyObject,
  anyOf,
  anyValue,
  array,
  boolean,
  integer,
  literal,
  nothing,
  number,
  object,
  string,
} from "./json-grammar.js";

type Matcher = Parameters<typeof array>[0];
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Keywords that say nothing of the value. */
const annotations = ["title", "description", "default", "examples", "$schema", "$id", "$defs", "definitions", "format"];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface Context {
  /** The field of the request that holds the schema. */
  param: string;
  root: JsonSchema;
  /** Ignores what can't be held to, in place of refusing it. */
  lenient: boolean;
  depth: number;
}

/** What a schema allows. Objects have their properties in the schema's order, and no others. Throws a 400 `ApiError`. */
export function schemaMatcher(schema: unknown, param: string, { lenient = false } = {}): Matcher {
  return compile(schema, { param, root: isRecord(schema) ? schema : {}, lenient, depth: 0 });
}

function compile(schema: unknown, context: Context): Matcher {
  const { param, lenient } = context;
  const refuse = (problem: string): never => {
    throw badRequest(`${param}: ${problem}`, param, "invalid_json_schema");
  };
  if (schema === true || schema === undefined) return anyValue;
  if (!isRecord(schema)) return refuse("a schema must be an object");
  if (context.depth > 32) return refuse("nested too deep");
  const inner = (part: unknown): Matcher => compile(part, { ...context, depth: context.depth + 1 });

  const { $ref: ref, const: only, enum: values, anyOf: any, oneOf: one, type } = schema;
  if (typeof ref === "string") {
    const target = resolve(context.root, ref) ?? refuse(`there is no "${ref}"`);
    // Compiled when it is met: a schema may name itself.
    return (text, at) => inner(target)(text, at);
  }
  if ("const" in schema) return literal(JSON.stringify(only));
  if (Array.isArray(values)) return anyOf(values.map((value) => literal(JSON.stringify(value))));
  const alternatives = any ?? one;
  if (Array.isArray(alternatives)) return anyOf(alternatives.map(inner));
  if (Array.isArray(type)) return anyOf((type as unknown[]).map((t) => inner({ ...schema, type: t })));

  const allow = (...keywords: string[]): void => {
    const strange = Object.keys(schema).find((k) => k !== "type" && !keywords.includes(k) && !annotations.includes(k));
    if (strange !== undefined && !lenient) refuse(`"${strange}" is not supported`);
  };
  switch (type) {
    case "string":
      allow();
      return string;
    case "integer":
      allow();
      return integer;
    case "number":
      allow();
      return number;
    case "boolean":
      allow();
      return boolean;
    case "null":
      allow();
      return nothing;
    case "array":
      allow("items");
      return array(inner(schema["items"]));
    case "object":
    case undefined: {
      const { properties } = schema;
      const required: unknown = schema["required"] ?? [];
      if (type === undefined && properties === undefined) {
        allow();
        return anyValue;
      }
      allow("properties", "required", "additionalProperties");
      if (!isRecord(properties)) return anyObject;
      if (!Array.isArray(required)) return refuse('"required" must be a list');
      const lost = required.map(String).find((key) => !Object.hasOwn(properties, key));
      if (lost !== undefined) refuse(`"${lost}" is required, but no property`);
      return object(
        Object.entries(properties).map(([key, value]) => ({
          key,
          value: inner(value),
          required: required.includes(key),
        })),
      );
    }
    default:
      return refuse(`"${String(type)}" is not a type`);
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
