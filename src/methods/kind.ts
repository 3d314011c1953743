/** @file What a kind of method needs to be trained, saved and loaded by its name alone. */

import type { z } from "zod";
import { InputError } from "../errors.js";
import type { DecoderConfig } from "../lm/config.js";
import { attentionProjections, ffnProjections, type Projection } from "../lm/weights.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { Random } from "../tensor/random.js";
import type { AdapterOutputs } from "./adapter-outputs.js";
import type { Role } from "./base-models.js";
import type { Method } from "./method.js";

/** A frozen model: its configuration and its weights, f32. */
export interface Base {
  config: DecoderConfig;
  weights: TensorMap;
}

/** `cloud` is there for methods whose prompts it reads. */
export interface Bases {
  edge: Base;
  cloud?: Base;
}

/** A method made for given models. */
export interface MadeMethod {
  method: Method;
  /** First values of what is trained. */
  initial(random: Random): TensorMap;
  /** Tokens of a system prompt, and of a request with its answer, that it can take. */
  longestPrompt: number;
  longestRequest: number;
  /** Vectors that stand for the prompt in front of each request, where there are some. */
  prefix?: number;
  /** Where an adapter stands for each prompt: its factors, from the prompts that `promptFeeds` gives. */
  adapter?(): AdapterOutputs;
}

interface Definition<Settings> {
  name: string;
  /** With every default; a recipe's `settings` and a saved method's are the same. */
  settings: z.ZodType<Settings>;
  /** The model that reads the system prompts, and whose tokenizer writes them; left out where none does. */
  reader?: Role;
  /** Why no weights of the edge model stand for it; left out where an adapter does. */
  unmergeable?: string;
  /** Throws an `InputError` for settings that do not fit the models. */
  make(settings: Settings, models: Bases): MadeMethod;
}

export interface MethodKind extends Omit<Definition<unknown>, "make"> {
  make(settings: unknown, models: Bases): MadeMethod;
}

/** A kind whose settings are checked where they are used, so that all kinds have one type. */
export const defineKind = <Settings>({ make, ...rest }: Definition<Settings>): MethodKind => ({
  ...rest,
  make: (settings, models) => make(rest.settings.parse(settings), models),
});

/** The projections to adapt, those of the FFN unless told. Throws an `InputError` for one that the model lacks. */
export function checkTargets(
  targets: readonly Projection[] | undefined,
  edge: DecoderConfig,
  allowed: readonly Projection[] = [...attentionProjections, ...ffnProjections(edge)],
): readonly Projection[] {
  const chosen = targets ?? ffnProjections(edge);
  const alien = chosen.find((p) => !allowed.includes(p));
  if (alien)
    throw new InputError(
      edge.architecture === "opt" && alien === "gate"
        ? "targets: OPT has no gate projection to adapt"
        : `targets: ${alien} can't be adapted by this method; it takes ${allowed.join(", ")}`,
    );
  return chosen;
}
