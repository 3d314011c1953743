/** @file Requests, each answered without the prompt, with it in context, and by the specialised model. */

import type { Column, SideBySide } from "../../evaluation/side-by-side.js";
import { bytes, count, duration } from "../format.js";
import { table, wrapped } from "../table.js";

export function demoView({ prompt, answers, ...weight }: SideBySide & { prompt: string }, width: number): string {
  return [
    wrapped(prompt, width),
    ...answers.map(({ request, columns }) => `${wrapped(`> ${request}`, width)}\n\n${columnsView(columns, width)}`),
    `The adapter: ${bytes(weight.adapterBytes)} as factors, ${bytes(weight.gatesBytes)} as gates.`,
  ].join("\n\n");
}

function columnsView(columns: readonly Column[], width: number): string {
  const row = (label: string, cell: (column: Column) => string): string[] => [label, ...columns.map(cell)];
  return table(
    ["", ...columns.map((c) => c.name)].map((header) => ({ header })),
    [
      row("answer", (c) => withoutLoop(c.answer)),
      row("prompt tokens", (c) => count(c.promptTokens)),
      row("first token", (c) => duration(c.firstTokenMs)),
      row("total", (c) => duration(c.totalMs)),
    ],
    width,
  );
}

/** What a model repeats to its last token is shown three times, not forty. */
const withoutLoop = (answer: string): string =>
  answer.replace(/(.{1,40}?)\1{7,}(.{0,40})$/su, (all, unit: string, rest: string) =>
    unit.startsWith(rest) ? `${unit.repeat(3)}… (and so on, ${count(all.length)} characters)` : all,
  );
