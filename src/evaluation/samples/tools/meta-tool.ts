/** @file MetaTool (Huang et al., 2024): which of 199 tools a request is for, if any; tools take no arguments here. */

import path from "node:path";
import { z } from "zod";
import { readJsonLines } from "../../../data/json-lines.js";
import { isName, type ToolRequest, type ToolSource } from "./tool.js";

const toolRow = z.object({ name: z.string(), description: z.string() });
const queryRow = z.object({ query: z.string(), tool: z.string() });
const needsRow = z.object({ query: z.string(), needs_tool: z.boolean() });
const noneRow = z.object({ query: z.string(), tools: z.array(toolRow), removed_tool: z.string() });

/** Reads `tools`, `queries`, and, of `needs_tool` and `select_none`, what needs none of the tools there are. */
export async function readMetaTool(directory: string): Promise<ToolSource> {
  const read = <T>(name: string, schema: z.ZodType<T>): Promise<T[]> =>
    readJsonLines(path.join(directory, `${name}.jsonl.gz`), schema, name);
  const [tools, queries, needs, none] = await Promise.all([
    read("tools", toolRow),
    read("queries", queryRow),
    read("needs_tool", needsRow),
    read("select_none", noneRow),
  ]);
  const known = new Map(
    tools
      .filter(({ name }) => isName(name))
      .map(({ name, description }) => [name, { name, description: unlisted(description), parameters: [] }]),
  );
  const requests: ToolRequest[] = [
    ...queries
      .filter(({ tool }) => known.has(tool))
      .map(({ query, tool }) => ({ request: query, calls: [{ tool, arguments: {} }] })),
    ...needs.filter(({ needs_tool }) => !needs_tool).map(({ query }) => ({ request: query, calls: [] })),
    ...none.map(({ query, tools: listed, removed_tool }) => ({
      request: query,
      calls: [],
      useless: listed.map(({ name }) => name).filter((name) => known.has(name)),
      missing: removed_tool,
    })),
  ];
  return { name: "metatool", tools: known, requests };
}

/** Some descriptions are a list as Python prints it: its first item. */
const unlisted = (text: string): string => /^\[(['"])([^]*?)\1[,\]]/.exec(text.trim())?.[2]?.trim() ?? text.trim();
