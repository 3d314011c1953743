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
  /** The call of a tool that takes nothing, where the others show how it would look. */
  empty?: (tool: string) => string;
}

// prettier-ignore
const toolKeys = [
  "tool", "name", "function", "action", "call", "command", "method", "op", "do", "run", "use", "task", "tool_name", "operation", "fn", "intent", "skill",
];
// prettier-ignore
const argsKeys = [
  "args", "arguments", "parameters", "params", "input", "inputs", "values", "with", "data", "options", "fields", "slots", "details", "payload",
];

const json = (name: string, value: string): string => `"${name}": "${value}"`;
const quoted = (name: string, value: string): string => `${name}="${value}"`;
const equals = (name: string, value: string): string => `${name}=${value}`;
const colon = (name: string, value: string): string => `${name}: ${value}`;
const bare = (_: string, value: string): string => value;

// prettier-ignore
const jsonWords = [
  "Write the call as JSON.", "Print JSON.", "Give JSON.", "Just JSON.", "Use JSON for your answer.", "Format: JSON",
  "The output must be JSON.", "Return nothing but JSON.", "The call should be a JSON object.", "Output format: JSON",
  "Please answer in JSON.", "Produce valid JSON.", "JSON only, no other text.", "Send back one JSON object.",
  "Encode the call in JSON.",
  "Reply with JSON.", "Answer in JSON.", "Answer with a JSON object.", "Reply with JSON only.", "Output JSON.",
  "The answer is JSON.", "Respond in JSON format.", "Return a JSON object.",
];
// prettier-ignore
const callWords = [
  "Your output is a Python call.", "Print a call in Python syntax.", "Write one line of Python that calls it.",
  "Give me the Python call.", "Use Python syntax for the call.", "Return a function call as in Python.",
  "Write it the way Python calls functions.", "Please write a Python call with keyword arguments.",
  "Format: Python call", "Respond with keyword arguments, as in Python.", "Python syntax, keyword arguments, nothing else.",
  "The answer must be a function call in Python.", "Produce Python code: one call.",
  "Reply with a function call.", "Answer with a call.", "Write a function call with named arguments.",
  "Answer with a Python call.", "Output one function call.", "Call it as in Python.",
  "Respond with a Python function call.", "Write the call in Python.",
];
// prettier-ignore
const yamlWords = [
  "The answer is YAML.", "Format: YAML", "Print YAML.", "Give me YAML.", "The call should be written in YAML.",
  "Return YAML and nothing else.", "Your output must be YAML.", "Please reply with YAML.", "YAML only.",
  "Write the call as YAML.", "Produce YAML.",
  "Reply in YAML.",
  "Answer with YAML.",
  "Write YAML.",
  "Output YAML only.",
  "Use YAML for the answer.",
  "Respond in YAML.",
];

/** Where JSON has other keys than people expect, they name them. */
// prettier-ignore
const keyedJson = (tool: string, args: string): readonly string[] => [
  `Write JSON with the keys "${tool}" and "${args}".`, `Return a JSON object with "${tool}" and "${args}".`,
  `Answer in JSON. Keys: ${tool}, ${args}.`, `JSON, with the tool under "${tool}" and its arguments under "${args}".`,
  `Output JSON: "${tool}" is the tool, "${args}" holds the arguments.`, `The JSON keys are ${tool} and ${args}.`,
  `Use JSON whose fields are "${tool}" and "${args}".`, `Give a JSON object; "${tool}" names the tool, "${args}" is an object.`,
  `Reply in JSON with two keys, "${tool}" and "${args}".`,
];
// prettier-ignore
const flatJson = (tool: string): readonly string[] => [
  `Write flat JSON with the tool under "${tool}".`, `Return a flat JSON object: "${tool}", then the arguments.`,
  `Answer in JSON without nesting. The tool goes under "${tool}".`, `JSON, not nested, "${tool}" first.`,
  `Output one flat JSON object that starts with "${tool}".`, `Use flat JSON; the first key is "${tool}".`,
  `Print JSON with the key "${tool}" and a key for each argument.`,
  `Give JSON with "${tool}" and the arguments on one level.`,
];
// prettier-ignore
const keyedWords = [
  "Answer with JSON: the tool's name is the key, its arguments are the object.",
  "Return JSON whose only key is the tool's name.", "Write JSON with the name of the tool as the key.",
  "JSON, please: the tool as key, an object of arguments as value.",
  "Output a JSON object that maps the tool's name to its arguments.", "Use JSON, keyed by the name of the tool.",
  "Reply in JSON, with the tool's name as the outer key.",
];
// prettier-ignore
const valueWords = [
  "Write a function call with the values alone.", "Give positional arguments, without quotes.",
  "Call it with bare values, no names and no quotes.", "Answer with a call that has just the values in it.",
  "Use positional arguments and no quotes.", "Output one call, values only.", "Print the call without argument names.",
];
// prettier-ignore
const quotedValueWords = [
  "Write a function call with positional arguments in double quotes.", "Call it with quoted values, no names.",
  "Use positional arguments, each in double quotes.", "Answer with a call whose values stand in double quotes, without names.",
  "Output one call, only values, in double quotes.", "Print the call with double-quoted positional arguments.",
];
// prettier-ignore
const equalsWords = [
  "Write a function call with named arguments and no quotes.", "Call it with name=value pairs, unquoted.",
  "Answer with a call. Arguments are name=value, without quotes.", "Use keyword arguments but no quotes.",
  "Output one call with unquoted name=value arguments.", "Print the call, arguments as name=value, no quotes.",
];
// prettier-ignore
const flagWords = [
  "Write a shell command with long flags.", "Answer as a command line: every argument is a --flag.",
  "Use command-line flags for the arguments.", "Output the command with --name value flags.",
  "Respond as if at a terminal, with a flag per argument.", "Print a command line with double-dash flags.",
  "Give the arguments as flags of a command.",
];

