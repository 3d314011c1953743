/** @file Tools, and requests whose right calls are known, wherever they were read. */

export interface Parameter {
  name: string;
  /** As BFCL names types. */
  type: "string" | "integer" | "float" | "boolean";
  description: string;
  required: boolean;
}

export interface Tool {
  /** A name in Python. */
  name: string;
  description: string;
  parameters: readonly Parameter[];
  /** What it is about, where the source tells: a request for a tool of one field is for none of another. */
  field?: string;
}

/** An int is a bigint. */
export type Argument = string | bigint | number | boolean;

export interface Call {
  tool: string;
  /** Those that are given, in the order of the tool's parameters. */
  arguments: Readonly<Record<string, Argument>>;
}

export interface ToolRequest {
  request: string;
  /** Each of another tool; none where no tool is of use. */
  calls: readonly Call[];
  /** Tools that it could be taken to be for: good company for the right ones. */
  near?: readonly string[];
  /** Of a request without calls: the tools that are of no use; all if left out. */
  useless?: readonly string[];
  /** Of a request without calls: the tool that would be of use. */
  missing?: string;
}

/** What is listed together in a prompt comes of one source. */
export interface ToolSource {
  name: string;
  tools: ReadonlyMap<string, Tool>;
  requests: readonly ToolRequest[];
}

export const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);
