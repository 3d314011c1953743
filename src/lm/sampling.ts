/**
 * @file The next token from its logits. Every step does what the class of the same name in transformers'
 * generation/logits_process.py does, and they run in the order of `_get_logits_processor` in its generation/utils.py.
 */

import { InputError, LoraGenError } from "../errors.js";
import { Random } from "../tensor/random.js";

/** Logits of every token of the vocabulary; -Infinity for one that can't be taken. No function here changes its argument. */
export type Logits = Float32Array;

export interface SamplingSettings {
  /** Divides the logits; below 1e-6 (0), takes the likeliest token and leaves the settings below without effect. Default: 1. */
  readonly temperature?: number | undefined;
  /** Only so many of the likeliest tokens, and what ties with the last of them. Default: 0, all. */
  readonly topK?: number | undefined;
  /** Only the fewest of the likeliest tokens that together have this probability. Default: 1, all. */
  readonly topP?: number | undefined;
  /** Only tokens with at least this part of the likeliest one's probability. Default: 0, all. */
  readonly minP?: number | undefined;
  /** Above 1, tokens of the history (prompt included) become less likely. Default: 1. */
  readonly repetitionPenalty?: number | undefined;
  /** The same seed gives the same tokens. Default: another one each time. */
  readonly seed?: number | string | undefined;
}

/** `history`: ids of the prompt and of what was generated so far. */
export type Sampler = (logits: Logits, history: readonly number[]) => number;

/** The id of the largest logit; of equal ones, the first. */
export function likeliest(logits: Logits): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  if (!(logits[best]! > -Infinity)) throw new LoraGenError("no token can follow: the model's logits are not numbers");
  return best;
}

/** What softmax divides by their total to get probabilities. */
function exponentials(logits: Logits): { weights: Float64Array; total: number; largest: number } {
  const largest = logits[likeliest(logits)]!;
  const weights = new Float64Array(logits.length);
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] = Math.exp(logits[i]! - largest);
  return { weights, total, largest };
}

const keep = (logits: Logits, keeps: (logit: number) => boolean): Logits =>
  logits.map((logit) => (keeps(logit) ? logit : -Infinity));

/** Divides positive logits of the tokens in `history` by `penalty`, multiplies negative ones (`RepetitionPenaltyLogitsProcessor`). */
export function penalizeRepetition(logits: Logits, history: readonly number[], penalty: number): Logits {
  const out = logits.slice();
  // From `logits`, not `out`: a token is penalised once, however often it occurred.
  for (const id of history) out[id] = logits[id]! < 0 ? logits[id]! * penalty : logits[id]! / penalty;
  return out;
}

/** `TemperatureLogitsWarper` */
export const heat = (logits: Logits, temperature: number): Logits => logits.map((logit) => logit / temperature);

/** `TopKLogitsWarper`: a logit equal to the k-th largest stays, too. */
export function keepTopK(logits: Logits, k: number): Logits {
  if (k >= logits.length) return logits;
  // The largest so far, as a heap: none is less than its parent (i - 1) / 2, the first the least of all.
  const largest = new Float32Array(k).fill(-Infinity);
  for (const logit of logits) {
    if (!(logit > largest[0]!)) continue;
    let at = 0;
    for (let child = 1; child < k; child = 2 * at + 1) {
      if (child + 1 < k && largest[child + 1]! < largest[child]!) child++;
      if (largest[child]! >= logit) break;
      largest[at] = largest[child]!;
      at = child;
    }
    largest[at] = logit;
  }
  const least = largest[0]!;
  return keep(logits, (logit) => logit >= least);
}

/** `TopPLogitsWarper`: removes the least likely tokens that together have at most 1 - p; never the likeliest. */
export function keepTopP(logits: Logits, p: number): Logits {
  const { weights, total, largest } = exponentials(logits);
  const removable = (1 - p) * total;
  // Sorting a whole vocabulary is slow: look for a weight below which all goes anyway, and sort the rest.
  let floor: number;
  let mass: number;
  let depth = 2;
  do {
    floor = Math.exp(-depth);
    mass = 0;
    for (let i = 0; i < weights.length; i++) if (weights[i]! < floor) mass += weights[i]!;
    depth *= 2;
  } while (mass > removable);
  const ascending = logits.filter((_, i) => weights[i]! >= floor).sort();
  let removed = 0;
  while (removed < ascending.length - 1 && (mass += Math.exp(ascending[removed]! - largest)) <= removable) removed++;
  // Of equal logits at the border, the first ones stay; PyTorch's order of them is not defined.
  const least = ascending[removed]!;
  let ties = ascending.lastIndexOf(least) + 1 - removed;
  return keep(logits, (logit) => logit > least || (logit === least && ties-- > 0));
}

/** `MinPLogitsWarper` */
export function keepMinP(logits: Logits, p: number): Logits {
  const least = logits[likeliest(logits)]! + Math.log(p);
  return keep(logits, (logit) => logit >= least);
}

/** An id with the probability that softmax gives it. */
function draw(logits: Logits, random: Random): number {
  const { weights, total } = exponentials(logits);
  let rest = random.uniform() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    rest -= weights[i]!;
    if (rest < 0) break;
  }
  return last; // also where rounding leaves a rest behind the last token
}

/** Whether the likeliest token is taken: nearly all probability is its own far above the temperatures that logits overflow at. */
const isGreedy = ({ temperature = 1 }: SamplingSettings): boolean => temperature < 1e-6;

/** The logits that a token is drawn from, all settings applied; where the likeliest is taken, only the repetition penalty. */
export function processLogits(logits: Logits, history: readonly number[], settings: SamplingSettings): Logits {
  const { temperature = 1, topK = 0, topP = 1, minP = 0, repetitionPenalty = 1 } = settings;
  let out = repetitionPenalty === 1 ? logits : penalizeRepetition(logits, history, repetitionPenalty);
  if (isGreedy(settings)) return out;
  if (temperature !== 1) out = heat(out, temperature);
  if (topK > 0) out = keepTopK(out, topK);
  if (topP < 1) out = keepTopP(out, topP);
  return minP > 0 ? keepMinP(out, minP) : out;
}

const ranges: [keyof SamplingSettings, (value: number) => boolean, string][] = [
  ["temperature", (t) => t >= 0 && t < Infinity, "a number of at least 0"],
  ["topK", (k) => Number.isInteger(k) && k >= 0, "a whole number of at least 0"],
  ["topP", (p) => p > 0 && p <= 1, "a number above 0 and up to 1"],
  ["minP", (p) => p >= 0 && p <= 1, "a number from 0 to 1"],
  ["repetitionPenalty", (p) => p > 0 && p < Infinity, "a number above 0"],
];

/** Throws an `InputError` for a setting out of its range. */
export function sampler(settings: SamplingSettings = {}): Sampler {
  for (const [name, fits, expected] of ranges) {
    const value = settings[name];
    if (value !== undefined && !fits(value as number))
      throw new InputError(`${name} is ${value}, expected ${expected}`);
  }
  const random = new Random(settings.seed ?? Math.random());
  return (logits, history) => {
    const processed = processLogits(logits, history, settings);
    return isGreedy(settings) ? likeliest(processed) : draw(processed, random);
  };
}
