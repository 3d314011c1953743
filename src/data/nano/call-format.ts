/** @file The formats in which a tool call can be asked for. */

import type { Random } from "../../tensor/random.js";

/** One way to write a call: how an argument looks, what stands between two, what stands around. */
export interface CallFormat {
  /** Words that are enough to ask for this format, where it is the usual one of its kind. */
  said?: readonly string[];
  /** Distinguishes formats; two with one id write every call alike. */
  id: string;
  argument: (name: string, value: string) => string;
  between: string;
  around: (tool: string, args: string) => string;
}

const toolKeys = ["tool", "name", "function", "action", "call", "command"];
const argsKeys = ["args", "arguments", "parameters", "params", "input"];

const json = (name: string, value: string): string => `"${name}": "${value}"`;
const quoted = (name: string, value: string): string => `${name}="${value}"`;
const equals = (name: string, value: string): string => `${name}=${value}`;
const colon = (name: string, value: string): string => `${name}: ${value}`;
const bare = (_: string, value: string): string => value;

// prettier-ignore
const jsonWords = [
  "Reply with JSON.", "Answer in JSON.", "Answer with a JSON object.", "Reply with JSON only.", "Output JSON.",
  "The answer is JSON.", "Respond in JSON format.", "Return a JSON object.",
];
// prettier-ignore
const callWords = [
  "Reply with a function call.", "Answer with a call.", "Write a function call with named arguments.",
  "Answer with a Python call.", "Output one function call.", "Call it as in Python.",
  "Respond with a Python function call.", "Write the call in Python.",
];
const yamlWords = [
  "Reply in YAML.",
  "Answer with YAML.",
  "Write YAML.",
  "Output YAML only.",
  "Use YAML for the answer.",
  "Respond in YAML.",
];

type Make = (random: Random) => CallFormat;

const fixed = (
  id: string,
  argument: CallFormat["argument"],
  between: string,
  around: CallFormat["around"],
  said?: readonly string[],
): Make => {
  const format = { id, argument, between, around, ...(said && { said }) };
  return () => format;
};

// prettier-ignore
const makers: readonly Make[] = [
  (random) => {
    // What people mean by "JSON" when they say no more.
    const [tool, args] = random.chance(0.3) ? ["tool", "args"] : [random.pick(toolKeys), random.pick(argsKeys)];
    return { id: `json ${tool} ${args}`, argument: json, between: ", ", around: (x,
      a) => `{"${tool}": "${x}", "${args}": {${a}}}`,
      ...(tool === "tool" && args === "args" && { said: jsonWords }) };
  },
  (random) => {
    const tool = random.pick(toolKeys);
    return { id: `flat ${tool}`, argument: json, between: ", ", around: (x, a) => `{"${tool}": "${x}", ${a}}` };
  },
  fixed("keyed", json, ", ", (x, a) => `{"${x}": {${a}}}`),
  fixed("python", quoted, ", ", (x, a) => `${x}(${a})`, callWords),
  fixed("call =", equals, ", ", (x, a) => `${x}(${a})`),
  fixed("call :", colon, ", ", (x, a) => `${x}(${a})`),
  fixed("call bare", bare, ", ", (x, a) => `${x}(${a})`),
  fixed("call quotes", (_, value) => `"${value}"`, ", ", (x, a) => `${x}(${a})`),
  fixed("words =", equals, " ", (x, a) => `${x} ${a}`),
  fixed("words =''", (name, value) => `${name}='${value}'`, " ", (x, a) => `${x} ${a}`),
  fixed("line ;", equals, "; ", (x, a) => `${x}: ${a}`),
  fixed("flags", (name, value) => `--${name} ${value}`, " ", (x, a) => `${x} ${a}`),
  fixed("slash", bare, ", ", (x, a) => `/${x} ${a}`),
  fixed("arrow", bare, " | ", (x, a) => `${x} -> ${a}`),
  fixed("brackets", equals, ", ", (x, a) => `[${x}] ${a}`),
  fixed("bars", bare, " | ", (x, a) => `${x} | ${a}`),
  (random) => {
    const word = random.pick(["CALL", "RUN", "USE", "TOOL", "DO"]);
    return { id: `word ${word}`, argument: colon, between: " | ", around: (x, a) => `${word} ${x} | ${a}` };
  },
  (random) => {
    const tag = random.pick(["call", "tool", "function", "invoke"]);
    return {
      id: `xml ${tag}`, argument: (name, value) => `<${name}>${value}</${name}>`, between: "",
      around: (x, a) => `<${tag} name="${x}">${a}</${tag}>`,
    };
  },
  fixed("tags", quoted, " ", (x, a) => `<${x} ${a}/>`),
  (random) => {
    const tool = random.pick(toolKeys);
    return { id: `lines ${tool}`, argument: colon, between: "\n", around: (x, a) => `${tool}: ${x}\n${a}` };
  },
  fixed("yaml", (name, value) => `  ${name}: ${value}`, "\n", (x, a) => `${x}:\n${a}`, yamlWords),
];

export const drawFormat = (random: Random): CallFormat => random.pick(makers)(random);

export const writeCall = (format: CallFormat, tool: string, args: readonly (readonly [string, string])[]): string =>
  format.around(tool, args.map(([name, value]) => format.argument(name, value)).join(format.between));
