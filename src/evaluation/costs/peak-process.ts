/** @file The process that `peakMemory` starts: opens one method, and tries it on items. */

import { entryOf, openEdge } from "../contestants.js";
import type { Contestant } from "../contestant.js";
import type { TaskItem } from "../tasks.js";
import { answerParent } from "./own-process.js";
import type { PeakRequest } from "./peak-memory.js";

answerParent(async ({ edge, entry, items, threads }: PeakRequest) => {
  const { open } = await entryOf(entry, await openEdge(edge), threads);
  const contestant = await open();
  for (const item of items) await tryOn(contestant, item);
  return {};
});

/** Does with an item what measuring does, and keeps nothing. */
async function tryOn(contestant: Contestant, item: TaskItem): Promise<void> {
  if (item.kind === "choice") await contestant.choose(item.system, [item]);
  else if (item.kind === "answer") await contestant.answers(item.system, [item]);
  else {
    const scorer = await contestant.scorer();
    const encoded = scorer.encode(item.item);
    if (scorer.fits(encoded)) await scorer.matches([encoded]);
  }
}
