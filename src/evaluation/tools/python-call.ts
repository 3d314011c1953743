/** @file Function calls as a model writes them in Python: `[name(key=value, …), …]`, read without running anything. */

import { Tuple, type PythonValue } from "./python-value.js";

export interface PythonCall {
  name: string;
  /** By keyword; what is given by position has no name and is left out. */
  arguments: Map<string, PythonValue>;
}

/** What stands around the calls may be missing: brackets, a fence of backticks. Throws a `SyntaxError` if they are none. */
export function parseCalls(text: string): PythonCall[] {
  let body = text.replace(/^[`\n ]+|[`\n ]+$/g, "");
  if (!body.startsWith("[")) body = `[${body}`;
  if (!body.endsWith("]")) body += "]";
  return new Parser(body).calls();
}

const tokenPattern =
  /\s+|(?<string>[rRbBuU]{0,2}(?:"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'))|(?<number>(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?))|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<mark>\*\*|\/\/|\.\.\.|[-+*/%()[\]{},:=.])/uy;

interface Token {
  kind: "string" | "number" | "name" | "mark" | "end";
  text: string;
  start: number;
  end: number;
}

function tokens(text: string): Token[] {
  const out: Token[] = [];
  for (let at = 0; at < text.length;) {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(text);
    if (!match) throw new SyntaxError(`unexpected ${JSON.stringify(text[at])} at ${at}`);
    const end = at + match[0].length;
    for (const kind of ["string", "number", "name", "mark"] as const)
      if (match.groups![kind] !== undefined) out.push({ kind, text: match[0], start: at, end });
    at = end;
  }
  return [...out, { kind: "end", text: "", start: text.length, end: text.length }];
}

const constants = new Map<string, PythonValue>([
  ["True", true],
  ["False", false],
  ["None", null],
]);

/** Operators of numbers, by how tightly they bind. */
const operators: Record<string, number> = { "+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "**": 4 };

class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(private readonly text: string) {
    this.#tokens = tokens(text);
  }

  calls(): PythonCall[] {
    this.#expect("[");
    const out: PythonCall[] = [];
    while (!this.#take("]")) {
      const call = this.#primary();
      if (!(call instanceof Called)) throw new SyntaxError("a call is expected");
      out.push({ name: call.name, arguments: call.keywords });
      if (!this.#take(",")) {
        this.#expect("]");
        break;
      }
    }
    if (this.#next.kind !== "end") throw new SyntaxError(`unexpected ${this.#next.text} behind the calls`);
    return out;
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }
  #take(mark: string): boolean {
    const { kind, text } = this.#next;
    const is = kind === "mark" && text === mark;
    if (is) this.#at++;
    return is;
  }
  #expect(mark: string): void {
    if (!this.#take(mark)) throw new SyntaxError(`${mark} is expected where ${this.#next.text || "the end"} is`);
  }

  #value(tightness = 1): PythonValue {
    let left = this.#unary();
    for (;;) {
      const { kind, text } = this.#next;
      const binds = kind === "mark" ? operators[text] : undefined;
      if (binds === undefined || binds < tightness) return left;
      this.#at++;
      left = computed(text, left, this.#value(text === "**" ? binds : binds + 1));
    }
  }

  #unary(): PythonValue {
    // BFCL takes every sign for a minus.
    const isNot = this.#next.kind === "name" && this.#next.text === "not";
    if (isNot) this.#at++;
    else if (!this.#take("-") && !this.#take("+")) return valueOf(this.#primary());
    const operand = valueOf(this.#primary());
    if (typeof operand !== "number" && typeof operand !== "bigint") throw new SyntaxError("- stands before no number");
    return -operand;
  }

  #primary(): PythonValue | Called | Named {
    const { kind, text, start } = this.#next;
    if (kind === "string") return this.#strings();
    if (kind === "number") {
      this.#at++;
      return numberOf(text.replaceAll("_", ""));
    }
    if (kind === "name") return this.#named(start);
    if (this.#take("...")) return "...";
    if (this.#take("[")) return this.#items("]").items;
    if (this.#take("{")) return this.#dict();
    if (this.#take("(")) {
      const { items, comma } = this.#items(")");
      return items.length === 1 && !comma ? items[0]! : new Tuple(items);
    }
    throw new SyntaxError(`unexpected ${text || "end"}`);
  }

  /** Literals side by side are one text. */
  #strings(): string {
    let out = "";
    while (this.#next.kind === "string") out += stringOf(this.#tokens[this.#at++]!.text);
    return out;
  }

  #items(close: string): { items: PythonValue[]; comma: boolean } {
    const items: PythonValue[] = [];
    let comma = false;
    while (!this.#take(close)) {
      if (items.length > 0 && !comma) throw new SyntaxError(`, or ${close} is expected`);
      items.push(this.#value());
      comma = this.#take(",");
    }
    return { items, comma };
  }

  #dict(): Map<PythonValue, PythonValue> {
    const out = new Map<PythonValue, PythonValue>();
    while (!this.#take("}")) {
      const key = this.#value();
      this.#expect(":");
      out.set(key, this.#value());
      if (!this.#take(",")) {
        this.#expect("}");
        break;
      }
    }
    return out;
  }

  /** A name, dotted or not; called; or an element of one, which is its text. */
  #named(start: number): PythonValue | Called | Named {
    const parts = [this.#tokens[this.#at++]!.text];
    const constant = constants.get(parts[0]!);
    if (constant !== undefined) return constant;
    while (this.#take(".")) {
      if (this.#next.kind !== "name") throw new SyntaxError("a name is expected behind .");
      parts.push(this.#tokens[this.#at++]!.text);
    }
    if (this.#take("(")) return this.#called(parts.join("."), start);
    if (this.#take("[")) {
      this.#items("]");
      return this.text.slice(start, this.#tokens[this.#at - 1]!.end);
    }
    return new Named(parts);
  }

  #called(name: string, start: number): Called {
    const keywords = new Map<string, PythonValue>();
    while (!this.#take(")")) {
      const [{ kind, text: key }, mark] = [this.#next, this.#tokens[this.#at + 1]];
      if (kind === "name" && mark?.text === "=") {
        this.#at += 2;
        keywords.set(key, this.#value());
      } else {
        if (keywords.size > 0) throw new SyntaxError("an argument without a name stands behind one with a name");
        this.#value();
      }
      if (!this.#take(",")) {
        this.#expect(")");
        break;
      }
    }
    return new Called(name, keywords, this.text.slice(start, this.#tokens[this.#at - 1]!.end));
  }
}

class Named {
  constructor(readonly parts: string[]) {}
}
class Called {
  constructor(
    readonly name: string,
    readonly keywords: Map<string, PythonValue>,
    readonly text: string,
  ) {}
}

/** A variable is its name; a call with keywords its description, and without any its text. */
function valueOf(value: PythonValue | Called | Named): PythonValue {
  if (value instanceof Named) {
    if (value.parts.length > 1) throw new SyntaxError(`${value.parts.join(".")} is no value`);
    return value.parts[0]!;
  }
  if (!(value instanceof Called)) return value;
  return value.keywords.size === 0 ? value.text : new Map([[value.name, new Map(value.keywords)]]);
}

const numberOf = (text: string): bigint | number => (/^0[xX]|^\d+$/.test(text) ? BigInt(text) : Number(text));

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", "0": "\0", "\n": "", b: "\b", f: "\f", v: "\v" };

function stringOf(literal: string): string {
  const [, prefix, body] = /^([a-zA-Z]*)([^]*)$/.exec(literal)!;
  const quote = /^("""|'''|"|')/.exec(body!)![1]!;
  const inner = body!.slice(quote.length, -quote.length);
  if (/r/i.test(prefix!)) return inner;
  return inner.replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^])/g, (whole, code: string) => {
    if (code.length > 1) return String.fromCodePoint(parseInt(code.slice(1), 16));
    return escapes[code] ?? ("\\'\"".includes(code) ? code : whole);
  });
}

/** Arithmetic of numbers as Python does it; texts may be added. */
function computed(operator: string, a: PythonValue, b: PythonValue): PythonValue {
  if (typeof a === "string" && typeof b === "string" && operator === "+") return a + b;
  const whole = typeof a === "bigint" && typeof b === "bigint";
  if (![a, b].every((v) => typeof v === "bigint" || typeof v === "number"))
    throw new SyntaxError(`${operator} stands between what are no numbers`);
  const [x, y] = [Number(a), Number(b)];
  const results: Record<string, number> = {
    "+": x + y,
    "-": x - y,
    "*": x * y,
    "/": x / y,
    "//": Math.floor(x / y),
    "%": x - y * Math.floor(x / y),
    "**": x ** y,
  };
  const value = results[operator]!;
  if (!Number.isFinite(value)) throw new SyntaxError(`${x} ${operator} ${y} has no value`);
  return whole && operator !== "/" && Number.isInteger(value) && !(operator === "**" && y < 0) ? BigInt(value) : value;
}
