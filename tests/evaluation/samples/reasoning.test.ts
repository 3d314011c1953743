import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeAsked } from "../../../src/evaluation/reasoning/likelihood.js";
import { ask, solved } from "../../../src/evaluation/reasoning/ask.js";
import { reasoningTask } from "../../../src/evaluation/reasoning/tasks.js";
import { reasoningSamples, writeReasoning } from "../../../src/evaluation/samples/reasoning.js";
import { Tokenizer } from "../../../src/lm/tokenizer.js";
import { Random } from "../../../src/tensor/random.js";
import { readEpisodes } from "../../../src/training/episodes.js";
import { encodeTurn } from "../../../src/training/requests.js";
import { describeWithSmollm2, smollm2 } from "../../smollm2.js";

const sampling = { seed: 1, samples: 20, shots: [1, 3] as const, turns: 4, longest: 400 };
const arc = (id: string) => ({ question: `Which is ${id}?`, choices: [`not ${id}`, `${id} itself`], answer: 1 });
const boolq = (id: string) => ({
  question: `is ${id} so?`,
  context: `Of ${id} -- So.`,
  choices: ["no", "yes"],
  answer: 1,
});
const numbered = <T>(make: (id: string) => T, from: number, to: number): T[] =>
  Array.from({ length: to - from }, (_, i) => make(`thing ${from + i}`));

let root: string;
const write = async (name: string, rows: readonly unknown[]): Promise<void> => {
  await mkdir(path.dirname(path.join(root, name)), { recursive: true });
  await writeFile(path.join(root, name), rows.map((row) => JSON.stringify(row)).join("\n"));
};
const requestsOf = async (directory: string, file: string): Promise<string[]> =>
  (await readEpisodes(path.join(directory, file))).flatMap(({ turns }) => turns.map(({ request }) => request));
const promptsOf = async (directory: string, file: string): Promise<string[]> =>
  (await readEpisodes(path.join(directory, file))).map(({ system }) => system);

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "lora-gen-samples-"));
  // Of the training questions, 0 to 4 are tested on, too: one of them in other letters, one of another set.
  await write("arc_easy/train.jsonl", [...numbered(arc, 0, 30), { ...arc("x"), question: "WHICH is thing 101" }]);
  await write("arc_easy/validation.jsonl", numbered(arc, 50, 60));
  await write("arc_easy/test.jsonl", [...numbered(arc, 0, 4), ...numbered(arc, 100, 110)]);
  await write("arc_challenge/test.jsonl", numbered(arc, 4, 5));
  await write("boolq/train.jsonl", numbered(boolq, 0, 100));
  await write("boolq/validation.jsonl", numbered(boolq, 0, 3));
});

