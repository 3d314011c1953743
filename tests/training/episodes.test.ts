import { expect, test } from "vitest";
import { openEpisodes } from "../../src/training/episodes.js";
import { Random } from "../../src/tensor/random.js";

const nano = { kind: "nano", families: { rewriting: 1, classification: 1 } } as const;
const hardOf = { share: 0.5, of: "^rewriting .*(title|reverse)" };
const isHard = (e: { family: string; configuration: string }): boolean =>
  new RegExp(hardOf.of).test(`${e.family} ${e.configuration}`);

test("what is emphasised is drawn more often in training, and validation stays as it is", async () => {
  const [plain, emphasised] = [await openEpisodes(nano, 1), await openEpisodes({ ...nano, emphasis: hardOf }, 1)];
  const count = (source: typeof plain): number => {
    const random = new Random("emphasis");
    return Array.from({ length: 300 }, () => source.draw(random)).filter(isHard).length;
  };
  const before = count(plain);
  expect(before).toBeGreaterThan(0);
  // Half of the episodes, and of the other half as many as before: within four standard deviations.
  expect(Math.abs(count(emphasised) - (150 + before / 2))).toBeLessThan(40);
  expect(emphasised.validation(20)).toEqual(plain.validation(20));
});

test("what no episode matches is told", async () => {
  const source = await openEpisodes({ ...nano, emphasis: { share: 0.9, of: "^tools" } }, 1);
  const random = new Random("none");
  expect(() => Array.from({ length: 50 }, () => source.draw(random))).toThrow(
    "data.emphasis.of: none of 2000 episodes matches ^tools",
  );
});
