import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

test("episodes of a file have all of their requests, or as many as are asked for", async () => {
  const directory = await mkdtemp(join(tmpdir(), "lora-gen-episodes-"));
  const file = join(directory, "episodes.jsonl");
  const turns = ["a", "b", "c"].map((request) => ({ request, answer: request.toUpperCase() }));
  await writeFile(file, `${JSON.stringify({ system: "s", turns })}\n`);
  const data = { kind: "jsonl", train: file, validation: file } as const;
  const all = await openEpisodes(data, "all");
  expect([all.draw(new Random(1)), ...all.validation(2)].map((e) => e.turns)).toEqual([turns, turns]);
  const five = (await openEpisodes(data, 5)).draw(new Random(1)).turns;
  expect(five).toHaveLength(5);
  expect(new Set(five.map(({ request }) => request)).size).toBe(3);
  await rm(directory, { recursive: true });
});
