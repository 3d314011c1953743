/** @file BFCL's match of calls by their syntax tree, for `simple`, `multiple` and `irrelevance` (Patil et al., 2025). */

import { parseCalls, type PythonCall } from "./python-call.js";
import { contains, equal, Tuple, typeOf, type PythonType, type PythonValue } from "./python-value.js";

/** A function as BFCL describes it. */
export interface BfclFunction {
  name: string;
  parameters: {
    properties: Record<string, { type: string; items?: { type: string } }>;
    required: readonly string[];
  };
}

/** For each argument of the one right call, its right values; "" among them: it may be left out. */
export interface BfclAnswer {
  name: string;
  arguments: Map<string, PythonValue[]>;
}

const pythonTypes: Record<string, PythonType> = {
  string: "str",
  integer: "int",
  float: "float",
  boolean: "bool",
  array: "list",
  tuple: "list",
  dict: "dict",
  any: "str",
};

/** Why an answer is not the right call, in a few words; undefined if it is. */
export function wrongCall(text: string, functions: readonly BfclFunction[], answer: BfclAnswer): string | undefined {
  const calls = callsOf(text);
  if (!calls || calls.length === 0) return "no call";
  if (calls.length !== 1) return "not one call";
  return wrong(calls[0]!, functions.find(({ name }) => name === answer.name) ?? functions[0]!, answer);
}

/** Whether an answer calls nothing, as it should where no function is of use. */
export const callsNothing = (text: string): boolean => (callsOf(text) ?? []).length === 0;

function callsOf(text: string): PythonCall[] | undefined {
  try {
    return parseCalls(text);
  } catch {
    return undefined;
  }
}

function wrong(call: PythonCall, fn: BfclFunction, answer: BfclAnswer): string | undefined {
  if (call.name !== fn.name) return "another function";
  for (const name of fn.parameters.required) if (!call.arguments.has(name)) return `${name} is missing`;
  for (const [name, given] of call.arguments) {
    const parameter = fn.parameters.properties[name];
    const right = answer.arguments.get(name);
    if (!parameter || !right) return `${name} is not wanted`;
    const problem = wrongValue(given, parameter, right);
    if (problem) return `${name}: ${problem}`;
  }
  for (const [name, right] of answer.arguments)
    if (!call.arguments.has(name) && !right.includes("")) return `${name} is missing`;
  return undefined;
}

function wrongValue(
  given: PythonValue,
  { type, items }: { type: string; items?: { type: string } },
  right: readonly PythonValue[],
): string | undefined {
  const expected = pythonTypes[type];
  const nested = type === "array" || type === "tuple" ? pythonTypes[items?.type ?? ""] : undefined;
  let value = type === "tuple" && given instanceof Tuple ? given.items : given;
  if (type === "float" && typeof value === "bigint") value = Number(value);
  const { valid, variable } = checkType(value, right, expected, nested);
  if (!valid) return `is a ${typeOf(value)}, not a ${type}`;
  const isRight = (): boolean => {
    if (!variable && expected === "dict") return right.some((r) => r instanceof Map && isRightDict(value, r));
    if (!variable && expected === "list" && nested === "dict") return right.some((r) => isRightDicts(value, r));
    if (!variable && expected === "str") return right.some((r) => typeof r === "string" && same(value, r));
    if (!variable && expected === "list") return right.some((r) => equal(standardItems(value), standardItems(r)));
    return contains(right, value);
  };
  return isRight() ? undefined : "another value";
}

/**
 * A value is of its type, or of that of the right values, where a variable's name may stand for one. Of lists, one of the
 * right ones must have items of the types that the given one's items have.
 */
function checkType(
  value: PythonValue,
  right: readonly PythonValue[],
  expected: PythonType | undefined,
  nested: PythonType | undefined,
): { valid: boolean; variable: boolean } {
  const first = right.find((r) => r !== "");
  const rightType = first === undefined ? undefined : typeOf(first);
  const variable = rightType !== undefined && rightType !== expected;
  if (typeOf(value) === expected) {
    if (!nested) return { valid: true, variable };
    const fits = (r: PythonValue): boolean =>
      !Array.isArray(r) || (value as PythonValue[]).every((item) => checkType(item, r, nested, undefined).valid);
    if (right.some(fits)) return { valid: true, variable };
  }
  return { valid: typeOf(value) === rightType, variable: typeOf(value) === rightType };
}

/** Case, spaces and a few marks make no difference. */
const standard = (text: string): string =>
  text
    .replaceAll(/[ ,./\-_*^]/g, "")
    .toLowerCase()
    .replaceAll("'", '"');
const standardised = (v: PythonValue): PythonValue => (typeof v === "string" ? standard(v) : v);
const same = (a: PythonValue, b: PythonValue): boolean => equal(standardised(a), standardised(b));
/** Of a list its items; a text, which may stand among the right lists, is a list of its letters there. */
const standardItems = (v: PythonValue): PythonValue[] =>
  (Array.isArray(v) ? v : typeof v === "string" ? Array.from(v) : []).map(standardised);

function isRightDict(value: PythonValue, right: Map<PythonValue, PythonValue>): boolean {
  if (!(value instanceof Map)) return false;
  const rightOf = (key: PythonValue): PythonValue[] | undefined => right.get(key) as PythonValue[] | undefined;
  for (const [key, v] of value) if (!rightOf(key)?.some((r) => same(v, r))) return false;
  return [...right].every(([key, values]) => value.has(key) || (values as PythonValue[]).includes(""));
}

const isRightDicts = (value: PythonValue, right: PythonValue): boolean =>
  Array.isArray(value) &&
  Array.isArray(right) &&
  value.length === right.length &&
  value.every((v, i) => right[i] instanceof Map && isRightDict(v, right[i]));
