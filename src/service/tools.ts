/** @file Tools: how they are told to the model, and how its answer becomes calls. */

import { anyOf, grammar, literal, type Grammar } from "./grammar.js";
import { object } from "./json-grammar.js";
import { noSchemas, schemaMatcher } from "./json-schema.js";

export interface Tool {
  name: string;
  description?: string | undefined;
  /** JSON schema of the arguments. */
  parameters?: Record<string, unknown> | undefined;
}

export interface ToolCall {
  name: string;
  /** JSON. */
  arguments: string;
}

interface Property {
  type?: unknown;
  enum?: unknown;
  description?: unknown;
}

/** What a system prompt says of tools; behind what it says otherwise. */
export const describeTools = (tools: readonly Tool[]): string =>
  [
    "You can call these tools:",
    ...tools.map(describeTool),
    `Answer as ${writeCall("NAME", '{"ARG1": "VALUE1"}')}`,
    "If no tool fits, answer in words.",
  ].join("\n");

function describeTool({ name, description, parameters }: Tool): string {
  const properties = (parameters?.["properties"] ?? {}) as Record<string, Property>;
  const required = new Set((parameters?.["required"] ?? []) as string[]);
  const argument = ([key, { type, enum: values, description: what }]: [string, Property]): string => {
    const kind = Array.isArray(values) ? values.join("|") : type === "string" ? undefined : type;
    const told = [typeof kind === "string" ? kind : undefined, typeof what === "string" ? what : undefined];
    const more = told.filter((part) => part !== undefined).join(", ");
    return `${key}${required.has(key) || required.size === 0 ? "" : "?"}${more === "" ? "" : ` (${more})`}`;
  };
  return `- ${name}(${Object.entries(properties).map(argument).join(", ")})${description ? `: ${description}` : ""}`;
}

/** A call as the model is to write it, and as earlier ones stand in a conversation. */
export const writeCall = (name: string, args: string): string => `{"name": "${name}", "arguments": ${args}}`;

/** What a call of one of these tools looks like. Throws a 400 `ApiError` for parameters that are no JSON schema. */
export function callGrammar(tools: readonly Tool[]): Grammar {
  const totals = noSchemas();
  return grammar(
    anyOf(
      tools.map(({ name, parameters }, i) => {
        const schema = parameters ?? { type: "object", properties: {} };
        const args = schemaMatcher(schema, `tools.${i}.function.parameters`, { lenient: true, totals });
        return object([
          { key: "name", value: literal(JSON.stringify(name)), required: true },
          { key: "arguments", value: args, required: true },
        ]);
      }),
    ),
  );
}

/** The call that an answer is, if it is one of a tool that there is. */
export function parseCall(text: string, tools: readonly Tool[]): ToolCall | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { name, arguments: args } = (value ?? {}) as Record<string, unknown>;
  if (typeof args !== "object" || args === null || Array.isArray(args)) return undefined;
  const tool = tools.find((t) => t.name === name);
  return tool && { name: tool.name, arguments: JSON.stringify(args) };
}
