/** @file Values of Python's literals, their types and equality: how calls are written, and how BFCL judges them. */

/** An int is a bigint and a float a number, so that 5 and 5.0 stay apart. */
export type PythonValue =
  null | boolean | bigint | number | string | PythonValue[] | Tuple | Map<PythonValue, PythonValue>;

export class Tuple {
  constructor(readonly items: PythonValue[]) {}
}

export type PythonType = "NoneType" | "bool" | "int" | "float" | "str" | "list" | "tuple" | "dict";

export function typeOf(value: PythonValue): PythonType {
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (value instanceof Tuple) return "tuple";
  if (value instanceof Map) return "dict";
  const names = { boolean: "bool", bigint: "int", number: "float", string: "str" } as const;
  return names[typeof value as keyof typeof names];
}

const isNumber = (v: PythonValue): v is boolean | bigint | number =>
  typeof v === "boolean" || typeof v === "bigint" || typeof v === "number";

function sameNumber(a: boolean | bigint | number, b: boolean | bigint | number): boolean {
  const [x, y] = [a, b].map((v) => (typeof v === "boolean" ? Number(v) : v)) as [bigint | number, bigint | number];
  // Neither below nor above: a bigint and a number are compared by value, and NaN is equal to nothing.
  return x <= y && x >= y;
}

/** Python's `==`: numbers by value, True and False among them; a list and a tuple are never equal. */
export function equal(a: PythonValue, b: PythonValue): boolean {
  if (isNumber(a) && isNumber(b)) return sameNumber(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((v, i) => equal(v, b[i]!));
  if (a instanceof Tuple && b instanceof Tuple) return equal(a.items, b.items);
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([key, v]) => [...b].some(([k, w]) => equal(key, k) && equal(v, w)));
  return a === b;
}

export const contains = (values: readonly PythonValue[], value: PythonValue): boolean =>
  values.some((v) => equal(v, value));

/** JSON as Python reads it. Throws a `SyntaxError`. */
export function parsePythonJson(text: string): PythonValue {
  // JSON.parse would make 5 and 5.0 one number: numbers travel as text.
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') ? token : `{"${numberKey}":"${token}"}`,
  );
  return fromJson(JSON.parse(marked));
}

const numberKey = "$number";

function fromJson(json: unknown): PythonValue {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json !== "object" || json === null) return json as PythonValue;
  const number = (json as Record<string, unknown>)[numberKey];
  if (typeof number === "string") return /[.eE]/.test(number) ? Number(number) : BigInt(number);
  return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
}
