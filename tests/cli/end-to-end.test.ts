import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readLog } from "../training/log.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { loraGen, start, type Outcome } from "./program.js";

let pair: TinyPair;
let root: string;
beforeAll(async () => {
  pair = await makeTinyPair();
  root = await mkdtemp(join(tmpdir(), "lora-gen-run-"));
});
// Seconds each where the machine is idle.
vi.setConfig({ testTimeout: 300_000 });
afterAll(async () => {
  await rm(pair.root, { recursive: true });
  await rm(root, { recursive: true });
});

const steps = 40;

/** Writes the recipe of a run, and gives its file and its directory. */
async function recipe(name: string): Promise<{ file: string; output: string }> {
  const [file, output] = [join(root, `${name}.yaml`), join(root, name)];
  const text = `
    name: ${name}
    method: lora-gen
    output: ${output}
    data: { kind: nano }
    cloud: ${pair.cloud}
    edge: ${pair.edge}
    generator: { experts: 4, rank: 2, alpha: 2, cloudRank: 2, cloudAlpha: 2 }
    schedule: { steps: ${steps}, batch: 2, queries: 2, learningRate: 0.02, warmupSteps: 3 }
    validation: { every: 15, items: 4 }
    checkpoint: { every: 4 }`;
  await writeFile(file, text.replaceAll("\n    ", "\n"));
  return { file, output };
}

/** Starts training, and sends a signal when the log has reached a step. */
async function stopAt(step: number, signal: NodeJS.Signals, argv: readonly string[], output: string): Promise<Outcome> {
  const { child, done } = start(argv);
  while (((await readLog(output)).at(-1)?.step ?? 0) < step && child.exitCode === null) await setTimeout(5);
  child.kill(signal);
  return done;
}

test("a run that was killed, and one that was interrupted, go on as if nothing had been", async () => {
  const [whole, broken] = [await recipe("whole"), await recipe("broken")];
  const uninterrupted = loraGen(["train", whole.file, "--json"]);

  expect(await stopAt(6, "SIGKILL", ["train", broken.file], broken.output)).toMatchObject({ code: null });
  expect((await readLog(broken.output)).at(-1)!.step).toBeLessThan(steps);
  const interrupted = await stopAt(16, "SIGTERM", ["train", broken.file, "--resume"], broken.output);
  const reached = (await readLog(broken.output)).at(-1)!.step;
  expect(interrupted.code).toBe(130);
  expect(interrupted.stdout).toContain(`Stopped at step ${reached} of ${steps}; --resume goes on.\n`);
  expect(await readdir(join(broken.output, "checkpoints"))).toContain(`step-${String(reached).padStart(7, "0")}`);
  expect(reached).toBeLessThan(steps);

  const last = await loraGen(["train", broken.file, "--resume", "--json"]);
  const first = await uninterrupted;
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(last.stdout)).toEqual({ ...(JSON.parse(first.stdout) as object), output: broken.output });
  expect(await readLog(broken.output)).toEqual(await readLog(whole.output));
  expect(await readLog(whole.output)).toHaveLength(steps + 3);
});

test("a run whose reader leaves stops with a checkpoint, and says that it is not done", async () => {
  const { file, output } = await recipe("unread");
  const { child, done } = start(["train", file]);
  child.stdout.once("data", () => child.stdout.destroy());
  expect(await done).toMatchObject({ code: 141, stderr: "" });
  const reached = (await readLog(output)).at(-1)!.step;
  expect(await readdir(join(output, "checkpoints"))).toContain(`step-${String(reached).padStart(7, "0")}`);
  expect(reached).toBeLessThan(steps);
});

