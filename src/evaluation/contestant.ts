/** @file What an evaluation tries: an edge model that gets what its system prompt says in one way or another. */

import type { Adapter } from "../adapter/adapter.js";
import { EdgeModel } from "../adapter/edge-model.js";
import { merge } from "../adapter/merge.js";
import type { Prompt } from "../lm/language-model.js";
import type { BatchDecoder } from "../lm/batch-decoder.js";
import { PrefixCache } from "../lm/prefix-cache.js";
import { ContinuationScorer } from "../lm/scoring.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import type { Projection } from "../lm/weights.js";
import type { Base } from "../methods/kind.js";
import { InputError } from "../errors.js";
import { batches } from "./batches.js";
import type { Asked } from "./reasoning/ask.js";
import { fitted } from "./reasoning/encode.js";
import { encodeAsked, logLikelihoods, type Writing } from "./reasoning/likelihood.js";
import type { Scorer } from "./scorer.js";

export interface Contestant {
  /** Of answers to the letter. */
  scorer(): Promise<Scorer>;
  /** Log-likelihoods of each question's choices, behind one system prompt or what stands for it. */
  choose(system: string, questions: readonly ChoiceQuestion[]): Promise<number[][]>;
  /** Greedy, behind one system prompt: it is read once for all of them. */
  answers(system: string, requests: readonly WrittenRequest[]): Promise<string[]>;
  /** Reads a request (and the prompt, where it stands in the context) up to the first token; undefined where that can't be told apart from reading the prompt. */
  firstToken?(system: string, request: string): Promise<void>;
  /** Gates [routes][experts] of a prompt, where there is a router that reads it. */
  gates?(system: string): Promise<number[][]>;
  dispose(): Promise<void>;
}

export interface ChoiceQuestion {
  asked: Asked;
  writing: Writing;
}

export interface WrittenRequest {
  request: string;
  maxTokens: number;
}

export interface AdaptedOptions {
  /** The edge model: where it is, and its weights. */
  source: string;
  base: Base;
  tokenizer: Tokenizer;
  /** Whether the system prompt stands in the context of each request. */
  inContext: boolean;
  /** The adapter, of each system prompt or the same for all, and what adapters may change. */
  adapter?: { targets: readonly Projection[]; ofPrompt: boolean; for(system: string): Promise<Adapter> };
  gates?(system: string): Promise<number[][]>;
  openScorer(): Promise<Scorer>;
  threads?: number | undefined;
  dispose?(): Promise<void>;
}

/** An edge model as it is, or with an adapter in its weights. */
export function adaptedContestant(options: AdaptedOptions): Contestant {
  const { source, base, tokenizer, inContext, adapter, openScorer, threads } = options;
  const given = threads ? { threads } : {};
  let scorer: Promise<Scorer> | undefined;
  let edge: Promise<EdgeModel> | undefined;
  // Questions behind one prompt stand together: the last one's is enough.
  let scoring: { key: string; scorer: ContinuationScorer } | undefined;
  let speaking: { key: string; model: EdgeModel; decoder: BatchDecoder } | undefined;

  const keyOf = (system: string): string => (adapter?.ofPrompt ? system : "");
  const continuationScorer = async (system: string): Promise<ContinuationScorer> => {
    if (scoring?.key === keyOf(system)) return scoring.scorer;
    await scoring?.scorer.dispose();
    scoring = undefined;
    const merged = adapter ? await merge(base.config, base.weights, await adapter.for(system)) : {};
    const made = await ContinuationScorer.create(base.config, { ...base.weights, ...merged }, given);
    scoring = { key: keyOf(system), scorer: made };
    return made;
  };
  const speaker = async (system: string): Promise<NonNullable<typeof speaking>> => {
    if (speaking?.key === keyOf(system)) return speaking;
    speaking?.model.release();
    edge ??= EdgeModel.load(source, { adaptable: adapter?.targets ?? [], thread: "main", ...given });
    const model = adapter ? await (await edge).specialize(await adapter.for(system)) : await edge;
    const decoder = model.batch({ prefixes: new PrefixCache(base.config.positions) });
    return (speaking = { key: keyOf(system), model, decoder });
  };
  const messages = (system: string, request: string): Prompt => {
    const user = { role: "user", content: request };
    return inContext && system !== "" ? [{ role: "system", content: system }, user] : [user];
  };
  return {
    scorer: () => (scorer ??= openScorer()),
    async choose(system, questions) {
      const pairs = questions.map(({ asked, writing }) =>
        encodeAsked(tokenizer, asked, writing, inContext ? system : ""),
      );
      const scores = await logLikelihoods(await continuationScorer(system), pairs.flat(), base.config.positions);
      return regrouped(scores, pairs);
    },
    async answers(system, requests) {
      const { model, decoder } = await speaker(system);
      return Promise.all(
        requests.map(async ({ request, maxTokens }) => {
          const pieces = [];
          for await (const piece of decoder.text(model.encode(messages(system, request)), { maxTokens }))
            pieces.push(piece);
          return pieces.join("");
        }),
      );
    },
    async firstToken(system, request) {
      await (await speaker(system)).model.complete(messages(system, request), { maxTokens: 1 });
    },
    ...(options.gates ? { gates: options.gates } : {}),
    async dispose() {
      await scoring?.scorer.dispose();
      await (await scorer)?.dispose();
      await (await edge)?.dispose();
      await options.dispose?.();
    },
  };
}

export interface GraphOptions {
  name: string;
  tokenizer: Tokenizer;
  /** Tokens of the edge model's context. */
  positions: number;
  openScorer(): Promise<Scorer>;
  dispose?(): Promise<void>;
}

/** A method that no weights stand for: its own graph reads prompts and requests, so it scores and chooses, but does not speak. */
export function graphContestant({ name, tokenizer, positions, openScorer, dispose }: GraphOptions): Contestant {
  let opened: Promise<Scorer> | undefined;
  const scorer = (): Promise<Scorer> => (opened ??= openScorer());
  return {
    scorer,
    async choose(system, questions) {
      const score = await scorer();
      const pairs = questions.map(({ asked, writing }) => encodeAsked(tokenizer, asked, writing));
      const rows = pairs.flat().map((pair, i) => {
        const { context, continuation } = fitted(pair, positions);
        return { i, ...score.row(system, [...context, ...continuation], continuation.length) };
      });
      const out = Array<number>(rows.length);
      for (const batch of batches(rows)) {
        const values = await score.logLikelihoods(batch);
        batch.forEach(({ i }, k) => (out[i] = values[k]!));
      }
      return regrouped(out, pairs);
    },
    answers: () =>
      Promise.reject(
        new InputError(
          `${name} writes no answers here: no weights of the edge model stand for it; leave out such tasks`,
        ),
      ),
    async dispose() {
      await (await opened)?.dispose();
      await dispose?.();
    },
  };
}

/** One value for each part of each group, as groups. */
function regrouped(values: readonly number[], groups: readonly (readonly unknown[])[]): number[][] {
  let at = 0;
  return groups.map(({ length }) => values.slice(at, (at += length)));
}

/** Tokens that a system prompt adds to a request. */
export function systemTokens(tokenizer: Tokenizer, system: string): number {
  if (system === "") return 0;
  const length = (messages: { role: string; content: string }[]): number =>
    tokenizer.encode(tokenizer.chat(messages), { addSpecial: false }).length;
  const user = { role: "user", content: "a" };
  return length([{ role: "system", content: system }, user]) - length([user]);
}
