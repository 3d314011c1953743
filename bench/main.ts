/** @file `npm run bench [-- NAME…]`: how fast this is beside its peers, measured in turn on this machine. */

import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { table } from "../src/cli/table.js";
import { defaultData, defaultModel, threadsByDefault, type Bench } from "./bench.js";
import { versions } from "./machine.js";
import type { Row } from "./rows.js";

/** Each suite with what it measures; they are loaded when they are run. */
const suites: Readonly<Record<string, () => Promise<{ run(bench: Bench): Promise<void> }>>> = {
  train: () => import("./train.js"),
  generate: () => import("./generate.js"),
  context: () => import("./context.js"),
  scale: () => import("./scale.js"),
  inference: () => import("./inference.js"),
  adapters: () => import("./adapters.js"),
  startup: () => import("./startup.js"),
  profile: () => import("./profile.js"),
  rounds: () => import("./rounds.js"),
  serve: () => import("./serve.js"),
};

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("give a whole number above 0.");
  return value;
};

const command = new Command("bench")
  .argument("[names...]", `suites: ${Object.keys(suites).join(", ")}; all of them unless told`)
  .option("--json", "one JSON document")
  .option("--model <file>", "a model of SmolLM2-135M's size (GGUF or directory)", defaultModel())
  .option("--data <dir>", "data sets to take prompts from; of the nano world unless told", defaultData())
  .option("--threads <n>", "threads of ours and the peers", whole, threadsByDefault())
  .option("--runs <n>", "alternating runs of each comparison", whole, 5)
  .option("--out <dir>", "directory that plots are written to", "runs/bench")
  .option("--quick", "a few runs of something tiny: whether a suite works, not how fast it is")
  .parse();

interface Options extends Pick<Bench, "model" | "data" | "threads" | "runs" | "out"> {
  json?: true;
  quick?: true;
}

const options = command.opts<Options>();
const names = command.args.length > 0 ? command.args : Object.keys(suites);
for (const name of names)
  if (!(name in suites)) command.error(`no suite "${name}"; there are ${Object.keys(suites).join(", ")}`);
const { json = false, quick = false, data, threads, out } = options;
const [model, runs] = quick ? [undefined, 1] : [options.model, options.runs];

const figure = (value: number | null): string =>
  value === null ? "" : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
const rows: Row[] = [];
const notes: string[] = [];
const bench: Bench = {
  model,
  data,
  threads,
  runs,
  out,
  kept: join(tmpdir(), "lora-gen-bench"),
  quick,
  row: (row) => void rows.push(row),
  note: (text) => void notes.push(text),
};

if (!json) console.log(versions(threads));
for (const name of names) {
  const from = rows.length;
  let failure: unknown;
  try {
    await (await suites[name]!()).run(bench);
  } catch (error) {
    // What was measured before is still shown.
    failure = error;
  }
  if (json && failure === undefined) continue;
  console.log(`\n${name}, ${runs} alternating runs\n`);
  const cells = rows
    .slice(from)
    .map((r) => [
      r.name,
      figure(r.ours),
      figure(r.peer),
      r.unit,
      figure(r.ratio),
      r.low === null ? "" : `${figure(r.low)} to ${figure(r.high)}`,
    ]);
  const right = { align: "right" } as const;
  const columns = [
    { header: "" },
    { header: "ours", ...right },
    { header: "peer", ...right },
    { header: "unit" },
    { header: "ratio", ...right },
    { header: "spread" },
  ];
  console.log(table(columns, cells, 140));
  for (const note of notes.splice(0)) console.log(note);
  if (failure === undefined) continue;
  console.error(failure);
  process.exit(1);
}
if (json)
  console.log(
    JSON.stringify({ rows, notes, versions: versions(threads), threads, runs, date: new Date().toISOString() }),
  );
// Threads of peers may still wait for work.
process.exit(0);
