/** @file Tools listed by how each is called: a pattern or an example of its own call, and what it does. */

import { writeCall, type CallFormat } from "./call-format.js";
import type { Tool } from "./tool.js";
import { capitalise, type Voice } from "./world.js";

/** `call` is the pattern or example, `does` "sets an alarm", `todo` "set an alarm". */
type Line = (call: string, does: string, todo: string) => string;

// prettier-ignore
const lines: readonly Line[] = [
  (call, does) => `${call} ${does}`,
  (call, does) => `- ${call}: ${does}`,
  (call, does) => `- ${call} ${does}`,
  (call, does) => `${call}: ${does}`,
  (call, does) => `${call}  # ${does}`,
  (call, does) => `${call} // ${does}`,
  (call, does) => `${does}: ${call}`,
  (call, does) => `| ${call} | ${does} |`,
  (call, does) => `"${call}" ${does}`,
  (call, does) => `\`${call}\` - ${does}`,
  (call, _, todo) => `${call} if they want to ${todo}`,
  (call, _, todo) => `${call} if the user wants to ${todo}`,
  (call, _, todo) => `- ${call} when somebody asks to ${todo}`,
  (call, _, todo) => `* ${call} to ${todo}`,
  (call, _, todo) => `to ${todo}: ${call}`,
  (call, _, todo) => `- to ${todo}, write ${call}`,
  (call, _, todo) => `If the user wants to ${todo}: ${call}`,
  (call, _, todo) => `Someone wants to ${todo} -> ${call}`,
  (call, does) => `${capitalise(does)}: ${call}`,
  (call, does) => `${call} = ${does}`,
  (call, _, todo) => `wants to ${todo} => ${call}`,
  (call, _, todo) => `${call} for requests to ${todo}`,
];

/** What each tool stands in within running text. */
// prettier-ignore
const sentences: readonly Line[] = [
  (call, _, todo) => `To ${todo}, write ${call}.`,
  (call, _, todo) => `If the user wants to ${todo}, write ${call}.`,
  (call, _, todo) => `When somebody wants to ${todo}, answer ${call}.`,
  (call, _, todo) => `If they ask to ${todo}, reply ${call}.`,
  (call, _, todo) => `Say ${call} to ${todo}.`,
  (call, does) => `${call} ${does}.`,
  (call, _, todo) => `Use ${call} to ${todo}.`,
  (call, _, todo) => `Does the user want to ${todo}? Then write ${call}.`,
  (call, _, todo) => `Output ${call} if someone wants to ${todo}.`,
  (call, _, todo) => `When the request is to ${todo}, the answer is ${call}.`,
  (call, _, todo) => `Write ${call} if you are asked to ${todo}.`,
];

/** Before patterns. */
// prettier-ignore
const patternHeads = [
  "You answer with one of these commands:", "Write one of these:", "Your answer is one of the following lines:", "These are your commands:", "Commands and what they do:", "Answer each request with one of these, filled in:", "# Commands", "Possible answers:", "What you can answer:",
  "Fill in the one that fits:", "Pick the right one and fill it in:", "Choose one and put in the values:", "You know these commands:", "Reply with one command, with its values filled in:", "Turn what the user says into one of these:", "The commands are:", "Each request becomes one of these:", "Calls:",
  "Answer with one of:", "You can write:",
];

/** Before examples. */
// prettier-ignore
const exampleHeads = [
  "One example for each command:", "Commands, each with an example of its use:", "Examples of what you answer:", "You answer like this, with the values of the request:", "How each function is called, by example:", "A sample call for each tool:", "By example, what you can write:",
  "Write calls such as these, with what the user says in them:", "Sample calls:", "This is how each one is called (values are examples):", "Tools with sample values:", "Here is one call of each kind:",
];

/** "sets an alarm" as "set an alarm". */
export function infinitive(does: string): string {
  const [verb, ...rest] = does.split(" ") as [string, ...string[]];
  const plain = verb.endsWith("ies") ? `${verb.slice(0, -3)}y` : verb.replace(/(?<=ss|sh|ch|x|zz|go|do)es$|s$/, "");
  return [plain, ...rest].join(" ");
}

const holders: readonly ((name: string) => string)[] = [
  (name) => `<${name}>`,
  (name) => `<${name}>`,
  (name) => `{${name.toUpperCase()}}`,
  (name) => `[${name}]`,
  (name) => name.toUpperCase(),
  (name) => `$${name}`,
];

/** Whether tools of a format can be listed so: a pattern of several lines would not stand in one. */
export const listable = (format: CallFormat): boolean =>
  !format.between.includes("\n") && !format.around("x", "y").includes("\n");

/** The list with what stands before it; `what` tells what a tool does. */
export function listPatterns(
  tools: readonly Tool[],
  format: CallFormat,
  what: (tool: Tool) => string,
  voice: Voice,
): string {
  const { random } = voice;
  const marks = format.around("", format.argument("", ""));
  const free = holders.filter((hold) => !marks.includes(hold("")[0] ?? "\n"));
  const hold = random.pick(free);
  const byExample = random.chance(0.3);
  const call = ({ name, args }: Tool): string =>
    writeCall(
      format,
      name,
      args.map(({ name, slot }) => [name, byExample ? slot.value(random) : hold(name)]),
    );
  const inText = random.chance(0.3);
  const write = voice.say(inText ? sentences : lines);
  const written = tools.map((tool) => write(call(tool), what(tool), infinitive(what(tool))));
  const head = inText && !byExample && random.chance(0.6) ? "" : voice.say(byExample ? exampleHeads : patternHeads);
  return [head, written.join(inText ? " " : "\n")].filter(Boolean).join("\n");
}