test("what was trained makes adapters, and these answer, each as the others", async () => {
  const generator = join(root, "whole", "best");
  const prompt = "Say where the train goes, in one word.";
  const request = ["--max-tokens", "12", "to Paris"];
  const made = await loraGen(["specialize", "-p", "-", "-g", generator, "-o", join(root, "adapter"), "--json"], prompt);
  expect(made).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(made.stdout)).toEqual({
    seconds: expect.any(Number) as number,
    promptTokens: prompt.length + 2,
    // 2 layers of gate, up and down, each [32, 2] and [2, 64] or [64, 2] and [2, 32], in halves
    adapterBytes: 2 * 3 * 2 * (32 + 64) * 2,
    gatesBytes: 2 * 4 * 2,
  });
  expect((await readdir(join(root, "adapter"))).sort()).toEqual([
    "README.md",
    "adapter_config.json",
    "adapter_model.safetensors",
    "lora_gen.json",
  ]);
  const merged = join(root, "merged");
  expect(await loraGen(["specialize", "-p", "-", "-g", generator, "-o", merged, "--merged"], prompt)).toMatchObject({
    code: 0,
  });
  const [byPrompt, byAdapter, byModel, bare] = await Promise.all([
    loraGen(["run", "-p", "-", "-g", generator, ...request], prompt),
    loraGen(["run", "-a", join(root, "adapter"), ...request]),
    loraGen(["run", "-e", merged, ...request]),
    loraGen(["run", "-g", generator, ...request]),
  ]);
  for (const outcome of [byPrompt, byAdapter, byModel, bare]) expect(outcome).toMatchObject({ code: 0, stderr: "" });
  expect([byAdapter.stdout, byModel.stdout]).toEqual([byPrompt.stdout, byPrompt.stdout]);
  expect(bare.stdout).not.toBe(byPrompt.stdout);
});

test("an answer ends where it is told to, and comes from weights of few bits too", async () => {
  const edge = fileURLToPath(new URL("../../checkpoints/nano/edge", import.meta.url));
  const run = async (...options: string[]): Promise<string> => {
    const { code, stdout } = await loraGen(["run", "-e", edge, "-n", "24", ...options, "play some music"]);
    expect(code).toBe(0);
    return stdout.slice(0, -1);
  };
  // Drawn at this temperature, an answer is as long as it may be, whatever the weights.
  const drawn = ["-t", "5", "--seed", "1"];
  const whole = await run(...drawn);
  const middle = whole.slice(3, 6);
  expect(middle).toHaveLength(3);
  expect(await run(...drawn, "--stop", "nowhere", "--stop", middle)).toBe(whole.slice(0, whole.indexOf(middle)));
  const greedy = await run();
  expect(await run(...drawn, "--top-k", "1")).toBe(greedy);
  expect(greedy).not.toBe(whole);
  for (const bits of ["8", "w8a8", "4", "stored"])
    expect((await run(...drawn, "--bits", bits)).length).toBeGreaterThan(0);
});

test("inspect tells what each directory is", async () => {
  const kinds = await Promise.all(
    ["whole", "whole/best", "adapter", "merged"].map(async (name) => {
      const { stdout } = await loraGen(["inspect", join(root, name), "--json"]);
      return (JSON.parse(stdout) as { kind: string }).kind;
    }),
  );
  expect(kinds).toEqual(["run", "generator", "adapter", "model"]);
  const { stdout } = await loraGen(["inspect", join(root, "adapter")]);
  expect(stdout).toMatch(/made from +a prompt of 40 tokens/);
  expect(stdout).toMatch(/^layer │ experts │ gates$/m);
});

test("the demo shows three columns, eval a row for each method and split", async () => {
  const generator = pair.generator;
  const demo = await loraGen(["demo", "-g", generator, "-p", "-", "-i", "to Paris", "--json"], "Be brief.");
  expect(demo).toMatchObject({ code: 0, stderr: "" });
  const { columns, adapterBytes, gatesBytes } = JSON.parse(demo.stdout) as {
    columns: { name: string; promptTokens: number }[];
    adapterBytes: number;
    gatesBytes: number;
  };
  expect(columns.map(({ name, promptTokens }) => [name, promptTokens])).toEqual([
    ["edge, no prompt", 0],
    ["edge, prompt in context", 11],
    ["edge, specialised", 0],
  ]);
  expect([adapterBytes, gatesBytes]).toEqual([2304, 16]);
  const table = await loraGen(["eval", "-g", generator, "--items", "4", "--json"]);
  const { rows } = JSON.parse(table.stdout) as { rows: { method: string; split: string; items: number }[] };
  expect(rows.map(({ method, split, items }) => `${method} ${split} ${items}`)).toEqual(
    ["none", "in-context", "lora", "lora-gen"].flatMap((method) =>
      ["seen", "unseen", "unseen-wording"].map((split) => `${method} ${split} 4`),
    ),
  );
});
