/** @file Data that fits a model's context. */

import { InputError } from "../errors.js";

/** So many draws in vain mean that nothing fits. */
const patience = 1000;

/** Draws until something fits. Throws an `InputError` if nothing seems to. */
export function drawFitting<T>(draw: () => T, fits: (drawn: T) => boolean): T {
  for (let i = 0; i < patience; i++) {
    const drawn = draw();
    if (fits(drawn)) return drawn;
  }
  throw new InputError(
    `none of ${patience} episodes fits the models' context; train models with more positions, or give shorter data`,
  );
}

/** Those that fit. Throws an `InputError` if none does. */
export function allFitting<T>(items: readonly T[], fits: (item: T) => boolean): T[] {
  const fitting = items.filter(fits);
  if (fitting.length === 0)
    throw new InputError(`none of the ${items.length} episodes of the validation set fits the models' context`);
  return fitting;
}
