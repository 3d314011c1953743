/** @file The words of a tools prompt: how tools are listed, how the format and the answer for a misfit are told. */

import { writeCall } from "./call-format.js";
import type { Tool, ToolsConfiguration } from "./tool.js";
import { capitalise, fill, list, type Voice } from "./world.js";

// prettier-ignore
const openings = [
  "You have tools.",
  "Use these tools:",
  "The tools are:",
  "You can use:",
  "Choose a tool for the request.",
  "Answer with a tool call. Tools:",
  "Your functions:",
  "Turn the message into a call.",
  "You can call these tools:", "Tools:", "You are an assistant with tools:", "Available tools:",
  "You have these functions:",
  "You turn requests into tool calls. The tools are:", "Pick the right tool for each request.",
  "You are a voice assistant. You can use:",
  "Functions you may call:", "Call one of these tools for every message:",
  "Translate what the user says into a call of one of these:",
  "Your job is to choose a tool. You know:", "# Tools", "You control some apps through these commands:",
  "Here is what you can do:",
  "Map the user's request to a function.", "Act as a router. Your tools are:",
  "You are a helper that uses the following tools:",
  "These are the tools at your disposal:", "Assist the user by calling one of the functions below.",
];

// prettier-ignore
const formatLines = [
  "Write {f}",
  "Like this: {f}",
  "The form is {f}",
  "Respond with {f}",
  "Calls have the form {f}",
  "Call it as {f}",
  "Answer as {f}", "Reply with {f}", "Format: {f}", "Output only {f}", "Reply in this format: {f}",
  "Answer in the form {f}",
  "Write the call as {f}", "Respond with one call like {f}", "Your answer must look like {f}",
  "Give only the call: {f}",
  "Use this format for the answer: {f}", "Output format: {f}", "Always answer like this: {f}", "Say nothing but {f}",
  "The reply is a call of the form {f}", "Return {f} and nothing else",
];

// prettier-ignore
const exampleLines = [
  "A call: {f}",
  "One call would be {f}",
  "An example: {f}",
  "Calls are written like {f}",
  "Answer like this: {f}", "Example of a call: {f}", "For example: {f}", "A call looks like {f}",
  "Write calls like {f}",
  "Reply in the style of {f}", "e.g. {f}", "A typical answer is {f}", "Model your answer on {f}",
];

// prettier-ignore
const noneLines = [
  "Say {n} if nothing fits.",
  "Answer {n} if no tool is right.",
  "{n} if there is no tool for it.",
  "If there is none, {n}.",
  "Write {n} for other requests.",
  "No match: {n}",
  "If nothing fits, say {n}.", "If no tool fits, answer {n}.", "When none of the tools can help, reply {n}.",
  "Otherwise say {n}.",
  "If no tool matches the request, output {n}.", "No tool for it? Say {n}.", "For anything else answer {n}.",
  "If you can't do it with these tools, write {n}.", "Reply {n} if none applies.", "Say {n} when no tool fits.",
  "Anything else: {n}",
  "If the request needs another tool, respond with {n}.", "Should no tool be right, answer {n}.",
  "Unknown requests get {n}.",
];

/** More than a word, or a word that would read as part of the sentence ("say nothing"). */
const needsQuotes = /\W|^(nothing|empty|no|false|pass)$/;

/** Placeholders for tool, argument and value; `#` is where a number goes. The last would be odd among tags. */
// prettier-ignore
const placeholders = [
  ["NAME", "ARG#", "VALUE#"], ["name", "arg#", "value#"], ["tool", "arg#", "value#"], ["TOOL", "ARG#", "VALUE#"],
  ["tool_name", "argument#", "value#"], ["x", "a#", "v#"], ["function", "parameter#", "value#"], ["<tool>", "<arg#>",
    "<value#>"],
] as const;

type Line = (tool: Tool, what: string | undefined, index: number) => string;

const signature = ({ name, args }: Tool, type = ""): string =>
  `${name}(${args.map((arg) => arg.name + type).join(", ")})`;
const names = ({ args }: Tool, last = "and"): string =>
  list(
    args.map(({ name }) => name),
    last,
  );
const quoted = ({ args }: Tool): string => args.map(({ name }) => `"${name}"`).join(", ");

