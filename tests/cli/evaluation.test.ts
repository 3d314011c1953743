import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.js";
import type { EvaluationResult } from "../../src/evaluation/result.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { fakeTerminal } from "./fake-terminal.js";

let pair: TinyPair;
beforeAll(async () => (pair = await makeTinyPair()));
afterAll(() => rm(pair.root, { recursive: true }));

test(
  "eval runs a recipe, once more from its log, as a table and as JSON; report writes it",
  { timeout: 600_000 },
  async () => {
    const [file, output, report] = ["recipe.yaml", "out", "report"].map((name) => join(pair.root, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(
      file,
      `name: tiny
output: ${output}
edge: ${pair.edge}
methods: [{ method: none }, { method: lora-gen, directory: ${pair.generator} }]
tasks: [{ task: nano, splits: [seen], items: 4, shots: 0 }]
bootstrap: 20
permutations: 20
`,
    );
    const people = fakeTerminal();
    expect(await runCommandLine(["eval", file], { terminal: people })).toBe(0);
    expect(people.stdout).toMatch(/task +│ metric +│ items │ +none │ +lora-gen/);
    expect(people.stdout).toContain("none − lora-gen");
    const machine = fakeTerminal();
    expect(await runCommandLine(["eval", file, "--json"], { terminal: machine })).toBe(0);
    const result = JSON.parse(machine.stdout) as EvaluationResult;
    expect(result.rows.map(({ method, metric, items }) => [method, metric, items])).toEqual([
      ["none", "exact", 4],
      ["none", "tokens", 4],
      ["lora-gen", "exact", 4],
      ["lora-gen", "tokens", 4],
    ]);
    const written = fakeTerminal();
    expect(await runCommandLine(["report", output, "-o", report, "--json"], { terminal: written })).toBe(0);
    expect(Object.keys(JSON.parse(written.stdout) as object)).toEqual(["markdown", "html", "figures"]);
    expect((await readdir(report)).filter((name) => name.startsWith("report"))).toEqual(["report.html", "report.md"]);
  },
);
