/** @file One request, answered without the prompt, with it in context, and by the specialised model. */

import { bytes, count, duration } from "../format.js";
import { table } from "../table.js";

export interface DemoColumn {
  name: string;
  answer: string;
  /** Tokens of the system prompt that this answer paid for. */
  promptTokens: number;
  firstTokenMs: number;
  totalMs: number;
}

export interface DemoResult {
  columns: DemoColumn[];
  /** What the adapter weighs: as LoRA factors, and as gates where the edge holds the expert pool. */
  adapterBytes: number;
  gatesBytes: number;
}

export function demoView(result: DemoResult, width: number): string {
  const { columns } = result;
  const row = (label: string, cell: (column: DemoColumn) => string): string[] => [label, ...columns.map(cell)];
  const rows = [
    row("answer", (c) => c.answer),
    row("prompt tokens", (c) => count(c.promptTokens)),
    row("first token", (c) => duration(c.firstTokenMs)),
    row("total", (c) => duration(c.totalMs)),
  ];
  const headers = ["", ...columns.map((c) => c.name)].map((header) => ({ header }));
  const weight = `The adapter: ${bytes(result.adapterBytes)} as factors, ${bytes(result.gatesBytes)} as gates.`;
  return `${table(headers, rows, width)}\n\n${weight}`;
}
