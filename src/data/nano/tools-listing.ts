/** @file The ways in which a tools prompt lists its tools. */

import type { Tool } from "./tool.js";
import { capitalise, list, type Voice } from "./world.js";

type Line = (tool: Tool, what: string | undefined, index: number) => string;
type Sentence = (tools: readonly Tool[], what: (tool: Tool) => string | undefined) => string;

const signature = ({ name, args }: Tool, type = ""): string =>
  `${name}(${args.map((arg) => arg.name + type).join(", ")})`;
const names = ({ args }: Tool, last = "and"): string =>
  args.length === 0
    ? "nothing"
    : list(
        args.map(({ name }) => name),
        last,
      );
const commas = ({ args }: Tool): string => args.map(({ name }) => name).join(", ") || "none";
const words = ({ name, args }: Tool, write = (arg: string) => arg): string =>
  [name, ...args.map((arg) => write(arg.name))].join(" ");
const quoted = ({ args }: Tool): string => args.map(({ name }) => `"${name}"`).join(", ");
const schema = ({ args }: Tool): string => args.map(({ name }) => `"${name}": {"type": "string"}`).join(", ");

/** Lists, one tool a line or a few lines. `what` is undefined where the name says it all. */
// prettier-ignore
const lineStyles: readonly Line[] = [
  (tool, what) => `- name: ${tool.name}\n  args: [${commas(tool)}]${what ? `\n  does: ${what}` : ""}`,
  (tool, what) => `${tool.name}:\n${what ? `  description: ${what}\n` : ""}  parameters: ${commas(tool)}`,
  (tool, what) => `| ${tool.name} | ${commas(tool)} |${what ? ` ${what} |` : ""}`,
  (tool, what) => `${words(tool)}${what ? ` - ${what}` : ""}`,
  (tool, what) => `${words(tool, (arg) => `<${arg}>`)}${what ? `  (${what})` : ""}`,
  (tool, what) => `${signature(tool, ": string")}: void;${what ? ` // ${what}` : ""}`,
  (tool, what) => `def ${signature(tool, ": str")}:${what ? ` """${capitalise(what)}."""` : " ..."}`,
  (tool, what) => `{"type": "function", "function": {"name": "${tool.name}", ${what ? `"description": "${what}", ` : ""}"parameters": {${schema(tool)}}}}`,
  (tool, what) => `{"name": "${tool.name}", ${what ? `"description": "${what}", ` : ""}"args": [${quoted(tool)}]}`,
  (tool, what) => `**${tool.name}** (${commas(tool)})${what ? `: ${what}` : ""}`,
  (tool, what) => `- \`${signature(tool)}\`${what ? ` - ${what}` : ""}`,
  (tool, what) => `### ${tool.name}\n${what ? `${capitalise(what)}.\n` : ""}Arguments: ${commas(tool)}`,
  (tool, what) => `<tool><name>${tool.name}</name>${what ? `<description>${what}</description>` : ""}<args>${commas(tool)}</args></tool>`,
  (tool, what) => `${tool.name} [${commas(tool)}]${what ? `: ${what}` : ""}`,
  (tool, what) => `${what ? `It ${what}: ` : "* "}${signature(tool)}`,
  (tool, what, i) => `${i + 1}) ${tool.name}: ${what ? `${what}; ` : ""}give ${names(tool)}`,
  (tool, what) => `${tool.name} -> ${what ? `${what}, ` : ""}needs ${names(tool)}`,
  (tool, what) => `Tool: ${tool.name}\nInput: ${commas(tool)}${what ? `\nPurpose: ${what}` : ""}`,
  (tool, what) => `- ${signature(tool)}${what ? `: ${what}` : ""}`,
  (tool, what, i) => `${i + 1}. ${signature(tool)}${what ? ` - ${what}` : ""}`,
  (tool, what) => `${signature(tool)}${what ? ` ${what}` : ""}`,
  (tool, what) => `* ${tool.name}${what ? `: ${what}` : ""} (${names(tool)})`,
  (tool, what) => `{"name": "${tool.name}", ${what ? `"description": "${what}", ` : ""}"parameters": [${quoted(tool)}]}`,
  (tool, what) => `${tool.name}: ${what ? `${what}. ` : ""}Arguments: ${commas(tool)}`,
  (tool, what) => `${signature(tool)}${what ? ` # ${what}` : ""}`,
  (tool, what) => `- ${tool.name}${what ? ` ${what}` : ""}, takes ${names(tool)}`,
  (tool, what) => `${tool.name} | ${commas(tool)}${what ? ` | ${what}` : ""}`,
  (tool, what) => `function ${signature(tool, ": string")}${what ? ` // ${what}` : ""}`,
  (tool, what) => `<tool name="${tool.name}" args="${commas(tool)}"${what ? `>${what}</tool>` : "/>"}`,
  (tool, what) => `${what ? `${capitalise(what)}: ` : ""}${signature(tool)}`,
  (tool, what, i) => `(${i + 1}) ${tool.name} with ${names(tool)}${what ? `, ${what}` : ""}`,
];

