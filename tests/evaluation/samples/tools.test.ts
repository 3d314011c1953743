import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { toolFormat } from "../../../src/evaluation/samples/tools/formats.js";
import { readMetaTool } from "../../../src/evaluation/samples/tools/meta-tool.js";
import { readSealTools } from "../../../src/evaluation/samples/tools/seal-tools.js";
import { splitOfTool } from "../../../src/evaluation/samples/tools/splits.js";
import { readToolformer } from "../../../src/evaluation/samples/tools/toolformer.js";
import { writeTools, type ToolSampling } from "../../../src/evaluation/samples/tools/write.js";
import { readBfcl } from "../../../src/evaluation/tools/bfcl-files.js";
import { callsNothing } from "../../../src/evaluation/tools/bfcl.js";
import { toolScores } from "../../../src/evaluation/tools/gpt4tools.js";
import { readEpisodes } from "../../../src/training/episodes.js";

interface BfclFunction {
  name: string;
  parameters: { properties: Record<string, unknown>; required: string[] };
}

const numbered = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const description = (name: string) => ({ name, description: `Helps with ${name}.` });
const sampling: Omit<ToolSampling, "formats"> = {
  seed: 0,
  samples: 200,
  listed: [3, 6],
  turns: 4,
  none: 0.3,
  renamed: 0,
  longest: 1500,
};

let root: string;
const write = async (name: string, rows: readonly unknown[]): Promise<void> => {
  await mkdir(path.dirname(path.join(root, name)), { recursive: true });
  await writeFile(path.join(root, name), gzipSync(rows.map((row) => JSON.stringify(row)).join("\n")));
};
const seal = (i: number, parameters: object, query: string) => ({
  query,
  calling: [{ api: `look${i}`, parameters }],
  api_list: [`look${i}`, `look${i + 1}`],
});

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "lora-gen-tools-"));
  await write(
    "seal_tools/tool.jsonl.gz",
    numbered(80, (i) => ({
      api_name: `look${i}`,
      api_description: `Looks for ${i}`,
      field: `Field ${i % 5}/Part`,
      parameters: {
        where: { type: "str", description: "The place" },
        count: { type: "int", description: "How many" },
        size: { type: "float", description: "How large" },
      },
      required: ["where"],
    })),
  );
  await write("seal_tools/dev.jsonl.gz", [
    ...numbered(80, (i) => seal(i, { where: `"room" ${i}`, count: `${i}` }, `Look for ${i} in "room" ${i}.`)),
    ...numbered(80, (i) => seal(i, { where: `hall ${i}`, size: 5 }, `Look in hall ${i} for size 5.`)),
  ]);
  await write("seal_tools/test_in_domain.jsonl.gz", [
    seal(0, { where: "nowhere told" }, "Look somewhere."),
    seal(0, { where: "town", count: "many" }, "Look for many in town."),
    seal(0, { count: "3" }, "Look for 3."),
    {
      query: "Look in Rome, then in Oslo.",
      calling: [
        { api: "look1", parameters: { where: "Rome" } },
        { api: "look3", parameters: { where: "Oslo" } },
      ],
    },
  ]);
  const tools = numbered(60, (i) => description(`help${i}`));
  await write("metatool/tools.jsonl.gz", [...tools, { name: "no&name", description: "x" }]);
  await write(
    "metatool/queries.jsonl.gz",
    numbered(300, (i) => ({ query: `Help me with ${i % 60}, time ${i}`, tool: `help${i % 60}` })),
  );
  await write("metatool/needs_tool.jsonl.gz", [
    ...numbered(40, (i) => ({ query: `What is ${i}?`, needs_tool: false })),
    { query: "Help", needs_tool: true },
  ]);
  await write(
    "metatool/select_none.jsonl.gz",
    numbered(30, (i) => ({ query: `Special ${i}`, tools: tools.slice(30 - i, 40 - i), removed_tool: `help${59 - i}` })),
  );
  await write("gpteacher_toolformer.jsonl.gz", [
    {
      instruction:
        "toolformer: enabled\ntoolformer access: news\nTells news. Input should be a topic. Be fast.\nnews(q)\nTell me",
      input: "Rome",
      output: "It is news('Rome\\'s news').",
    },
    { instruction: "toolformer access: news\nTells news.\nnews(q)\nTwice", input: "", output: "news('a') news('b')" },
  ]);
});

