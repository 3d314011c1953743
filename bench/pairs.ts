/** @file The pairs of models that adapters are measured with: one of SmolLM2's size where there is one, and the shipped one. */

import { initGenerator } from "../src/methods/lora-gen/start.js";
import { derived, shipped, type Bench } from "./bench.js";

export interface Pair {
  name: string;
  /** Directory of a generator; that of the large pair has learnt nothing, which its speed does not tell. */
  generator: string;
  /** Paths of the models. */
  cloud: string;
  edge: string;
}

export async function pairs(bench: Pick<Bench, "model" | "kept" | "note">): Promise<Pair[]> {
  const { model } = bench;
  const nano = { name: "nano", generator: shipped("generator"), cloud: shipped("cloud"), edge: shipped("edge") };
  if (!model) {
    bench.note("No SmolLM2 here (give its GGUF file with --model): the shipped pair is measured alone.");
    return [nano];
  }
  const generator = await derived(bench, model, "generator", (to) => initGenerator(to, { cloud: model, edge: model }));
  return [{ name: "SmolLM2-135M", generator, cloud: model, edge: model }, nano];
}
