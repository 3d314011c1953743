/** @file A method that no weights of the edge model stand for: its own graph reads prompts and requests. */

import { batches } from "./batches.js";
import { regrouped, type Contestant, type WrittenRequest } from "./contestant.js";
import { MethodPrograms } from "./method-programs.js";
import { fitted } from "./reasoning/encode.js";
import { encodeAsked } from "./reasoning/likelihood.js";
import { methodScorer, type Scorer } from "./scorer.js";
import type { LoadedMethod } from "./loaded-method.js";

/** It keeps nothing of a request that it has read: each token that it writes is a pass over all before it. */
export function graphContestant(loaded: LoadedMethod, threads?: number): Contestant {
  const { longestPrompt, longestRequest, edgeTokenizer: tokenizer } = loaded;
  const programs = new MethodPrograms(loaded, threads);
  let opened: Promise<Scorer> | undefined;

  const encoded = (request: string): number[] =>
    tokenizer.encodeChat([{ role: "user", content: request }], { addGenerationPrompt: true });
  const answered = async (system: string, requests: readonly WrittenRequest[]): Promise<number[][]> => {
    const rows = requests.map(({ request, maxTokens }) => {
      const ids = encoded(request);
      return { ids, from: ids.length, end: Math.min(longestRequest, ids.length + maxTokens) };
    });
    for (let open = rows; open.length > 0;) {
      const going: typeof rows = [];
      for (const batch of batches(open, ({ ids }) => [0, ids.length])) {
        const found = await programs.next(
          system,
          batch.map(({ ids }) => ids),
        );
        batch.forEach((row, i) => {
          if (tokenizer.eosIds.includes(found[i]!)) return;
          row.ids.push(found[i]!);
          if (row.ids.length < row.end) going.push(row);
        });
      }
      open = going;
    }
    return rows.map(({ ids, from }) => ids.slice(from));
  };

  return {
    scorer: () => (opened ??= methodScorer(loaded, threads)),
    async fits(item) {
      if (loaded.promptIds(item.system).length > longestPrompt) return false;
      return item.kind !== "answer" || encoded(item.request).length < longestRequest;
    },
    async choose(system, questions) {
      const pairs = questions.map(({ asked, writing }) => encodeAsked(tokenizer, asked, writing));
      const rows = pairs.flat().map((pair, i) => {
        const { context, continuation } = fitted(pair, longestRequest);
        return { i, ids: [...context, ...continuation], answer: continuation.length };
      });
      const out = Array<number>(rows.length);
      for (const batch of batches(rows, ({ ids }) => [0, ids.length])) {
        const values = await programs.logLikelihoods(system, batch);
        batch.forEach(({ i }, k) => (out[i] = values[k]!));
      }
      return regrouped(out, pairs);
    },
    async answers(system, requests) {
      const written = await answered(system, requests);
      return written.map((ids) => tokenizer.decode(ids, { skipSpecial: true }));
    },
    async firstToken(system, request) {
      await programs.next(system, [encoded(request)]);
    },
    async dispose() {
      await (await opened)?.dispose();
      await programs.dispose();
    },
  };
}