type Make = (random: Random) => CallFormat;

/** Formats where a call without arguments leaves its brackets empty or is the name alone. */
// prettier-ignore
const closed = new Set([
  "keyed", "python", "call =", "call :", "call bare", "call quotes", "call '", "words =", "words =''", "colon words", "angle", "square", "at", "flags", "slash", "brackets",
]);

const fixed = (
  id: string,
  argument: CallFormat["argument"],
  between: string,
  around: CallFormat["around"],
  said?: readonly string[],
): Make => {
  const empty = closed.has(id) ? (tool: string) => around(tool, "").trim() : undefined;
  const format = { id, argument, between, around, ...(said && { said }), ...(empty && { empty }) };
  return () => format;
};

// prettier-ignore
const makers: readonly Make[] = [
  (random) => {
    // What people mean by "JSON" when they say no more.
    const [tool, args] = random.chance(0.3) ? ["tool", "args"] : [random.pick(toolKeys), random.pick(argsKeys)];
    return { id: `json ${tool} ${args}`, argument: json, between: ", ", around: (x,
      a) => `{"${tool}": "${x}", "${args}": {${a}}}`,
      empty: (x) => `{"${tool}": "${x}", "${args}": {}}`,
      said: tool === "tool" && args === "args" ? jsonWords : keyedJson(tool, args) };
  },
  (random) => {
    const tool = random.pick(toolKeys);
    return { id: `flat ${tool}`, argument: json, between: ", ", around: (x, a) => `{"${tool}": "${x}", ${a}}`,
      empty: (x) => `{"${tool}": "${x}"}`, said: flatJson(tool) };
  },
  fixed("keyed", json, ", ", (x, a) => `{"${x}": {${a}}}`, keyedWords),
  fixed("python", quoted, ", ", (x, a) => `${x}(${a})`, callWords),
  fixed("call =", equals, ", ", (x, a) => `${x}(${a})`, equalsWords),
  fixed("call :", colon, ", ", (x, a) => `${x}(${a})`),
  fixed("call bare", bare, ", ", (x, a) => `${x}(${a})`, valueWords),
  fixed("call quotes", (_, value) => `"${value}"`, ", ", (x, a) => `${x}(${a})`, quotedValueWords),
  fixed("words =", equals, " ", (x, a) => `${x} ${a}`),
  fixed("words =''", (name, value) => `${name}='${value}'`, " ", (x, a) => `${x} ${a}`),
  fixed("call '", (name, value) => `${name}='${value}'`, ", ", (x, a) => `${x}(${a})`),
  fixed("colon words", (name, value) => `${name}:${value}`, " ", (x, a) => `${x} ${a}`),
  fixed("double colon", equals, ", ", (x, a) => `${x} :: ${a}`),
  fixed("angle", colon, ", ", (x, a) => `<${x}> ${a}`),
  fixed("curly", colon, ", ", (x, a) => `${x} {${a}}`),
  fixed("square", equals, ", ", (x, a) => `${x}[${a}]`),
  fixed("lisp", (name, value) => `:${name} "${value}"`, " ", (x, a) => `(${x} ${a})`),
  fixed("query", equals, "&", (x, a) => `${x}?${a}`),
  fixed("at", equals, "; ", (x, a) => `@${x} ${a}`),
  fixed("semicolons", bare, "; ", (x, a) => `${x}; ${a}`),
  fixed("line ;", equals, "; ", (x, a) => `${x}: ${a}`),
  fixed("flags", (name, value) => `--${name} ${value}`, " ", (x, a) => `${x} ${a}`, flagWords),
  fixed("slash", bare, ", ", (x, a) => `/${x} ${a}`),
  fixed("arrow", bare, " | ", (x, a) => `${x} -> ${a}`),
  fixed("brackets", equals, ", ", (x, a) => `[${x}] ${a}`),
  fixed("bars", bare, " | ", (x, a) => `${x} | ${a}`),
  (random) => {
    const word = random.pick(["CALL", "RUN", "USE", "TOOL", "DO", "EXEC", "INVOKE", "ACTION", "COMMAND", "Call", "Run", "START", "GO", "Action"]);
    return { id: `word ${word}`, argument: colon, between: " | ", around: (x, a) => `${word} ${x} | ${a}` };
  },
  (random) => {
    const tag = random.pick(["call", "tool", "function", "invoke", "action", "command", "use", "run", "tool_call", "do"]);
    const key = random.chance(0.5) ? "name" : random.pick(["tool", "fn", "id", "function", "type", "command"]);
    const around: CallFormat["around"] = (x, a) => `<${tag} ${key}="${x}">${a}</${tag}>`;
    return {
      id: `xml ${tag} ${key}`, argument: (name, value) => `<${name}>${value}</${name}>`, between: "", around, empty: (x) => around(x, ""),
    };
  },
  fixed("tags", quoted, " ", (x, a) => `<${x} ${a}/>`),
  (random) => {
    const tool = random.pick(toolKeys);
    return { id: `lines ${tool}`, argument: colon, between: "\n", around: (x, a) => `${tool}: ${x}\n${a}` };
  },
  fixed("element", (name, value) => `<${name}>${value}</${name}>`, "", (x, a) => `<${x}>${a}</${x}>`),
  (random) => {
    const [tool, args] = [random.pick(toolKeys), random.pick(argsKeys)];
    return { id: `two lines ${tool} ${args}`, argument: bare, between: ", ", around: (x, a) => `${tool}: ${x}\n${args}: ${a}` };
  },
  fixed("yaml", (name, value) => `  ${name}: ${value}`, "\n", (x, a) => `${x}:\n${a}`, yamlWords),
];

