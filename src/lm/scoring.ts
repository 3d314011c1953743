/** @file Log-likelihoods of continuations: what many of them begin with is read once for all. */

import { InputError } from "../errors.js";
import { gatherPositions, input, isTop, neg, tokenLoss } from "../graph/index.js";
import { compile } from "../runtime/node.js";
import type { CompileOptions, Program } from "../runtime/program.js";
import { i64, type TensorMap } from "../tensor/host-tensor.js";
import { commonLength } from "./common-length.js";
import type { DecoderConfig } from "./config.js";
import { decode, embed, logits } from "./decoder.js";
import { TokenTree } from "./token-tree.js";
import { Weights, type PackedLayout } from "./weights.js";

/** What is scored is the continuation. */
export interface ScoredPair {
  context: readonly number[];
  continuation: readonly number[];
}

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
const rowBudget = (c: DecoderConfig): number => Math.min(1536, c.positions);

/** Tokens of one row that are scored at most: their logits are 100 MB for 49,152 words, several times over. */
const readBudget = 512;

/** Pairs of one row, with the place of each token that is read and the token to be found there. */
interface Row {
  tree: TokenTree;
  pairs: { index: number; length: number }[];
  readAt: number[];
  targets: number[];
}

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
    const tree = {
      ends: input("ends", ["rows", "tokens"], "i64"),
      positions: input("positions", ["rows", "tokens"], "i64"),
    };
    const { hidden } = decode(config, symbols, embed(config, symbols, ids), { tree });
    const targets = input("targets", ["rows", "count"], "i64");
    const out = logits(config, symbols, gatherPositions(hidden, input("read_at", ["rows", "count"], "i64")));
    const outputs = { logprobs: neg(tokenLoss(out, targets)), top: isTop(out, targets) };
    return new ContinuationScorer(config, await compile(outputs, { ...options, weights }));
  }

  /** Scores continuations of one prefix; as `scoreAll`. */
  score(prefix: readonly number[], continuations: readonly (readonly number[])[]): Promise<Scored[]> {
    return this.scoreAll(continuations.map((continuation) => ({ context: prefix, continuation })));
  }

  /**
   * Scores each continuation as if it stood alone behind its context; the numbers do not depend on which stand beside it.
   * Throws an `InputError` where a context or a continuation is empty, or both do not fit the model's context.
   */
  async scoreAll(pairs: readonly ScoredPair[]): Promise<Scored[]> {
    pairs.forEach((pair, i) => this.#check(pair, i));
    const scored = Array<Scored>(pairs.length);
    for (const row of rowsOf(pairs, rowBudget(this.config))) {
      const { logprobs, top } = await this.#run(row);
      let at = 0;
      for (const { index, length } of row.pairs) {
        const [from, to] = [at, (at += length)];
        scored[index] = { logprobs: logprobs.slice(from, to), greedy: top.slice(from, to).every((v) => v === 1) };
      }
    }
    return scored;
  }

  #check({ context, continuation }: ScoredPair, i: number): void {
    const { positions } = this.config;
    if (context.length === 0)
      throw new InputError("the prefix is empty: the first token of a continuation needs one before it, such as BOS");
    if (continuation.length === 0) throw new InputError(`continuation ${i} is empty`);
    // Nothing reads the last token.
    if (context.length + continuation.length - 1 > positions)
      throw new InputError(
        `continuation ${i} has ${continuation.length} tokens, its prefix ${context.length}; this model's context holds ${positions}`,
      );
  }

  async #run({ tree: { ids, ends, positions }, readAt, targets }: Row): Promise<Record<"logprobs" | "top", number[]>> {
    const row = { ids, ends, positions, read_at: readAt, targets };
    const results = await this.program.run(
      Object.fromEntries(Object.entries(row).map(([name, values]) => [name, i64([1, values.length], values)])),
    );
    const numbers = (name: string): number[] => Array.from(results[name]!.data as Float32Array);
    return { logprobs: numbers("logprobs"), top: numbers("top") };
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}

/** Pairs that begin alike together, as many a row as the budgets allow; one alone may exceed them. */
function* rowsOf(pairs: readonly ScoredPair[], budget: number): Generator<Row> {
  const sequences = pairs
    .map(({ context, continuation }, index) => ({ index, start: context.length, ids: [...context, ...continuation] }))
    .sort((a, b) => compareIds(a.ids, b.ids));
  const empty = (): Row => ({ tree: new TokenTree(), pairs: [], readAt: [], targets: [] });
  let row = empty();
  for (const { index, start, ids } of sequences) {
    const length = ids.length - start;
    const read = ids.slice(0, -1);
    const full = row.tree.ids.length + row.tree.cost(read) > budget || row.targets.length + length > readBudget;
    if (full && row.pairs.length > 0) {
      yield row;
      row = empty();
    }
    // Each token is read off the one before it.
    row.readAt.push(...row.tree.add(read).slice(start - 1));
    row.targets.push(...ids.slice(start));
    row.pairs.push({ index, length });
  }
  if (row.pairs.length > 0) yield row;
}

/** Sequences that begin alike stand together in this order. */
function compareIds(a: readonly number[], b: readonly number[]): number {
  const common = commonLength(a, b);
  return (a[common] ?? -1) - (b[common] ?? -1);
}
