/** @file What a method costs on a task: tokens that the edge model reads, and time to the first token or choice. */

import { systemTokens } from "../../lm/conversation.js";
import type { Tokenizer } from "../../lm/tokenizer.js";
import type { Contestant } from "../contestant.js";
import type { Edge, Entry } from "../contestants.js";
import { behind } from "../reasoning/ask.js";
import type { Efficiency } from "../result.js";
import { mean, median } from "../statistics.js";
import type { TaskItem } from "../tasks.js";

/** Counts on at most 200 items, times `timed` of them. There must be an item, and contexts must hold all. */
export async function efficiencyOf(
  entry: Entry,
  task: string,
  items: readonly TaskItem[],
  { tokenizer }: Edge,
  contestant: () => Promise<Contestant>,
  timed: number,
): Promise<Efficiency> {
  const counted = items.slice(0, 200);
  const read = counted.map((item) => contextTokens(tokenizer, item));
  const [system, request] = [mean(read.map((r) => r.system)), mean(read.map((r) => r.request))];
  const readTokens = entry.reads(system);
  const latency = timed > 0 ? await latencyOf(await contestant(), items.slice(0, timed)) : undefined;
  const answer = mean(counted.map((item) => answerTokens(tokenizer, item)));
  const flops = entry.flops({ prompt: Math.round(system), request: Math.round(request), answer: Math.round(answer) });
  return {
    method: entry.name,
    task,
    systemTokens: system,
    readTokens,
    requestTokens: request,
    compression: (system + request) / (readTokens + request),
    flops,
    ...(latency ? { latency } : {}),
  };
}

async function latencyOf(contestant: Contestant, items: readonly TaskItem[]): Promise<Efficiency["latency"]> {
  const times: number[] = [];
  for (const item of items) {
    const run = (): Promise<unknown> =>
      item.kind === "choice"
        ? contestant.choose(item.system, [item])
        : contestant.firstToken(item.system, requestOf(item));
    // The first pays for what is done but once: compiling, reading the prompt.
    await run();
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return { items: times.length, milliseconds: median(times) };
}

/** Tokens of a request as it is written for the model, and those that its system prompt adds. */
function contextTokens(tokenizer: Tokenizer, item: TaskItem): { system: number; request: number } {
  const { system } = item;
  const content = requestOf(item);
  if (item.kind === "choice" && item.writing === "plain") {
    const request = tokenizer.encode(content).length;
    return { system: tokenizer.encode(behind(system, content)).length - request, request };
  }
  const request = tokenizer.encodeChat([{ role: "user", content }], { addGenerationPrompt: true }).length;
  return { system: system === "" ? 0 : systemTokens(tokenizer, system), request };
}

/** Tokens that training would have the model produce, the end token included; of an answer to be judged, the most it may have. */
function answerTokens(tokenizer: Tokenizer, item: TaskItem): number {
  if (item.kind === "answer") return item.maxTokens;
  const text = item.kind === "choice" ? item.asked.pairs[0]!.continuation : item.item.answer;
  return tokenizer.encode(text, { addSpecial: false }).length + 1;
}

function requestOf(item: TaskItem): string {
  if (item.kind === "choice") return item.asked.pairs[0]!.context;
  return item.kind === "exact" ? item.item.request : item.request;
}
