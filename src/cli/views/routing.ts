/** @file Which experts a prompt chose, layer by layer. */

import { table } from "../table.js";

const shades = ["·", "░", "▒", "▓", "█"];

/** Gates that are named in a row. */
const most = 8;

/** `gates`: [routes][experts]; `names` of the routes: a layer each, or a layer's projections. */
export function routingView(gates: readonly (readonly number[])[], names: readonly string[], width: number): string {
  const largest = Math.max(Number.MIN_VALUE, ...gates.flat().map(Math.abs));
  const shade = (gate: number): string => {
    const level = Math.ceil((Math.abs(gate) / largest) * (shades.length - 1));
    return shades[level]!;
  };
  const chosen = (row: readonly number[]): string => {
    const kept = row
      .map((gate, expert) => ({ gate, expert }))
      .filter(({ gate }) => gate !== 0)
      .sort((a, b) => Math.abs(b.gate) - Math.abs(a.gate));
    const named = kept.slice(0, most).map(({ gate, expert }) => `${expert}: ${gate.toFixed(2)}`);
    return [...named, ...(kept.length > most ? [`and ${kept.length - most} more`] : [])].join(", ");
  };
  return table(
    [{ header: "layer" }, { header: "experts" }, { header: "gates" }],
    gates.map((row, i) => [names[i] ?? String(i), row.map(shade).join(""), chosen(row)]),
    width,
  );
}