/** How an argument can look in a format put together. */
// prettier-ignore
const argumentStyles: readonly [string, CallFormat["argument"]][] = [
  ["v", bare], ["v", bare], ["'v'", (_, value) => `'${value}'`], ["[v]", (_, value) => `[${value}]`], ["(v)", (_, value) => `(${value})`], ["{v}", (_, value) => `{${value}}`], ["n=v", equals], ["n: v", colon], ["n:v", (name, value) => `${name}:${value}`],
  ["n->v", (name, value) => `${name}->${value}`], ["n(v)", (name, value) => `${name}(${value})`], ["@n v", (name, value) => `@${name} ${value}`], ['n="v"', quoted], ["n is v", (name, value) => `${name} is ${value}`], ["n[v]", (name, value) => `${name}[${value}]`],
  ["-n v", (name, value) => `-${name} ${value}`], ["+n=v", (name, value) => `+${name}=${value}`],
];
// prettier-ignore
const betweens = [", ", "; ", " | ", "|", ";", ",", " & ", " + ", " / ", "/", " and ", " - ", " > ", " ", ":", " :: "];
// prettier-ignore
const arounds: readonly [string, CallFormat["around"]][] = [
  ["t: a", (x, a) => `${x}: ${a}`], ["t a", (x, a) => `${x} ${a}`], ["t - a", (x, a) => `${x} - ${a}`], ["t;a", (x, a) => `${x};${a}`], ["t|a", (x, a) => `${x}|${a}`], ["t => a", (x, a) => `${x} => ${a}`], ["t/a", (x, a) => `${x}/${a}`], ["t, a", (x, a) => `${x}, ${a}`],
  ["[t a]", (x, a) => `[${x} ${a}]`], ["[t: a]", (x, a) => `[${x}: ${a}]`], ["{t: a}", (x, a) => `{${x}: ${a}}`], ["(t, a)", (x, a) => `(${x}, ${a})`], ["!t a", (x, a) => `!${x} ${a}`], ["$ t a", (x, a) => `$ ${x} ${a}`], ["> t a", (x, a) => `> ${x} ${a}`],
  ["#t a", (x, a) => `#${x} ${a}`], ["t{a}", (x, a) => `${x}{${a}}`], ["t<a>", (x, a) => `${x}<${a}>`], ["**t** a", (x, a) => `**${x}** ${a}`], ["t(a);", (x, a) => `${x}(${a});`], ["t.run(a)", (x, a) => `${x}.run(${a})`], ["t = a", (x, a) => `${x} = ${a}`], ["t+a", (x, a) => `${x}+${a}`],
  ["w t: a", (x, a) => `do ${x}: ${a}`], ["[[t]] a", (x, a) => `[[${x}]] ${a}`], ["<<t a>>", (x, a) => `<<${x} ${a}>>`], ["t -- a", (x, a) => `${x} -- ${a}`], ["t with a", (x, a) => `${x} with ${a}`],
];

function compose(random: Random): CallFormat {
  const [style, argument] = random.pick(argumentStyles);
  const between = random.pick(betweens);
  const [shape, around] = random.pick(arounds);
  return { id: `${style} ${between} ${shape}`, argument, between, around };
}

export const drawFormat = (random: Random): CallFormat =>
  random.chance(0.25) ? compose(random) : random.pick(makers)(random);

export const writeCall = (format: CallFormat, tool: string, args: readonly (readonly [string, string])[]): string =>
  args.length === 0 && format.empty
    ? format.empty(tool)
    : format.around(tool, args.map(([name, value]) => format.argument(name, value)).join(format.between));
