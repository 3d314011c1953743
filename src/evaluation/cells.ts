/** @file Figures as the text of a table's cells, in the terminal and in reports. */

export const pValue = (p: number): string => (p < 0.001 ? "< 0.001" : p.toFixed(3));

/** Operations in billions; empty where they are not known. */
export const giga = (flops: number | undefined): string => (flops === undefined ? "" : (flops / 1e9).toFixed(2));
