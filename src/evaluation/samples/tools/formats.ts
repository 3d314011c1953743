/** @file How tools and calls are written: as in GPT4Tools, or as BFCL asks for them. */

import { bfclSystem } from "../../tools/bfcl-files.js";
import type { Argument, Call, Tool } from "./tool.js";

export interface ToolFormat {
  system(tools: readonly Tool[]): string;
  /** What is to be answered; `tools` are those listed. */
  answer(calls: readonly Call[], tools: readonly Tool[]): string;
}

export const toolFormats = ["gpt4tools", "bfcl"] as const;
export type ToolFormatName = (typeof toolFormats)[number];

/** The part of GPT4Tools' prompt (Yang et al., 2023) that does not speak of images. */
const gpt4tools: ToolFormat = {
  system: (tools) => `TOOLS:
------

You have access to the following tools:

${tools.map((tool) => `> ${tool.name}: ${described(tool)}`).join("\n")}

To use a tool, please use the following format:

Thought: Do I need to use a tool? Yes
Action: the action to take, should be one of [${tools.map(({ name }) => name).join(", ")}]
Action Input: the input to the action

When you have a response to say to the Human, or if you do not need to use a tool, you MUST use the format:

Thought: Do I need to use a tool? No
AI: [your response here]`,
  answer: (calls, tools) =>
    calls.length === 0
      ? "Thought: Do I need to use a tool? No\nAI: None of the tools is of use here."
      : calls
          .map(
            (call) =>
              `Thought: Do I need to use a tool? Yes\nAction: ${call.tool}\nAction Input: ${input(call, tools)}`,
          )
          .join("\n"),
};

const sentence = (text: string): string => text.trim().replace(/[.;]*$/, ".");

function described({ description, parameters }: Tool): string {
  const what = parameters.map((p) => p.description.trim().replace(/\.$/, "")).join("; ");
  const kind = parameters.length === 1 ? "string" : `comma separated string of ${parameters.length}`;
  return parameters.length === 0
    ? sentence(description)
    : `${sentence(description)} The input to this tool should be a ${kind}, representing ${what}.`;
}

/** By place, as GPT4Tools has it; what is not told has its place all the same. */
function input({ tool, arguments: given }: Call, tools: readonly Tool[]): string {
  const parameters = tools.find(({ name }) => name === tool)!.parameters;
  const values = parameters.map(({ name }) => given[name] ?? "None");
  return values.length === 0 ? "None" : values.map((v) => (typeof v === "string" ? v : literal(v))).join(", ");
}

/** In Python; a float may look like an int, as it does in a request. */
function literal(value: Argument): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

const bfcl: ToolFormat = {
  system: (tools) => bfclSystem(tools.map(bfclFunction)),
  answer: (calls) =>
    calls.length === 0
      ? "None of the functions is of use here."
      : `[${calls
          .map(({ tool, arguments: given }) => {
            const written = Object.entries(given).map(([name, value]) => `${name}=${literal(value)}`);
            return `${tool}(${written.join(", ")})`;
          })
          .join(", ")}]`,
};

/** A tool as BFCL describes functions. */
export const bfclFunction = ({ name, description, parameters }: Tool) => ({
  name,
  description,
  parameters: {
    type: "dict",
    properties: Object.fromEntries(parameters.map((p) => [p.name, { type: p.type, description: p.description }])),
    required: parameters.filter((p) => p.required).map((p) => p.name),
  },
});

export const toolFormat = (name: ToolFormatName): ToolFormat => ({ gpt4tools, bfcl })[name];
