/** @file GPTeacher's Toolformer set: eight tools of one text each, called within a sentence. */

import { z } from "zod";
import { readJsonLines } from "../../../data/json-lines.js";
import type { Call, Tool, ToolRequest, ToolSource } from "./tool.js";

const row = z.object({ instruction: z.string(), input: z.string(), output: z.string() });

const signature = /^(\w+)\((\w+)\)$/;
const quoted = String.raw`'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"`;

/** Reads the set from its file; requests whose answer is not one call of a listed tool are left out. */
export async function readToolformer(file: string): Promise<ToolSource> {
  const rows = await readJsonLines(file, row, "instructions with calls");
  const tools = new Map<string, Tool>();
  const requests: ToolRequest[] = [];
  for (const { instruction, input, output } of rows) {
    const lines = instruction.split("\n");
    const last = lines.findLastIndex((line) => signature.test(line));
    if (last < 0) continue;
    const listed: string[] = [];
    for (const [at, line] of lines.entries()) {
      const [, name, parameter] = signature.exec(line) ?? [];
      if (name === undefined) continue;
      listed.push(name);
      tools.set(name, toolOf(name, parameter!, lines[at - 1]!));
    }
    const calls = callsOf(output, listed, tools);
    const request = [...lines.slice(last + 1), input].filter((part) => part.trim() !== "").join("\n");
    if (calls.length === 1 && request !== "") requests.push({ request, calls, near: listed });
  }
  return { name: "toolformer", tools, requests };
}

/** A description ends with what the input should be. */
function toolOf(name: string, parameter: string, told: string): Tool {
  const [sentence, input] = /(?:The i|I)nput should be ([^.]+)\. ?/.exec(told) ?? ["", "a text"];
  const description = told.replace(sentence, "").trim();
  return { name, description, parameters: [{ name: parameter, type: "string", description: input, required: true }] };
}

function callsOf(output: string, listed: readonly string[], tools: ReadonlyMap<string, Tool>): Call[] {
  const pattern = new RegExp(String.raw`\b(${listed.join("|")})\((?:${quoted})\)`, "g");
  return [...output.matchAll(pattern)].map(([, name, single, double]) => ({
    tool: name!,
    arguments: { [tools.get(name!)!.parameters[0]!.name]: (single ?? double!).replaceAll(/\\(['"\\])/g, "$1") },
  }));
}
