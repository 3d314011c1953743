/** @file What an evaluation tries: an edge model that gets what its system prompt says in one way or another. */

import { adaptedProjections, type Adapter } from "../adapter/adapter.js";
import { EdgeModel } from "../adapter/edge-model.js";
import { merge } from "../adapter/merge.js";
import type { BatchDecoder } from "../lm/batch-decoder.js";
import { PrefixCache } from "../lm/prefix-cache.js";
import { ContinuationScorer } from "../lm/scoring.js";
import type { Message, Tokenizer } from "../lm/tokenizer.js";
import type { Base } from "../methods/kind.js";
import type { Asked } from "./reasoning/ask.js";
import { encodeAsked, logLikelihoods, type Writing } from "./reasoning/likelihood.js";
import type { Scorer } from "./scorer.js";
import type { AnswerItem, ChoiceItem } from "./tasks.js";

export interface Contestant {
  /** Of answers to the letter. */
  scorer(): Promise<Scorer>;
  /** Whether an item that is not exact can be tried: whether contexts hold its prompt, and the request with a token of an answer. */
  fits(item: ChoiceItem | AnswerItem): Promise<boolean>;
  /** Log-likelihoods of each question's choices, behind one system prompt or what stands for it. */
  choose(system: string, questions: readonly ChoiceQuestion[]): Promise<number[][]>;
  /** Greedy, behind one system prompt: it is read once for all of them. */
  answers(system: string, requests: readonly WrittenRequest[]): Promise<string[]>;
  /** Reads a request (and the prompt, where it stands in the context) up to the first token. */
  firstToken(system: string, request: string): Promise<void>;
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
  /** The adapter, of each system prompt (of those that it `takes`) or the same for all. */
  adapter?: { takes?(system: string): Promise<boolean>; for(system: string): Promise<Adapter> };
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

  const keyOf = (system: string): string => (adapter?.takes ? system : "");
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
    const made = await adapter?.for(system);
    const adaptable = made ? adaptedProjections(made) : [];
    edge ??= EdgeModel.load(source, { adaptable, thread: "main", ...given });
    const model = made ? await (await edge).specialize(made) : await edge;
    const decoder = model.batch({ prefixes: new PrefixCache(base.config.positions) });
    return (speaking = { key: keyOf(system), model, decoder });
  };
  const messages = (system: string, request: string): Message[] => {
    const user = { role: "user", content: request };
    return inContext && system !== "" ? [{ role: "system", content: system }, user] : [user];
  };
  const encoded = (system: string, request: string): number[] =>
    tokenizer.encodeChat(messages(system, request), { addGenerationPrompt: true });
  return {
    scorer: () => (scorer ??= openScorer()),
    async fits(item) {
      if (adapter?.takes && !(await adapter.takes(item.system))) return false;
      return item.kind !== "answer" || encoded(item.system, item.request).length < base.config.positions;
    },
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

/** One value for each part of each group, as groups. */
export function regrouped(values: readonly number[], groups: readonly (readonly unknown[])[]): number[][] {
  let at = 0;
  return groups.map(({ length }) => values.slice(at, (at += length)));
}