describe("tool data", () => {
  test("of Seal-Tools is read as calls of typed values that the request tells", async () => {
    const { tools, requests } = await readSealTools(path.join(root, "seal_tools"));
    expect(tools.get("look0")?.parameters.map(({ type, required }) => [type, required])).toEqual([
      ["string", true],
      ["integer", false],
      ["float", false],
    ]);
    expect(requests).toHaveLength(161);
    expect(requests[2]!.calls).toEqual([{ tool: "look2", arguments: { where: '"room" 2', count: 2n } }]);
    expect(requests.at(-1)!.calls.map(({ tool }) => tool)).toEqual(["look1", "look3"]);
  });

  test("of MetaTool is read with what needs no tool", async () => {
    const { tools, requests } = await readMetaTool(path.join(root, "metatool"));
    expect(tools.size).toBe(60);
    expect(requests.filter(({ calls }) => calls.length === 0)).toHaveLength(70);
    expect(requests.at(-1)).toMatchObject({ missing: "help30", useless: numbered(10, (i) => `help${i + 1}`) });
  });

  test("of GPTeacher is read where an answer is one call", async () => {
    const { tools, requests } = await readToolformer(path.join(root, "gpteacher_toolformer.jsonl.gz"));
    expect(tools.get("news")).toMatchObject({ description: "Tells news.", parameters: [{ name: "q" }] });
    expect(requests).toEqual([
      { request: "Tell me\nRome", calls: [{ tool: "news", arguments: { q: "Rome's news" } }], near: ["news"] },
    ]);
  });
});

const listedIn = (system: string): string[] => [
  ...new Set([...system.matchAll(/\b(?:help\d+|look\d+|news(?=:))/g)].map(([name]) => name)),
];

describe("samples as in GPT4Tools", () => {
  let files: Record<"train" | "validation" | "seen" | "unseen", Awaited<ReturnType<typeof readEpisodes>>>;
  beforeAll(async () => {
    const out = path.join(root, "gpt4tools");
    await writeTools(root, out, { ...sampling, formats: ["gpt4tools"] });
    const read = (name: string) => readEpisodes(path.join(out, `${name}.jsonl`));
    const [train, validation, seen, unseen] = await Promise.all(["train", "validation", "seen", "unseen"].map(read));
    files = { train: train!, validation: validation!, seen: seen!, unseen: unseen! };
  });
  const called = (answer: string): string[] => [...answer.matchAll(/^Action: (.*)$/gm)].map(([, name]) => name!);

  test("list the right tools among others, and are right by the metrics of the test", () => {
    for (const { system, turns } of Object.values(files).flat()) {
      const listed = listedIn(system);
      expect(system.length).toBeLessThanOrEqual(sampling.longest);
      expect(turns.length).toBeLessThanOrEqual(sampling.turns);
      for (const { answer } of turns) {
        expect(listed).toEqual(expect.arrayContaining(called(answer)));
        expect(toolScores(answer, answer)).toEqual({ srThought: 1, srAction: 1, srArguments: 1, sr: 1, iou: 1 });
      }
    }
  });

  test("train with no tool of the other splits, and test unseen tools alone as the right ones", () => {
    const splits = (names: readonly string[]) => [...new Set(names.map(splitOfTool))];
    expect(splits(files.train.flatMap(({ system }) => listedIn(system)))).toEqual(["train"]);
    const asked = (name: keyof typeof files) =>
      splits(files[name].flatMap(({ turns }) => turns.flatMap(({ answer }) => called(answer))));
    expect(asked("seen")).toEqual(["train"]);
    expect(asked("unseen")).toEqual(["unseen"]);
    expect(asked("validation")).toEqual(["validation"]);
  });

  test("ask nothing of a test in training, and nothing twice in a test", () => {
    const requests = (name: keyof typeof files) => files[name].flatMap(({ turns }) => turns.map((t) => t.request));
    const trained = new Set(requests("train"));
    for (const name of ["validation", "seen", "unseen"] as const) {
      expect(requests(name).filter((request) => trained.has(request))).toEqual([]);
      expect(new Set(requests(name)).size).toBe(requests(name).length);
    }
  });

  test("ask for none of the tools now and then", () => {
    const answers = files.train.flatMap(({ turns }) => turns.map(({ answer }) => answer));
    const share = answers.filter((answer) => called(answer).length === 0).length / answers.length;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.4);
  });
});

