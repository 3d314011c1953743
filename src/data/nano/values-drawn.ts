/** @file Kinds of values that a text can name several of. */

import type { Random } from "../../tensor/random.js";
import * as values from "./values.js";

export const drawn = {
  name: values.from(values.names),
  city: values.from(values.cities),
  day: values.from(values.days),
  colour: values.from(values.shades),
  pet: values.from(values.pets),
  number: (random: Random): string => `${random.between(2, 99)}`,
} as const;
