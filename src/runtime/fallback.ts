/** @file A program with another to take its place, should it fail: what a GPU can't do may show in the first run only. */

import { InputError } from "../errors.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import {
  checkDerived,
  ownResident,
  type Derivation,
  type Growing,
  type GrowthSpec,
  type HoldOptions,
  type Program,
  type Resident,
  type RunOptions,
} from "./program.js";

/**
 * The program that `make` makes. If that fails, or its first run, `makeOther`'s goes on from there, and `onFailure` is told
 * why. What both need to be made of is kept until a run has succeeded.
 */
export async function withFallback(
  make: () => Promise<Program>,
  makeOther: () => Promise<Program>,
  onFailure: (reason: unknown) => void,
): Promise<Program> {
  let program: Program;
  try {
    program = await make();
  } catch (error) {
    onFailure(error);
    return makeOther();
  }
  /** None once a run has succeeded. */
  let other: typeof makeOther | undefined = makeOther;
  const held = new Set<Moving>();
  const settle = (): void => {
    other = undefined;
    for (const resident of held) resident.settle();
    held.clear();
  };
  const attempt = async <T>(act: () => Promise<T>): Promise<T> => {
    if (!other) return act();
    try {
      return await act();
    } catch (error) {
      if (error instanceof InputError) throw error;
      onFailure(error);
      const failed = program;
      program = await other();
      for (const resident of held) await resident.moveTo(program);
      settle();
      await failed.dispose().catch(() => {});
      return act();
    }
  };
  const moving = async <M extends Moving>(resident: M): Promise<M> => {
    await attempt(() => resident.moveTo(program));
    if (other) held.add(resident);
    else resident.settle();
    return resident;
  };
  const unwrapped = ({ with: residents = [], grow, ...options }: RunOptions): RunOptions => ({
    ...options,
    with: residents.filter(({ names }) => names.length > 0).map((resident) => ownResident(Moving, resident).inner),
    ...(grow && { grow: { ...grow, cache: ownResident(MovingGrowing, grow.cache).inner } }),
  });
  return {
    inputs: program.inputs,
    outputs: program.outputs,
    async run(feeds, options = {}) {
      const results = await attempt(() => program.run(feeds, unwrapped(options)));
      settle();
      return results;
    },
    hold: (tensors: TensorMap, { over }: HoldOptions = {}) =>
      moving(new Moving((to) => to.hold(tensors, over && { over: ownResident(Moving, over).inner }))),
    async derive(base: Resident, derivation: Derivation) {
      checkDerived(base, derivation);
      return moving(new Moving((to) => to.derive(ownResident(Moving, base).inner, derivation)));
    },
    growing: (spec: GrowthSpec) => moving(new MovingGrowing(spec)),
    dispose: () => program.dispose(),
  };
}

/** A resident that can be made again in another program; until that is settled it stays, for those that are derived of it. */
class Moving implements Resident {
  inner!: Resident;
  #released = false;

  constructor(private make: ((program: Program) => Promise<Resident>) | undefined) {}

  async moveTo(program: Program): Promise<void> {
    if (this.make) this.inner = await this.make(program);
  }
  settle(): void {
    this.make = undefined;
    if (this.#released) this.inner.release();
  }
  get names(): readonly string[] {
    return this.#released ? [] : this.inner.names;
  }
  release(): void {
    this.#released = true;
    if (!this.make) this.inner.release();
  }
}

/** A cache; it is empty as long as it may move. */
class MovingGrowing extends Moving implements Growing {
  declare inner: Growing;

  constructor(readonly spec: GrowthSpec) {
    super((to) => to.growing(spec));
  }

  copyRow(from: number, to: number, length: number, source: Growing = this): Promise<void> {
    return this.inner.copyRow(from, to, length, ownResident(MovingGrowing, source).inner);
  }
}
