import { rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { complete } from "../../src/service/completion.js";
import { createDecoder } from "../../src/service/decoder.js";
import { makeTinyPair } from "../tiny-pair.js";

test("logprobs are those of the token that they come with, also for a reader who is late", async () => {
  const { root, edge } = await makeTinyPair();
  const model = await EdgeModel.load(edge, { thread: "main" });
  const decoder = createDecoder();
  const ids = model.encode("what a day");
  const [maxTokens, signal] = [40, new AbortController().signal];
  const ends: (number | undefined)[] = [];
  for (let seed = 0; seed < 4; seed++) {
    const sampling = { temperature: 1, seed };
    const expected: number[] = [];
    for await (const id of model.tokens(ids, { ...sampling, maxTokens })) expected.push(id);
    const pieces = complete(
      decoder,
      { model, ids, client: "", signal },
      { sampling, maxTokens, stop: [], logprobs: 2 },
    );
    const found: number[] = [];
    let next = await pieces.next();
    for (; !next.done; next = await pieces.next()) {
      found.push(...next.value.tokens.map(({ id }) => id));
      await setTimeout(10);
    }
    expect(found).toEqual(expected);
    if (expected.length < maxTokens) ends.push(next.value.end?.id);
  }
  expect(ends.length).toBeGreaterThan(0);
  for (const end of ends) expect(model.tokenizer.eosIds).toContain(end);
  await model.dispose();
  await rm(root, { recursive: true });
});