/** Lists, one tool a line. `what` is undefined where the name says it all. */
// prettier-ignore
const lineStyles: readonly Line[] = [
  (tool, what) => `- ${signature(tool)}${what ? `: ${what}` : ""}`,
  (tool, what, i) => `${i + 1}. ${signature(tool)}${what ? ` - ${what}` : ""}`,
  (tool, what) => `${signature(tool)}${what ? ` ${what}` : ""}`,
  (tool, what) => `* ${tool.name}${what ? `: ${what}` : ""} (${names(tool)})`,
  (tool, what) => `{"name": "${tool.name}", ${what ? `"description": "${what}", ` : ""}"parameters": [${quoted(tool)}]}`,
  (tool, what) => `${tool.name}: ${what ? `${what}. ` : ""}Arguments: ${tool.args.map(({ name }) => name).join(", ")}`,
  (tool, what) => `${signature(tool)}${what ? ` # ${what}` : ""}`,
  (tool, what) => `- ${tool.name}${what ? ` ${what}` : ""}, takes ${names(tool)}`,
  (tool, what) => `${tool.name} | ${tool.args.map(({ name }) => name).join(", ")}${what ? ` | ${what}` : ""}`,
  (tool, what) => `function ${signature(tool, ": string")}${what ? ` // ${what}` : ""}`,
  (tool,
    what) => `<tool name="${tool.name}" args="${tool.args.map(({ name }) => name).join(", ")}"${what ? `>${what}</tool>` : "/>"}`,
  (tool, what) => `${what ? `${capitalise(what)}: ` : ""}${signature(tool)}`,
  (tool, what, i) => `(${i + 1}) ${tool.name} with ${names(tool)}${what ? `, ${what}` : ""}`,
];

/** Lists within a sentence. */
// prettier-ignore
const sentenceStyles: readonly ((tools: readonly Tool[], what: (tool: Tool) => string | undefined) => string)[] = [
  (tools) => `${tools.map((tool) => signature(tool)).join(", ")}.`,
  (tools) => `${list(tools.map((tool) => signature(tool)))}.`,
  (tools,
    what) => tools.map((tool) => `${tool.name} ${what(tool) ?? "does what it says"} and takes ${names(tool)}.`).join(" "),
  (tools, what) => `${tools.map((tool) => `${signature(tool)}${what(tool) ? ` ${what(tool)!}` : ""}`).join("; ")}.`,
  (tools, what) => tools.map((tool) => `Use ${signature(tool)}${what(tool) ? `, it ${what(tool)!}` : ""}.`).join(" "),
  (tools,
    what) => tools.map((tool) => `The tool ${tool.name} ${what(tool) ?? "is clear from its name"}; it needs ${names(tool)}.`).join(" "),
];

/** The system prompt of a configuration, without shots. `example` is a call in its format. */
export function describeTools({ tools, format, none }: ToolsConfiguration, voice: Voice, example: string): string {
  const { random } = voice;
  const described = random.chance(0.75);
  const what = new Map(tools.map((tool) => [tool, tool.opaque || described ? voice.say(tool.intent.does) : undefined]));
  const order = random.shuffle([...tools]);
  const inSentence = random.chance(0.3) && (described || tools.every((tool) => !tool.opaque));
  let listing: string;
  if (inSentence) {
    // The first two of these can't describe, which opaque names need.
    const styles = tools.some((tool) => tool.opaque) ? sentenceStyles.slice(2) : sentenceStyles;
    listing = voice.say(styles)(order, (tool) => what.get(tool));
  } else {
    const line = voice.say(lineStyles);
    listing = order.map((tool, i) => line(tool, what.get(tool), i)).join("\n");
  }
  const intro = voice.say(openings) + (inSentence ? " " : "\n") + listing;

  const rules = [formatRule(format, tools, voice, example)];
  if (none !== undefined) rules.push(noneRule(none, voice));
  if (random.chance(0.25)) rules.reverse();
  return random.chance(0.8) ? `${intro}\n${rules.join("\n")}` : `${rules.join("\n")}\n${intro}`;
}

function formatRule(
  format: ToolsConfiguration["format"],
  tools: readonly Tool[],
  voice: Voice,
  example: string,
): string {
  if (format.said && voice.random.chance(0.4)) return voice.say(format.said);
  if (voice.random.chance(0.3)) return fill(voice.say(exampleLines), { f: example });
  const tags = format.around("", "").includes("<");
  const [name, arg, value] = voice.random.pick(tags ? placeholders.slice(0, -1) : placeholders);
  const pair = (number: string): [string, string] => [arg.replace("#", number), value.replace("#", number)];
  const several = tools.some(({ args }) => args.length > 1);
  // A second argument, or dots, shows what stands between two; dots would be odd in tags and on lines.
  const dots = several && format.between === ", " && voice.random.chance(0.4);
  const pattern = dots
    ? format.around(name, `${format.argument(...pair(""))}${format.between}...`)
    : writeCall(format, name, several ? [pair("1"), pair("2")] : [pair("")]);
  return fill(voice.say(formatLines), { f: pattern });
}

function noneRule(none: string, voice: Voice): string {
  const quote = needsQuotes.test(none) || voice.random.chance(0.5) ? voice.random.pick(['"', "'", '"']) : "";
  // An apostrophe inside asks for double quotes.
  const mark = quote && none.includes("'") ? '"' : quote;
  return fill(voice.say(noneLines), { n: mark + none + mark });
}
