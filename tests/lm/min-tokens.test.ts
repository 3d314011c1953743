import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { LanguageModel } from "../../src/lm/language-model.js";
import { makeTinyPair } from "../tiny-pair.js";

test("an answer has as many tokens as are asked for at least, and goes on as it would", async () => {
  const { root, edge } = await makeTinyPair();
  const model = await LanguageModel.load(edge, { thread: "main" });
  const ids = model.encode("what a day");
  const tokens = async (options: object): Promise<number[]> => {
    const found = [];
    for await (const id of model.tokens(ids, options)) found.push(id);
    return found;
  };
  const free = await tokens({});
  const asked = free.length + 3;
  const more = await tokens({ minTokens: asked, maxTokens: asked });
  expect(more).toHaveLength(asked);
  expect(more.slice(0, free.length)).toEqual(free);
  expect(await tokens({ minTokens: free.length })).toEqual(free);
  await model.dispose();
  await rm(root, { recursive: true });
});
