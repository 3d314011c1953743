import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bench } from "../../bench/bench.js";
import type { Row } from "../../bench/rows.js";

// The suites' own peer of `train` is tested in tests/interop.
process.env["LORA_GEN_PYTHON"] = "no-python-here";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "lora-gen-bench-test-"));
});
afterAll(() => rm(directory, { recursive: true }));

interface Told {
  rows: Row[];
  notes: string[];
}

/** What a suite tells of the shipped pair, quickly. */
async function told(suite: { run(bench: Bench): Promise<void> }): Promise<Told> {
  const [rows, notes]: [Row[], string[]] = [[], []];
  await suite.run({
    model: undefined,
    data: undefined,
    threads: 1,
    runs: 1,
    out: join(directory, "out"),
    kept: join(directory, "kept"),
    quick: true,
    row: (row) => void rows.push(row),
    note: (text) => void notes.push(text),
  });
  for (const { name, ours, peer, ratio, low, high } of rows) {
    expect(Number.isFinite(ours), name).toBe(true);
    if (peer !== null) expect([low! <= ratio!, ratio! <= high!, peer > 0], name).toEqual([true, true, true]);
  }
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  return { rows, notes };
}

const named = ({ rows }: Told, pattern: RegExp): Row[] => rows.filter(({ name }) => pattern.test(name));

// Seconds on a machine that does nothing else; processes are started, and compile what they run.
describe("each suite of the bench, quickly", { timeout: 600_000 }, () => {
  test("train gives ours, and says that its peer is missing", async () => {
    const { rows, notes } = await told(await import("../../bench/train.js"));
    expect(rows.map(({ name, unit, peer }) => [name, unit, peer])).toEqual([
      ["train/step-time", "s", null],
      ["train/peak-memory", "MB", null],
    ]);
    expect(notes.join("\n")).toMatch(/peer is left out.*pip install torch/s);
  });

  test("generate holds an adapter against a forward pass", async () => {
    const { rows } = await told(await import("../../bench/generate.js"));
    expect(rows).toMatchObject([{ unit: "ms", peer: expect.any(Number) as number }]);
  });

  test("context holds a specialised model against each way to keep the prompt", async () => {
    const all = await told(await import("../../bench/context.js"));
    for (const peer of [/shots in context$/, /tools .*in context$/, /prefix cache$/, /Selective Context$/])
      expect(named(all, peer).length, `${peer}`).toBeGreaterThanOrEqual(2);
  });

  test("scale fits a power to each growth, and draws them", async () => {
    const all = await told(await import("../../bench/scale.js"));
    expect(named(all, /exponent$/)).toHaveLength(4);
    const svg = await readFile(join(directory, "out/scale.svg"), "utf8");
    expect(svg).toMatch(/^<svg .*experts: .*<\/svg>$/s);
  });

  test("inference runs beside its peers, to the perplexity at its end", async () => {
    const all = await told(await import("../../bench/inference.js"));
    expect(named(all, /llama\.cpp q4_0$/)).toHaveLength(2);
    expect(named(all, /transformers\.js/)).toHaveLength(2);
    expect(named(all, /^perplexity/)).toHaveLength(3);
  });

  test("adapters are merged, switched and weighed", async () => {
    const all = await told(await import("../../bench/adapters.js"));
    expect(named(all, /memory of one more/)).toHaveLength(2);
  });

  test("startup times a command, the package and a session", async () => {
    const all = await told(await import("../../bench/startup.js"));
    for (const what of [/run, first token/, /import "lora-gen"/, /session of .*4 bits$/])
      expect(named(all, what), `${what}`).toHaveLength(1);
  });

  test("profile tells each operator's time for a token and for a prompt", async () => {
    const all = await told(await import("../../bench/profile.js"));
    for (const what of [
      /^4 bits, a token .*: a run$/,
      /^4 bits, a token .*GroupQueryAttention, \d+ nodes$/,
      /^4 bits, .*prompt: MatMulNBits to \d+/,
      /^w8a8, .*prompt: MatMulIntegerToFloat to \d+/,
    ])
      expect(named(all, what).length, `${what}`).toBeGreaterThanOrEqual(1);
  });
});
