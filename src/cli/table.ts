/** @file Tables that fit the terminal, whatever script the text is in. */

import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

export interface Column {
  header: string;
  /** `left` unless told. */
  align?: "left" | "right";
}

const narrowest = 6;
const separator = " │ ";

/**
 * Text from a model or a file, safe to show: a tab becomes spaces, other control characters their visible symbols, so
 * that no answer moves the cursor or colours the screen. Line breaks stay.
 */
export const visible = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll("\t", "    ")
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0009\u000b-\u001f]/g, (c) => String.fromCodePoint(0x2400 + c.codePointAt(0)!))
    .replaceAll(/[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");

const widthOf = (text: string): number => Math.max(0, ...text.split("\n").map((line) => stringWidth(line)));

function pad(text: string, width: number, align: Column["align"]): string {
  const space = " ".repeat(Math.max(0, width - stringWidth(text)));
  return align === "right" ? space + text : text + space;
}

/** Lines of at most `width` columns, broken between words where possible; a line's own indentation stays. */
function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    const indent = /^ */.exec(line)![0].slice(0, width >> 1);
    return wrapAnsi(line, width - indent.length, { hard: true })
      .split("\n")
      .map((part) => indent + part);
  });
}

/** Takes from the widest until all fit: of their words' room only when spaces are no more, and from none below what stays readable. */
function fit(natural: readonly number[], words: readonly number[], available: number): number[] {
  const widths = [...natural];
  for (const least of [words, words.map(() => 0)])
    while (widths.reduce((a, b) => a + b, 0) > available) {
      const room = widths.map((w, i) => (w > Math.max(narrowest, least[i]!) ? w : 0));
      if (Math.max(...room) === 0) break;
      widths[room.indexOf(Math.max(...room))]!--;
    }
  return widths;
}

/** Rows under their headers; cells wrap where the table would be wider than `width` columns. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const cells = [columns.map((c) => c.header), ...rows].map((row) => row.map(visible));
  const widest = (parts: (cell: string) => string[]): number[] =>
    columns.map((_, c) => Math.max(1, ...cells.flatMap((row) => parts(row[c] ?? "")).map(widthOf)));
  const widths = fit(
    widest((cell) => [cell]),
    widest((cell) => cell.split(" ")),
    width - separator.length * (columns.length - 1),
  );
  const lines = cells.map((row) => {
    const wrapped = widths.map((w, c) => wrap(row[c] ?? "", w));
    const height = Math.max(...wrapped.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      wrapped
        .map((cell, c) => pad(cell[line] ?? "", widths[c]!, columns[c]!.align))
        .join(separator)
        .trimEnd(),
    );
  });
  const rule = widths.map((w) => "─".repeat(w)).join("─┼─");
  return [...lines[0]!, rule, ...lines.slice(1).flat()].join("\n");
}

/** Text of a model or a person, in lines that fit. */
export const wrapped = (text: string, width: number): string => wrap(visible(text), width).join("\n");

/** A name and its value. */
export type Fact = readonly [name: string, value: string];

/** Facts a line each; long values wrap beside their name. */
export function facts(rows: readonly Fact[], width: number): string {
  const names = rows.map(([name]) => visible(name));
  const column = Math.max(...names.map(widthOf)) + 2;
  return rows
    .flatMap(([, value], i) =>
      wrap(visible(value), Math.max(narrowest, width - column)).map(
        (line, n) => pad(n === 0 ? names[i]! : "", column, "left") + line,
      ),
    )
    .join("\n");
}
