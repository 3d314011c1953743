/** @file Which tools and requests are trained on, chosen by, and tested on. */

import { sha256 } from "../../../tensor/sha256.js";
import type { ToolRequest } from "./tool.js";

/** `seen`: tests with tools that are trained on, and requests that are not. */
export type ToolSplit = "train" | "validation" | "seen" | "unseen";

/** Shares of tools; of the requests for tools that are trained on, as many are held back as `seen`. */
const [unseen, validation, seen] = [0.15, 0.1, 0.1];

/** Uniform in [0, 1), the same for the same text everywhere. */
const place = (text: string): number => parseInt(sha256(text).slice(0, 8), 16) / 2 ** 32;

/** By the hash of its name: training lists no tool of the other two. */
export function splitOfTool(name: string): Exclude<ToolSplit, "seen"> {
  const at = place(name);
  return at < unseen ? "unseen" : at < unseen + validation ? "validation" : "train";
}

/** Where a request belongs; nowhere if its tools belong to different splits. One without a tool goes by its own hash. */
export function splitOfRequest({ request, calls, missing }: ToolRequest): ToolSplit | undefined {
  const owners = calls.length > 0 ? calls.map(({ tool }) => tool) : [missing ?? request];
  const splits = new Set(owners.map(splitOfTool));
  if (splits.size > 1) return undefined;
  const [split] = splits as Set<ToolSplit>;
  return split === "train" && place(request) < seen ? "seen" : split;
}

/** Right tools apart, which tools a prompt of the split may list: tests have all for company. */
export function mayList(split: ToolSplit, tool: string): boolean {
  const of = splitOfTool(tool);
  if (split === "train") return of === "train";
  return split === "validation" ? of !== "unseen" : true;
}
