/** @file All that a drawing can come to, to look for those that do the same. */

import { Random } from "../../tensor/random.js";

/** Takes the choices it is told and, behind them, the first of each; notes how many there were. */
class Chooser extends Random {
  readonly choices: { taken: number; of: number }[];
  #next = 0;

  constructor(choices: readonly { taken: number; of: number }[]) {
    super(0);
    this.choices = [...choices];
  }

  override below(n: number): number {
    const at = this.#next++;
    return (this.choices[at] ??= { taken: 0, of: n }).taken;
  }

  override chance(): boolean {
    return this.below(2) === 1;
  }
}

/** Every outcome of a drawing that picks from lists and takes chances, however unlikely; some come more than once. */
export function outcomes<T>(draw: (random: Random) => T): T[] {
  const found: T[] = [];
  for (let choices: Chooser["choices"] = []; ;) {
    const random = new Chooser(choices);
    found.push(draw(random));
    ({ choices } = random);
    while (choices.length > 0 && choices.at(-1)!.taken === choices.at(-1)!.of - 1) choices.pop();
    if (choices.length === 0) return found;
    choices.at(-1)!.taken++;
  }
}