/** Lists within a sentence that tell no more than names. */
// prettier-ignore
const bareSentences: readonly Sentence[] = [
  (tools) => tools.map((tool) => signature(tool)).join(" | "),
  (tools) => `${tools.map((tool) => signature(tool)).join("; ")}.`,
  (tools) => `${list(tools.map((tool) => signature(tool)), "or")}.`,
  (tools) => `${tools.map((tool) => `${tool.name} (with ${names(tool)})`).join(", ")}.`,
  (tools) => `[${tools.map((tool) => signature(tool)).join(", ")}].`,
  (tools) => `${tools.map((tool) => signature(tool)).join(", ")}.`,
  (tools) => `${list(tools.map((tool) => signature(tool)))}.`,
];

/** Lists within a sentence that can describe. */
// prettier-ignore
const tellingSentences: readonly Sentence[] = [
  (tools, what) => tools.map((tool) => `There is ${signature(tool)}${what(tool) ? `: it ${what(tool)!}` : ""}.`).join(" "),
  (tools, what) => `${list(tools.map((tool) => `${signature(tool)}${what(tool) ? `, which ${what(tool)!}` : ""}`))}.`,
  (tools, what) => tools.map((tool) => `${signature(tool)}${what(tool) ? ` (${what(tool)!})` : ""}`).join(", ") + ".",
  (tools, what) => tools.map((tool) => `${tool.name}${what(tool) ? ` ${what(tool)!},` : ""} given ${names(tool)}.`).join(" "),
  (tools, what) => tools.map((tool) => `Call ${tool.name} with ${names(tool)}${what(tool) ? `: it ${what(tool)!}` : ""}.`).join(" "),
  (tools, what) => tools.map((tool, i) => `(${i + 1}) ${signature(tool)}${what(tool) ? ` ${what(tool)!}` : ""}`).join("; ") + ".",
  (tools, what) => tools.map((tool) => `${tool.name} ${what(tool) ?? "does what it says"} and takes ${names(tool)}.`).join(" "),
  (tools, what) => `${tools.map((tool) => `${signature(tool)}${what(tool) ? ` ${what(tool)!}` : ""}`).join("; ")}.`,
  (tools, what) => tools.map((tool) => `Use ${signature(tool)}${what(tool) ? `, it ${what(tool)!}` : ""}.`).join(" "),
  (tools, what) => tools.map((tool) => `The tool ${tool.name} ${what(tool) ?? "is clear from its name"}; it needs ${names(tool)}.`).join(" "),
];

/** The tools in the order given, as lines or within a sentence; opaque ones must come with what they do. */
export function listTools(
  tools: readonly Tool[],
  what: (tool: Tool) => string | undefined,
  inSentence: boolean,
  voice: Voice,
): string {
  if (inSentence) {
    const telling = tools.some((tool) => tool.opaque) || voice.heldOut || voice.random.chance(0.7);
    return voice.say(telling ? tellingSentences : [...bareSentences, ...tellingSentences])(tools, what);
  }
  const line = voice.say(lineStyles);
  return tools.map((tool, i) => line(tool, what(tool), i)).join("\n");
}
