/** @file The formats in which a tool call can be asked for. */

import type { Random } from "../../tensor/random.js";

/** One way to write a call: how an argument looks, what stands between two, what stands around. */
export interface CallFormat {
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

type Make = (random: Random) => CallFormat;

const fixed = (id: string, argument: CallFormat["argument"], between: string, around: CallFormat["around"]): Make => {
  const format = { id, argument, between, around };
  return () => format;
};

const makers: readonly Make[] = [
  (random) => {
    const [tool, args] = [random.pick(toolKeys), random.pick(argsKeys)];
    return { id: `json ${tool} ${args}`, argument: json, between: ", ", around: (x, a) => `{"${tool}": "${x}", "${args}": {${a}}}` };
  },
  (random) => {
    const tool = random.pick(toolKeys);
    return { id: `flat ${tool}`, argument: json, between: ", ", around: (x, a) => `{"${tool}": "${x}", ${a}}` };
  },
  fixed("keyed", json, ", ", (x, a) => `{"${x}": {${a}}}`),
  fixed("python", quoted, ", ", (x, a) => `${x}(${a})`),
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
  fixed("yaml", (name, value) => `  ${name}: ${value}`, "\n", (x, a) => `${x}:\n${a}`),
];

export const drawFormat = (random: Random): CallFormat => random.pick(makers)(random);

export const writeCall = (format: CallFormat, tool: string, args: readonly (readonly [string, string])[]): string =>
  format.around(tool, args.map(([name, value]) => format.argument(name, value)).join(format.between));
