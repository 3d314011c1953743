/** @file The words of a tools prompt: how it opens, how the format and the answer for a misfit are told. */

import { writeCall } from "./call-format.js";
import { recase } from "./casing.js";
import { utter } from "./manner.js";
import type { ToolsConfiguration } from "./tool.js";
import { listTools } from "./tools-listing.js";
import { listable, listPatterns } from "./tools-patterns.js";
import { fill, type Voice } from "./world.js";

// prettier-ignore
const openings = [
  "You're a tool-calling assistant. Tools at hand:",
  "Here are the functions that I offer:",
  "Each message is a request. Call the matching function:",
  "What tool does the user need? Choose from these:",
  "Which of these functions serves the request?",
  "Find the tool that does what the message asks for.",
  "Select exactly one tool per message:",
  "Read the message, then call the right function:",
  "Convert natural language to a command. Commands:",
  "The following commands exist:",
  "API:", "## Functions", "Commands:", "TOOLS", "List of tools:", "<tools>", "Toolbox:", "Interface:",
  "Your toolbox holds these:",
  "You operate a phone. The functions are:",
  "A user talks to you. You act by calling:",
  "You work as a dispatcher. Known commands:",
  "This is a list of functions that you can run:",
  "You can't do anything but call these:",
  "Respond to each request with the matching command. There are:",
  "For each request, produce one call to a function below.",
  "You'll receive requests, and you have to call a function for each. The functions:",
  "Every user message must be turned into a command:",
  "We have the following API:",
  "Assistant for everyday tasks. It can use:",
  "Write the function call that a request needs. You may use:",
  "The user wants something done: call what does it.",
  "I give you a request and you give me a call. Functions:",
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
  "Your output should be {f}",
  "The call must be written as {f}",
  "Write exactly {f}",
  "Print the call as {f}",
  "Emit {f}",
  "Produce {f}",
  "Type {f}",
  "Send back {f}",
  "Put it as {f}",
  "Give me {f}",
  "Answer format: {f}",
  "Response format: {f}",
  "Call format: {f}",
  "Syntax: {f}",
  "The syntax of a call is {f}",
  "The answer should have this shape: {f}",
  "A call is written {f}",
  "Calls must look like this: {f}",
  "How to call a tool: {f}",
  "How to answer? {f}",
  "Format of the reply:\n{f}",
  "## Format\n{f}",
  "Output:\n{f}",
  "Template: {f}",
  "Pattern of a call: {f}",
  "Only print {f}",
  "No explanations, only {f}",
  "No other text than {f}",
  "Your whole reply is {f}",
  "Each answer is a single call: {f}",
  "Spell a call like so: {f}",
  "Fill in this pattern: {f}",
  "Don't write anything but {f}",
  "We expect {f}",
  "I only want to see {f}",
  "Use the following notation: {f}",
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
  "As in {f}",
  "Sample: {f}",
  "Example: {f}",
  "Example output: {f}",
  "Sample call: {f}",
  "Such as {f}",
  "Here's how a call is written: {f}",
  "You could write {f}",
  "A correct answer would be {f}",
  "A valid reply: {f}",
  "Do it like so: {f}",
  "The style of a call, by example: {f}",
  "Format (by example): {f}",
  "This is what an answer looks like: {f}",
  "Use the same form as {f}",
  "Print calls the way this one is printed: {f}",
  "Your reply should resemble {f}",
  "Follow this example: {f}",
  "Imitate this call: {f}",
  "Ex.: {f}",
  "One possible output is {f}",
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
  "Return {n} if no function does it.",
  "Print {n} when none of these will do.",
  "Use {n} where no tool is suitable.",
  "Output {n} in all other cases.",
  "In all other cases: {n}",
  "In any other case, write {n}.",
  "If none of them fits, it's {n}.",
  "None fits? {n}.",
  "Nothing suitable? Then type {n}.",
  "If the request is about something else, print {n}.",
  "When nothing matches, return {n}.",
  "When the user wants something else, the answer is {n}.",
  "Something else: {n}",
  "Fallback: {n}",
  "Default: {n}",
  "else: {n}",
  "No suitable function: {n}",
  "For requests outside of this list, the reply should be {n}.",
  "Can't be done with these? Reply {n}.",
  "Is there no tool for the request? Answer {n}.",
  "You must answer {n} if no tool matches.",
  "Please answer {n} if there's no function for it.",
  "If the tools don't cover it, just write {n}.",
  "All the rest is answered by {n}.",
  "Give {n} as the answer when the list has no fitting tool.",
  "Emit {n} if the list does not help.",
  "Never guess: with no matching tool, output {n}.",
  "Requests that fit no function are answered with {n}.",
  "If it isn't possible with the tools above or below, {n} is the answer.",
  "Should nothing match, give back {n}.",
  "Whatever no tool can do: {n}",
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

/** After commands that are all written out. */
// prettier-ignore
const oneOnly = [
  "One command, nothing else.", "Answer with one line.", "Only one of them.", "Write exactly one.", "Put in what the user says.", "Fill in what the request tells.", "Use the values of the request.", "The values come from the request.", "Exactly one, and no other text.", "Copy the values from the message.",
  "One of these per message.", "Take the values as the user gives them.",
];

// prettier-ignore
const caseRules = {
  lower: [
    "Everything in lower case.", "Use lower case only.", "Write all of it in lower case.", "Write it in small letters.", "All lower case.", "The whole answer is in lower case.", "No capital letters.", "Lowercase the values, too.", "Put the whole call in lower case.", "lower case only",
    "Keep everything in small letters.",
  ],
  upper: [
    "Everything in upper case.", "Use upper case only.", "Write all of it in capitals.", "Write it in capital letters.", "ALL CAPS.", "The whole answer is in upper case.", "No small letters.", "Uppercase the values, too.", "Put the whole call in capitals.", "upper case only",
    "Print everything in capital letters.",
  ],
} as const;

/** More than a word, or a word that would read as part of the sentence ("say nothing"). */
const needsQuotes = /\W|^(nothing|empty|no|false|pass|void|other|else)$/;

/** Placeholders for tool, argument and value; `#` is where a number goes. The last would be odd among tags. */
// prettier-ignore
const placeholders = [
  ["command", "param#", "value#"], ["action", "key#", "value#"], ["FUNCTION", "PARAM#", "VALUE#"],
  ["toolname", "argname#", "argvalue#"], ["fn", "arg#", "val#"], ["f", "p#", "v#"], ["Tool", "Arg#", "Value#"],
  ["TOOL_NAME", "ARG_NAME#", "ARG_VALUE#"], ["your_tool", "argument#", "its_value#"], ["foo", "key#", "val#"],
  ["function_name", "parameter_name#", "parameter_value#"], ["abc", "k#", "v#"],
  ["NAME", "ARG#", "VALUE#"], ["name", "arg#", "value#"], ["tool", "arg#", "value#"], ["TOOL", "ARG#", "VALUE#"],
  ["tool_name", "argument#", "value#"], ["x", "a#", "v#"], ["function", "parameter#", "value#"], ["<tool>", "<arg#>",
    "<value#>"],
] as const;

/** The system prompt of a configuration, without shots. `example` is a call in its format. */
export function describeTools(configuration: ToolsConfiguration, voice: Voice, example: string): string {
  const { tools, format, casing, none } = configuration;
  const { random } = voice;
  const described = random.chance(0.75);
  const order = random.shuffle([...tools]);
  const rules: string[] = [];
  let intro: string;
  if (casing === "as is" && listable(format) && random.chance(0.2)) {
    intro = listPatterns(order, format, (tool) => voice.say(tool.intent.does), voice);
    if (random.chance(0.3)) rules.push(utter(oneOnly, voice));
  } else {
    const what = new Map(
      tools.map((tool) => [tool, tool.opaque || described ? voice.say(tool.intent.does) : undefined]),
    );
    const inSentence = random.chance(0.3) && (described || tools.every((tool) => !tool.opaque));
    const listing = listTools(order, (tool) => what.get(tool), inSentence, voice);
    const opening = utter(openings, voice);
    intro =
      opening +
      (inSentence && /[.:?!]$/.test(opening) ? " " : "\n") +
      listing +
      (opening === "<tools>" ? "\n</tools>" : "");
    rules.push(formatRule(configuration, voice, example));
    if (casing !== "as is") rules.push(utter(caseRules[casing], voice));
  }

  if (none !== undefined) rules.push(noneRule(none, voice));
  if (random.chance(0.25)) rules.reverse();
  if (rules.length === 0) return intro;
  const told = layRules(rules, voice);
  return random.chance(0.8) ? `${intro}\n${told}` : `${told}\n${intro}`;
}

// prettier-ignore
const ruleHeadings = [
  "Rules:", "Instructions:", "How to answer:", "Please note:", "# Rules", "Important:", "Guidelines:", "Remember:", "Your answer:", "Notes:", "Requirements:", "What to write:",
];

/** One rule a line, sometimes under a heading, with bullets or numbers where no rule takes more than a line. */
function layRules(rules: readonly string[], voice: Voice): string {
  const { random } = voice;
  const heading = random.chance(0.15) ? `${voice.say(ruleHeadings)}\n` : "";
  const single = rules.every((rule) => !rule.includes("\n"));
  if (!single || !random.chance(heading ? 0.6 : 0.1)) return heading + rules.join("\n");
  const numbered = random.chance(0.4);
  return heading + rules.map((rule, i) => `${numbered ? `${i + 1}.` : "-"} ${rule}`).join("\n");
}

function formatRule({ format, tools, casing }: ToolsConfiguration, voice: Voice, example: string): string {
  if (format.said && voice.random.chance(0.4)) return utter(format.said, voice);
  if (voice.random.chance(0.3)) return fill(utter(exampleLines, voice), { f: example });
  const tags = format.around("", "").includes("<");
  const [name, arg, value] = voice.random.pick(tags ? placeholders.slice(0, -1) : placeholders);
  const pair = (number: string): [string, string] => [arg.replace("#", number), value.replace("#", number)];
  const several = tools.some(({ args }) => args.length > 1);
  // A second argument, or dots, shows what stands between two; dots would be odd in tags and on lines.
  const dots = several && format.between === ", " && voice.random.chance(0.4);
  const pattern = dots
    ? format.around(name, `${format.argument(...pair(""))}${format.between}...`)
    : writeCall(format, name, several ? [pair("1"), pair("2")] : [pair("")]);
  return fill(utter(formatLines, voice), { f: recase(casing, pattern) });
}

function noneRule(none: string, voice: Voice): string {
  const quote = needsQuotes.test(none) || voice.random.chance(0.5) ? voice.random.pick(['"', "'", '"']) : "";
  // An apostrophe inside asks for double quotes.
  const mark = quote && none.includes("'") ? '"' : quote;
  return fill(utter(noneLines, voice), { n: mark + none + mark });
}
