import fc from "fast-check";
import { expect, test } from "vitest";
import { packRows } from "../../src/lm/pack-rows.js";
import { configOf } from "../adapter/adapters.js";

const config = { ...configOf("llama"), positions: 512 };
const widthOf = (rows: readonly (readonly number[])[], lengths: readonly number[]): number =>
  Math.max(...rows.map((row) => row.reduce((sum, i) => sum + lengths[i]!, 0)));

test("every sequence is in one row, no row is wider than the context, and packing never makes more padding", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 512 }), { minLength: 1, maxLength: 40 }), (lengths) => {
      const rows = packRows(lengths, config);
      expect(rows.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
      expect(rows.every((row) => row.length > 0)).toBe(true);
      expect(widthOf(rows, lengths)).toBeLessThanOrEqual(config.positions);
      expect(rows.length * widthOf(rows, lengths)).toBeLessThanOrEqual(lengths.length * Math.max(...lengths) * 1.0001);
    }),
  );
});

test("short ones stand beside each other, a long one alone", () => {
  const rows = packRows([100, 20, 30, 50, 40, 60], config);
  expect(rows[0]).toEqual([0]);
  expect(widthOf(rows, [100, 20, 30, 50, 40, 60])).toBe(100);
  expect(rows).toHaveLength(3);
});
