/** @file Log-likelihoods of continuations: many behind one shared prefix, which is read once for all of them. */

import { InputError } from "../errors.js";
import { gatherPositions, input, isTop, neg, tokenLoss } from "../graph/index.js";
import { compile } from "../runtime/node.js";
import type { CompileOptions, Program } from "../runtime/program.js";
import { i64, type TensorMap } from "../tensor/host-tensor.js";
import { branchRow } from "./branches.js";
import type { DecoderConfig } from "./config.js";
import { decode, embed, logits } from "./decoder.js";
import { Weights, type PackedLayout } from "./weights.js";

export interface Scored {
  /** Natural logarithm of each token's probability. */
  readonly logprobs: readonly number[];
  /** Whether every token is the model's first choice: what greedy decoding would give. */
  readonly greedy: boolean;
}

export interface ScorerOptions extends Omit<CompileOptions, "weights"> {
  /** Layouts of the matrices that are packed; the weights then hold their parts. */
  packed?: ReadonlyMap<string, PackedLayout>;
}

/** Tokens of one row at most: attention grows with their square. Nor do ORT's rotary tables serve more than the context. */
const rowBudget = (c: DecoderConfig): number => Math.min(1024, c.positions);

export class ContinuationScorer {
  private constructor(
    private readonly config: DecoderConfig,
    private readonly program: Program,
  ) {}

  /** For a model's weights, by name. */
  static async create(
    config: DecoderConfig,
    weights: TensorMap,
    { packed, ...options }: ScorerOptions = {},
  ): Promise<ContinuationScorer> {
    const symbols = new Weights("", packed);
    const ids = input("ids", ["rows", "tokens"], "i64");
    const branches = {
      segments: input("segments", ["rows", "tokens"], "i64"),
      positions: input("positions", ["rows", "tokens"], "i64"),
    };
    const { hidden } = decode(config, symbols, embed(config, symbols, ids), { branches });
    const targets = input("targets", ["rows", "count"], "i64");
    const out = logits(config, symbols, gatherPositions(hidden, input("read_at", ["rows", "count"], "i64")));
    const outputs = { logprobs: neg(tokenLoss(out, targets)), top: isTop(out, targets) };
    return new ContinuationScorer(config, await compile(outputs, { ...options, weights }));
  }

  /**
   * Scores each continuation as if it alone stood behind the prefix; the numbers do not depend on which stand beside it.
   * Throws an `InputError` where the prefix or a continuation is empty, or both do not fit the context.
   */
  async score(prefix: readonly number[], continuations: readonly (readonly number[])[]): Promise<Scored[]> {
    if (prefix.length === 0)
      throw new InputError("the prefix is empty: the first token of a continuation needs one before it, such as BOS");
    const { positions } = this.config;
    for (const [i, continuation] of continuations.entries()) {
      if (continuation.length === 0) throw new InputError(`continuation ${i} is empty`);
      if (prefix.length + continuation.length > positions)
        throw new InputError(
          `continuation ${i} has ${continuation.length} tokens, its prefix ${prefix.length}; this model's context holds ${positions}`,
        );
    }
    const scored: Scored[] = [];
    for (const part of parts(prefix.length, continuations, rowBudget(this.config)))
      scored.push(...(await this.scoreRow(prefix, part)));
    return scored;
  }

  private async scoreRow(prefix: readonly number[], continuations: readonly (readonly number[])[]): Promise<Scored[]> {
    // Each token is read off the one before it: the prefix's last one for a branch's first.
    let start = prefix.length;
    const read = continuations.flatMap(({ length }) => {
      const first = start;
      start += length;
      return Array.from({ length }, (_, i) => (i === 0 ? prefix.length : first + i) - 1);
    });
    const row = { ...branchRow(prefix, continuations), read_at: read, targets: continuations.flat() };
    const results = await this.program.run(
      Object.fromEntries(Object.entries(row).map(([name, values]) => [name, i64([1, values.length], values)])),
    );
    const [logprobs, top] = [results["logprobs"]!, results["top"]!].map(({ data }) => Array.from(data as Float32Array));
    let at = 0;
    return continuations.map(({ length }) => {
      const [from, to] = [at, (at += length)];
      return { logprobs: logprobs!.slice(from, to), greedy: top!.slice(from, to).every((v) => v === 1) };
    });
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}

/** Continuations in their order, as many together as the budget of a row allows; one alone may exceed it. */
function* parts(
  prefix: number,
  continuations: readonly (readonly number[])[],
  budget: number,
): Generator<(readonly number[])[]> {
  let part: (readonly number[])[] = [];
  let tokens = prefix;
  for (const continuation of continuations) {
    if (part.length > 0 && tokens + continuation.length > budget) {
      yield part;
      [part, tokens] = [[], prefix];
    }
    part.push(continuation);
    tokens += continuation.length;
  }
  if (part.length > 0) yield part;
}
