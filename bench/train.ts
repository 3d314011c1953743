/** @file A training step beside PyTorch's: its time, and the memory of its process. */

import { fileURLToPath } from "node:url";
import { openCheckpoint } from "../src/lm/checkpoint.js";
import { parseConfig } from "../src/lm/config.js";
import { weightReader } from "../src/lm/read-weights.js";
import { saveModel } from "../src/lm/save-model.js";
import { weightShapes } from "../src/lm/weights.js";
import { python, pythonWith } from "../tests/interop/python.js";
import { derived, shipped, type Bench } from "./bench.js";
import { startChild, type Child } from "./child.js";
import { alone, alternate, best, versus } from "./rows.js";
import type { StepReply, StepRequest, StepSizes } from "./training-step.js";

const sizes: StepSizes = { prompt: 384, queries: 8, tokens: 80, answer: 16 };
const quickly: StepSizes = { prompt: 24, queries: 2, tokens: 16, answer: 4 };
/** Of one run: its time is that of the fastest. */
const steps = 3;

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export async function run(bench: Bench): Promise<void> {
  const { threads, runs, quick } = bench;
  if (!bench.model) bench.note("No SmolLM2 here: the figures are those of the shipped edge model, as cloud and edge.");
  const model = bench.model ?? shipped("edge");
  const request: StepRequest = { model, sizes: quick ? quickly : sizes };
  const environment = { LORA_GEN_THREADS: `${threads}` };
  const children: Record<string, Child> = {
    ours: startChild(
      process.execPath,
      ["--import", "tsx", path("training-step.ts"), JSON.stringify(request)],
      environment,
    ),
  };
  const torch = pythonWith("PyTorch", ["torch", "transformers"]);
  if (torch.found) {
    const directory = await derived(bench, model, "torch", (to) => saveForTorch(to, model));
    const peer = { ...request, model: directory, threads };
    children["peer"] = startChild(python, [path("peers/train_step.py"), JSON.stringify(peer)]);
  } else bench.note(`The peer is left out: ${torch.title}.`);

  const peak: Record<string, number> = {};
  const measures = Object.fromEntries(
    Object.entries(children).map(([name, child]) => [
      name,
      async () => {
        const reply = await child.ask<StepReply>(quick ? 1 : steps);
        peak[name] = reply.peakMb;
        return Math.min(...reply.seconds);
      },
    ]),
  );
  const { ours, peer } = await alternate(runs, measures);
  await Promise.all(Object.values(children).map((child) => child.end()));
  if (peer) {
    bench.row(versus("train/step-time", "s", "less", ours!, peer));
    bench.row(versus("train/peak-memory", "MB", "less", [peak["ours"]!], [peak["peer"]!]));
  } else {
    bench.row(alone("train/step-time", "s", best(ours!, "less")));
    bench.row(alone("train/peak-memory", "MB", peak["ours"]!));
  }
}

/** The same weights as a directory that transformers reads, in full precision. */
async function saveForTorch(to: string, model: string): Promise<void> {
  const checkpoint = await openCheckpoint(model);
  const config = parseConfig(checkpoint.config, checkpoint.source);
  const weights = { shapes: weightShapes(config), read: weightReader(checkpoint, config) };
  await saveModel(to, { config: checkpoint.config, ...weights, tokenizer: model, dtype: "f32" });
  await checkpoint.close();
}