describe("samples whose tools go by other names", () => {
  const names = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!);

  test("call those that the prompt lists, with the parameters that it tells", async () => {
    const out = path.join(root, "renamed");
    await writeTools(root, out, { ...sampling, renamed: 0.8, formats: ["bfcl"] });
    const [train, validation] = await Promise.all(
      ["train", "validation"].map((name) => readEpisodes(path.join(out, `${name}.jsonl`))),
    );
    const called: string[] = [];
    for (const { system, turns } of train!) {
      const tools = JSON.parse(system.slice(system.indexOf("\n[{") + 1)) as BfclFunction[];
      expect(system.length).toBeLessThanOrEqual(sampling.longest);
      expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
      for (const { answer } of turns)
        for (const call of names(answer, /([A-Za-z]\w*\([^()]*\))/g)) {
          const tool = tools.find(({ name }) => call.startsWith(`${name}(`))!;
          const given = names(call, /(\w+)=/g);
          expect(Object.keys(tool.parameters.properties)).toEqual(expect.arrayContaining(given));
          expect(given).toEqual(expect.arrayContaining(tool.parameters.required));
          called.push(tool.name);
        }
    }
    const own = called.filter((name) => /^(help|look)\d+$|^news$/.test(name));
    expect(own.length / called.length).toBeGreaterThan(0.1);
    expect(own.length / called.length).toBeLessThan(0.35);
    // Of one tool there are many names; what is chosen by, and tested, keeps its own.
    expect(new Set(called).size).toBeGreaterThan(150);
    const tested = validation!.flatMap(({ turns }) => turns.flatMap(({ answer }) => names(answer, /(\w+)\(/g)));
    expect(tested.filter((name) => !/^(help|look)\d+$|^news$/.test(name))).toEqual([]);
  });
});

test("samples as for BFCL are tested by BFCL's match, under the prompt that they are trained with", async () => {
  const out = path.join(root, "bfcl");
  const { files } = await writeTools(root, out, { ...sampling, formats: ["bfcl"] });
  expect(Object.keys(files)).toContain("unseen.none.jsonl");
  const rows = async (name: string): Promise<Record<string, unknown>[]> =>
    (await readFile(path.join(out, name), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as never);
  const trained = await readEpisodes(path.join(out, "train.jsonl"));
  const [instruction] = trained[0]!.system.split("\n[{");
  for (const split of ["seen", "unseen"]) {
    const [questions, answers] = [`${split}.questions.jsonl`, `${split}.answers.jsonl`];
    const items = await readBfcl(path.join(out, questions), path.join(out, answers));
    const truths = await rows(answers);
    expect(items.length).toBeGreaterThan(10);
    items.forEach(({ system, isRight }, i) => {
      expect(system.startsWith(`${instruction}\n[{"name":`)).toBe(true);
      const [[tool, values]] = Object.entries((truths[i]!["ground_truth"] as Record<string, object>[])[0]!) as [
        [string, Record<string, [string]>],
      ];
      const args = Object.fromEntries(Object.entries(values).map(([name, [value]]) => [name, value]));
      expect(isRight(toolFormat("bfcl").answer([{ tool, arguments: args }], []))).toBe(true);
      expect(isRight("[other()]")).toBe(false);
    });
  }
  const none = trained.flatMap(({ turns }) => turns).filter(({ answer }) => !answer.startsWith("["));
  expect(none.length).toBeGreaterThan(10);
  expect(none.every(({ answer }) => callsNothing(answer))).toBe(true);
});

test("a directory without tool data is an error that says what should be there", async () => {
  await expect(
    writeTools(path.join(root, "nothing"), path.join(root, "x"), { ...sampling, formats: ["bfcl"] }),
  ).rejects.toThrow(/should hold one of seal_tools, metatool/);
});
