/** @file What a directory of ours is, told from its headers. */

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describeAdapter } from "../adapter/peft.js";
import { tensorsFile } from "../adapter/peft-config.js";
import { FileError } from "../errors.js";
import { localPath } from "../hub/resolve.js";
import { openCheckpoint } from "../lm/checkpoint.js";
import { parseConfig } from "../lm/config.js";
import { methodFile } from "../methods/saved-method.js";
import { openSafetensors } from "../tensor/safetensors-file.js";
import { latestProgress } from "../training/state.js";
import { sha256OfFile } from "../tensor/sha256.js";
import { inspectGenerator, inspectMethod } from "./inspect-trained.js";
import type { AdapterReport, ModelReport, Report, RunReport } from "./reports.js";
import { count, modelMemory } from "./stored.js";

/** Tells what a directory, file or repository of the Hub is. Throws a `FileError` if it is nothing of ours, or damaged, and the signal's reason. */
export async function inspect(source: string, { signal }: { signal?: AbortSignal } = {}): Promise<Report> {
  const path = await localPath(source);
  const found = await stat(path).catch((cause: unknown) => {
    throw new FileError(path, "no such file or directory", { cause });
  });
  if (!found.isDirectory()) return { ...(await inspectModel(path, signal)), bytes: found.size };
  const present = await readdir(path);
  if (present.includes("generator.json")) return inspectGenerator(path, signal);
  if (present.includes(methodFile)) return inspectMethod(path, signal);
  if (present.includes("adapter_config.json")) return inspectAdapter(path);
  if (present.includes("metrics.jsonl") || present.includes("checkpoints")) return inspectRun(path, present);
  if (present.includes("config.json")) return inspectModel(path, signal);
  throw new FileError(
    path,
    `is no generator, method, adapter, model or run: it has none of generator.json, ${methodFile}, adapter_config.json, config.json, metrics.jsonl`,
  );
}

async function inspectModel(path: string, signal: AbortSignal | undefined): Promise<ModelReport> {
  const checkpoint = await openCheckpoint(path);
  try {
    const config = parseConfig(checkpoint.config, path);
    return {
      kind: "model",
      config,
      ...count(checkpoint),
      sha256: await checkpoint.hash(signal),
      memoryBytes: modelMemory(config),
      packedMemoryBytes: {
        8: modelMemory(config, 8),
        w8a8: modelMemory(config, "w8a8"),
        4: modelMemory(config, 4),
      },
    };
  } finally {
    await checkpoint.close();
  }
}

async function inspectAdapter(directory: string): Promise<AdapterReport> {
  const path = join(directory, tensorsFile);
  const description = await describeAdapter(directory);
  const file = await openSafetensors(path);
  try {
    const places = file.names.map((name) => /\.layers\.(\d+)\.(.+)\.lora_[AB]\.weight$/.exec(name));
    const named = places.filter((place) => place !== null);
    return {
      kind: "adapter",
      ...description,
      ...count(file),
      sha256: await sha256OfFile(path),
      modules: [...new Set(named.map(([, , module]) => module!))],
      layers: new Set(named.map(([, layer]) => layer)).size,
    };
  } finally {
    await file.close();
  }
}

async function inspectRun(directory: string, present: readonly string[]): Promise<RunReport> {
  const log = await readFile(join(directory, "metrics.jsonl"), "utf8").catch(() => "");
  const lines = log
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, number>);
  const progress = await latestProgress(join(directory, "checkpoints"));
  const lastStep = lines.findLast((line) => "loss" in line);
  const lastValidation = lines.findLast((line) => "validation.loss" in line);
  return {
    kind: "run",
    ...(progress ? { progress } : {}),
    saved: ["best", "last"].filter((name) => present.includes(name)).map((name) => join(directory, name)),
    ...(lastStep ? { lastStep } : {}),
    ...(lastValidation ? { lastValidation } : {}),
  };
}
