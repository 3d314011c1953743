/** @file Seal-Tools (Wu et al., 2024): thousands of small functions, and requests with one call or several. */

import path from "node:path";
import { z } from "zod";
import { readJsonLines } from "../../../data/json-lines.js";
import {
  isName,
  type Argument,
  type Call,
  type Parameter,
  type Tool,
  type ToolRequest,
  type ToolSource,
} from "./tool.js";

const types = { str: "string", int: "integer", float: "float", bool: "boolean" } as const;
const toolRow = z.object({
  api_name: z.string(),
  api_description: z.string(),
  field: z.string(),
  parameters: z.record(
    z.string(),
    z.object({ type: z.enum(["str", "int", "float", "bool"]), description: z.string() }),
  ),
  required: z.array(z.string()),
});
const requestRow = z.object({
  query: z.string(),
  calling: z.array(z.object({ api: z.string(), parameters: z.record(z.string(), z.unknown()) })).min(1),
  api_list: z.array(z.string()).default([]),
});

/** More calls than this make an answer longer than a small model writes. */
const mostCalls = 3;

/**
 * Reads `tool`, `dev` and `test_in_domain` of `directory`. Requests are left out that take a value which they do not
 * tell, one that is not of its type, or the result of another call: nobody could answer them by one reply.
 */
export async function readSealTools(directory: string): Promise<ToolSource> {
  const rows = await readJsonLines(path.join(directory, "tool.jsonl.gz"), toolRow, "functions");
  const tools = new Map(
    rows
      .filter((row) => isName(row.api_name) && Object.keys(row.parameters).every(isName))
      .map((row) => [row.api_name, toolOf(row)]),
  );
  const files = ["dev.jsonl.gz", "test_in_domain.jsonl.gz"];
  const asked = await Promise.all(
    files.map((file) => readJsonLines(path.join(directory, file), requestRow, "requests with calls")),
  );
  const requests = asked.flat().flatMap(({ query, calling, api_list }): ToolRequest[] => {
    const calls = calling.map(({ api, parameters }) => callOf(tools.get(api), parameters, query));
    const names = new Set(calls.map((call) => call?.tool));
    const usable = calls.every((call) => call !== undefined) && names.size === calls.length;
    return usable && calls.length <= mostCalls ? [{ request: query, calls, near: api_list }] : [];
  });
  return { name: "seal_tools", tools, requests };
}

const toolOf = ({ api_name, api_description, field, parameters, required }: z.infer<typeof toolRow>): Tool => ({
  name: api_name,
  description: api_description,
  field: field.split("/")[0]!,
  parameters: Object.entries(parameters).map(([name, { type, description }]) => ({
    name,
    type: types[type],
    description,
    required: required.includes(name),
  })),
});

function callOf(tool: Tool | undefined, given: Record<string, unknown>, request: string): Call | undefined {
  if (!tool) return undefined;
  if (Object.keys(given).some((name) => !tool.parameters.some((p) => p.name === name))) return undefined;
  const call: Record<string, Argument> = {};
  for (const { name, type, required } of tool.parameters) {
    if (!(name in given)) {
      if (required) return undefined;
      continue;
    }
    const text = String(given[name]);
    const value = valueOf(text, type);
    if (value === undefined || !request.toLowerCase().includes(text.toLowerCase())) return undefined;
    call[name] = value;
  }
  return { tool: tool.name, arguments: call };
}

/** The set holds most numbers as texts. */
function valueOf(text: string, type: Parameter["type"]): Argument | undefined {
  if (text.trim() === "") return undefined;
  switch (type) {
    case "string":
      return text;
    case "integer":
      return /^[+-]?\d+$/.test(text) ? BigInt(text) : undefined;
    case "float":
      return Number.isFinite(Number(text)) ? Number(text) : undefined;
    case "boolean":
      return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined;
  }
}
