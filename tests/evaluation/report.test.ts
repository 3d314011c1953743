import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { differencesOf } from "../../src/evaluation/report/differences.js";
import { shortNames } from "../../src/evaluation/report/inputs.js";
import { toHtml, toMarkdown } from "../../src/evaluation/report/render.js";
import { writeReport, type WrittenReport } from "../../src/evaluation/report/write.js";
import { evaluationRecipeSchema } from "../../src/evaluation/recipe.js";
import type { EvaluationResult } from "../../src/evaluation/result.js";
import { evaluateRecipe } from "../../src/evaluation/run.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

let pair: TinyPair;
let written: WrittenReport;
beforeAll(async () => {
  pair = await makeTinyPair();
  const recipe = evaluationRecipeSchema.parse({
    name: "a <tiny> pair",
    output: join(pair.root, "evaluation"),
    edge: pair.edge,
    methods: [{ method: "none" }, { method: "lora-gen", directory: pair.generator }],
    tasks: [{ task: "nano", splits: ["seen", "unseen"], items: 4, shots: 0 }],
    latency: 1,
    bootstrap: 50,
    permutations: 50,
  });
  await evaluateRecipe(recipe, { threads: 1 });
  const run = join(pair.root, "some-run");
  await mkdir(run);
  const steps = Array.from({ length: 50 }, (_, i) => ({ step: i + 1, loss: 3 / (i + 1) }));
  const log = [...steps, { step: 50, "validation.loss": 0.1 }];
  await writeFile(join(run, "metrics.jsonl"), log.map((line) => `${JSON.stringify(line)}\n`).join(""));
  written = await writeReport([recipe.output, run], join(pair.root, "report"), "Tiny");
}, 600_000);
afterAll(() => rm(pair.root, { recursive: true }));

test("a report has the results beside the paper's, as Markdown and as a page that needs nothing else", async () => {
  const [markdown, html] = [await readFile(written.markdown, "utf8"), await readFile(written.html, "utf8")];
  const { rows } = JSON.parse(await readFile(join(pair.root, "evaluation", "result.json"), "utf8")) as {
    rows: { task: string; value: number }[];
  };
  const sections = ["a <tiny> pair", "Differences", "Costs", "Accuracy and latency", "Routing of lora-gen", "Training"];
  for (const title of sections) expect(markdown).toContain(`## ${title}`);
  expect(markdown).toContain("The paper's numbers");
  for (const { task, value } of rows) expect(markdown).toMatch(new RegExp(`\\| ${task} \\|.*${value.toFixed(3)}`));
  const count = (pattern: RegExp): number => [...html.matchAll(pattern)].length;
  expect(html).toContain("<h2>a &lt;tiny&gt; pair</h2>");
  expect([count(/<svg /g), count(/<\/svg>/g)]).toEqual([5, 5]);
  // Nothing is fetched: no source, no link, no script.
  expect(count(/<(script|link|img|iframe)\b/g)).toBe(0);
  expect(html).not.toMatch(/url\(|@import|src=/);
});

test("its figures are SVG files of their own, one a Markdown image", async () => {
  const markdown = await readFile(written.markdown, "utf8");
  const images = [...markdown.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file]) => file!);
  expect(images).toEqual([
    "scores-1.svg",
    "latency-1.svg",
    "routing-lora-gen-1.svg",
    "differences.svg",
    "training.svg",
  ]);
  for (const figure of written.figures)
    expect(await readFile(figure, "utf8")).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^]*<\/svg>\n$/);
  const curves = await readFile(join(pair.root, "report", "training.svg"), "utf8");
  expect(curves).toContain("some-run");
});

test("differences are those of the table, turned to tell what each method has more than the first", async () => {
  const result = JSON.parse(await readFile(join(pair.root, "evaluation", "result.json"), "utf8")) as EvaluationResult;
  const row = { items: 4, p: 0.1 };
  result.comparisons = [
    { ...row, task: "seen", metric: "exact", first: "none", second: "lora-gen", difference: 0.2, low: -0.1, high: 0.3 },
    { ...row, task: "seen", metric: "tokens", first: "none", second: "lora-gen", difference: 9, low: 9, high: 9 },
    { ...row, task: "unseen", metric: "exact", first: "lora-gen", second: "other", difference: 9, low: 9, high: 9 },
  ];
  expect(differencesOf(result)).toEqual([
    { group: "a <tiny> pair, seen: less none", label: "lora-gen", value: -0.2, low: -0.3, high: 0.1 },
  ]);
  const figure = await readFile(join(pair.root, "report", "differences.svg"), "utf8");
  for (const task of ["seen", "unseen"]) expect(figure).toContain(`a &lt;tiny&gt; pair, ${task}: less none`);
});

test("text of a model or a recipe can't become markup", () => {
  const report = {
    title: "<b>",
    sections: [
      {
        title: "a & b",
        blocks: [{ kind: "table" as const, columns: [{ header: "<th>" }], rows: [["a|b</td><script>"]] }],
      },
    ],
  };
  expect(toHtml(report)).toContain("<td>a|b&lt;/td&gt;&lt;script&gt;</td>");
  expect(toHtml(report)).toContain("<title>&lt;b&gt;</title>");
  expect(toMarkdown(report)).toContain("| a\\|b</td><script> |");
});

test("what is neither a result nor a log is refused by name", async () => {
  const empty = await mkdtemp(join(tmpdir(), "lora-gen-report-"));
  await expect(writeReport([empty], join(empty, "out"))).rejects.toThrow(`${empty}: holds neither the result`);
  await writeFile(join(empty, "result.json"), "{}");
  await expect(writeReport([empty], join(empty, "out"))).rejects.toThrow("is not the result of an evaluation");
  await rm(empty, { recursive: true });
});

test("runs are named by as much of their path as tells them apart", () => {
  expect(shortNames(["/runs/experts/4 experts/0", "/runs/experts/8 experts/0"])).toEqual([
    "4 experts/0",
    "8 experts/0",
  ]);
  expect(shortNames(["/runs/edge", "/runs/cloud"])).toEqual(["edge", "cloud"]);
  expect(shortNames(["/runs/edge"])).toEqual(["edge"]);
  expect(shortNames(["/edge", "/runs/edge"])).toEqual(["edge", "runs/edge"]);
});
