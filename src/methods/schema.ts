/** @file Settings that several methods have, as a recipe or a saved method gives them. */

import { z } from "zod";

export const size = z.int().min(1);

export const projections = z
  .array(z.enum(["q", "k", "v", "o", "gate", "up", "down"]))
  .refine((names) => new Set(names).size === names.length, "names a projection twice");

/** Adapted projections of the edge model; those of its FFN if left out. */
export const targets = projections.min(1).optional();

export const rank = size.default(16);
export const alpha = z.number().positive().default(16);