describe("samples of reasoning sets", () => {
  test("hold no question that is tested on, and choose by none that is trained on", async () => {
    const out = path.join(root, "out");
    const { files, sets } = await writeReasoning(root, out, { ...sampling, names: ["arc_easy", "boolq"] });
    expect(files).toEqual({ "train.jsonl": 40, "validation.jsonl": 4 });
    expect(sets).toEqual([
      { name: "arc_easy", train: 25, validation: 10, dropped: 6 },
      { name: "boolq", train: 92, validation: 5, dropped: 3 },
    ]);
    const [train, validation, prompts] = await Promise.all([
      requestsOf(out, "train.jsonl"),
      requestsOf(out, "validation.jsonl"),
      promptsOf(out, "train.jsonl"),
    ]);
    const all = [...train, ...validation, ...prompts].join("\n");
    for (const tested of ["is thing 0?", "is thing 4?", "is thing 101", "is thing 1 so", "is thing 2 so"])
      expect(all).not.toContain(tested);
    expect(all).toContain("is thing 5?");
    for (const request of validation) expect([...train, ...prompts].join("\n")).not.toContain(request);
  });

  test("are the same for the same seed, and others for another", async () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => path.join(root, name)) as [string, string, string];
    await writeReasoning(root, a, { ...sampling, names: ["boolq"] });
    await writeReasoning(root, b, { ...sampling, names: ["boolq"] });
    await writeReasoning(root, c, { ...sampling, names: ["boolq"], seed: 2 });
    const [first, second, third] = await Promise.all(
      [a, b, c].map((d) => readFile(path.join(d, "train.jsonl"), "utf8")),
    );
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test("that are there stay, unless they may be replaced", async () => {
    const out = path.join(root, "kept");
    const write = (overwrite: boolean) => writeReasoning(root, out, { ...sampling, names: ["boolq"] }, { overwrite });
    await write(false);
    await writeFile(path.join(out, "train.jsonl"), "mine");
    await expect(write(false)).rejects.toThrow(`${path.join(out, "train.jsonl")}: exists; --force replaces it`);
    expect(await readFile(path.join(out, "train.jsonl"), "utf8")).toBe("mine");
    await write(true);
    expect(await readFile(path.join(out, "train.jsonl"), "utf8")).not.toBe("mine");
  });

  test("have the shots, the turns and the length that were asked for, and no question behind itself", () => {
    const task = reasoningTask("arc_easy");
    const questions = numbered(arc, 0, 12);
    const samples = reasoningSamples(task, { shots: questions, questions }, 50, new Random(0), {
      shots: [2, 4],
      turns: 5,
      longest: 140,
    });
    for (const { system, turns } of samples) {
      const shots = system.split("\n\n");
      expect(shots.length).toBeGreaterThanOrEqual(2);
      expect(system.length).toBeLessThanOrEqual(140);
      expect(turns).toHaveLength(5);
      for (const { request, answer } of turns) expect(shots).not.toContain(`${request} ${answer}`);
    }
    expect(() =>
      reasoningSamples(task, { shots: questions, questions }, 1, new Random(0), {
        shots: [4, 4],
        turns: 1,
        longest: 120,
      }),
    ).toThrow(/no 4 solved questions have 120 characters/);
  });

  test("a set that is not there is an error that says what should be", async () => {
    await expect(writeReasoning(root, path.join(root, "no"), { ...sampling, names: ["piqa"] })).rejects.toThrow(
      /piqa: should hold train/,
    );
  });
});

/** What training feeds for a turn is, token by token, what evaluation scores in a chat: the system prompt apart, and the end. */
const expectSameTokens = (tokenizer: Tokenizer): void => {
  for (const task of [reasoningTask("arc_easy"), reasoningTask("boolq"), reasoningTask("social_iqa")]) {
    const questions = numbered(task.layout === "boolq" ? boolq : arc, 0, 6).map((q) => ({ context: "Ann sat.", ...q }));
    const [sample] = reasoningSamples(task, { shots: questions, questions }, 1, new Random(3), {
      ...sampling,
      turns: 1,
    });
    const { system, turns } = sample!;
    const question = questions.find((q) => ask(task, q).pairs[q.answer]!.context === turns[0]!.request)!;
    const place = (q: (typeof questions)[number]): number => system.indexOf(solved(task, [q]));
    const shots = questions.filter((q) => place(q) >= 0).sort((a, b) => place(a) - place(b));
    for (const before of [undefined, system]) {
      const { ids, answer } = encodeTurn(tokenizer, turns[0]!, before);
      const end = ids.findLastIndex((_, i) => answer[i]);
      const text = before === undefined ? "" : solved(task, shots);
      const scored = encodeAsked(tokenizer, ask(task, question), "chat", text)[question.answer]!;
      expect([...scored.context, ...scored.continuation]).toEqual(ids.slice(0, end));
      expect(scored.context).toHaveLength(answer.indexOf(true));
    }
  }
};

test("training and evaluation agree to the token on the nano pair", async () => {
  expectSameTokens(await Tokenizer.load("checkpoints/nano/edge"));
});

describeWithSmollm2("SmolLM2", () => {
  test("training and evaluation agree to the token", async () => {
    expectSameTokens(await Tokenizer.load(smollm2));
  });
});
