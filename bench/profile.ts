/** @file Where the time of a token and of a prompt goes, in 4 bits and in W8A8: ONNX Runtime's own profile, by operator. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { emit } from "../src/graph/index.js";
import { openCheckpoint } from "../src/lm/checkpoint.js";
import { parseConfig, type DecoderConfig } from "../src/lm/config.js";
import { cacheSpec, generationGraph, stepFeeds } from "../src/lm/generation-graph.js";
import { readPackedWeights } from "../src/lm/packed-weights.js";
import type { Program } from "../src/runtime/program.js";
import { createSession } from "../src/runtime/session.js";
import { shipped, someIds, type Bench } from "./bench.js";
import { alone, best } from "./rows.js";

/** Tokens of the cache that a token is decoded over, and tokens of a prompt. */
const [cached, prompt] = [100, 256];

/** A node's event in the profile. */
interface NodeEvent {
  cat: string;
  name: string;
  /** µs */
  dur: number;
  args: { op_name?: string; output_type_shape?: Record<string, number[]>[] };
}

export async function run(bench: Bench): Promise<void> {
  for (const bits of [4, "w8a8"] as const) await profile(bench, bits);
}

async function profile({ model, threads, runs, quick, row }: Bench, bits: 4 | "w8a8"): Promise<void> {
  const checkpoint = await openCheckpoint(model ?? shipped("edge"));
  const config = parseConfig(checkpoint.config, checkpoint.source);
  const { plain, parts, layouts } = await readPackedWeights(checkpoint, config, {
    bits,
    roundActivations: true,
    keep: [],
  });
  await checkpoint.close();
  const emitted = emit(generationGraph(config, { packed: layouts }), { ...plain, ...parts });

  const directory = await mkdtemp(join(tmpdir(), "lora-gen-profile-"));
  try {
    for (const [what, tokens, past, count] of [
      [`a token behind ${cached}`, 1, cached, quick ? 5 : 20 * runs],
      [`${prompt} tokens of a prompt`, prompt, 0, quick ? 5 : 2 * runs],
    ] as const) {
      const title = `${bits === 4 ? "4 bits" : bits}, ${what}`;
      const plainly = await createSession(ort, emitted, { intraOpNumThreads: threads });
      row(alone(`${title}: a run`, "µs", 1000 * best(await repeat(plainly, config, { tokens, past, count }), "less")));
      await plainly.dispose();
      const profileFilePrefix = join(directory, `${tokens}`);
      const settings = { intraOpNumThreads: threads, enableProfiling: true, profileFilePrefix };
      const profiled = await createSession(ort, emitted, settings);
      await repeat(profiled, config, { tokens, past, count });
      await profiled.dispose(); // writes the file
      const file = (await readdir(directory)).find((name) => name.startsWith(`${tokens}_`))!;
      const events = JSON.parse(await readFile(join(directory, file), "utf8")) as NodeEvent[];
      for (const { name, nodes, total } of byOperator(events))
        row(alone(`${title}: ${name}, ${nodes} nodes`, "µs", total));
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** ms of each run of `tokens` behind `past` ones; the cache stays as long as it is. */
async function repeat(
  program: Program,
  config: DecoderConfig,
  { tokens, past, count }: { tokens: number; past: number; count: number },
): Promise<number[]> {
  const cache = await program.growing(cacheSpec(config, 1));
  const step = (ids: readonly number[], lengths: readonly number[]): Promise<unknown> =>
    program.run(stepFeeds([ids], lengths), { grow: { cache, lengths } });
  if (past > 0) await step(someIds(past, config.vocabularySize), [0]);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await step(someIds(tokens, config.vocabularySize), [past]);
    times.push(performance.now() - start);
  }
  return times;
}

/** Median of each node, summed by operator; of products, by the width of what they give. Those below 1% are left out. */
function byOperator(events: readonly NodeEvent[]): { name: string; nodes: number; total: number }[] {
  const nodes = new Map<string, { operator: string; times: number[] }>();
  for (const { cat, name, dur, args } of events) {
    if (cat !== "Node" || !name.endsWith("_kernel_time")) continue;
    const width = Object.values(args.output_type_shape?.[0] ?? {})[0]?.at(-1);
    const operator = args.op_name!.startsWith("MatMul") ? `${args.op_name} to ${width}` : args.op_name!;
    const node = nodes.get(name) ?? { operator, times: [] };
    node.times.push(dur);
    nodes.set(name, node);
  }
  const totals = new Map<string, { name: string; nodes: number; total: number }>();
  for (const { operator, times } of nodes.values()) {
    const sum = totals.get(operator) ?? { name: operator, nodes: 0, total: 0 };
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
    totals.set(operator, { ...sum, nodes: sum.nodes + 1, total: sum.total + median });
  }
  const all = [...totals.values()].sort((a, b) => b.total - a.total);
  const whole = all.reduce((sum, { total }) => sum + total, 0);
  return all.filter(({ total }) => total > whole / 100);
}
