/** @file The process that `peakMemory` starts: opens one method, tries it on items, and tells its own size. */

import { entryOf, openEdge } from "./contestants.js";
import type { Contestant } from "./contestant.js";
import type { PeakReply, PeakRequest } from "./peak-memory.js";
import { peakResident } from "./process-memory.js";
import type { TaskItem } from "./tasks.js";

process.once("message", (request: PeakRequest) => {
  void measure(request)
    .catch((error: unknown): PeakReply => ({ error: error instanceof Error ? error.message : String(error) }))
    .then((reply) => process.send!(reply));
});

async function measure({ edge, entry, items, threads }: PeakRequest): Promise<PeakReply> {
  const { open } = await entryOf(entry, await openEdge(edge), threads);
  const contestant = await open();
  for (const item of items) await tryOn(contestant, item);
  return { peakBytes: peakResident() };
}

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
