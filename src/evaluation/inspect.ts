/** @file What a directory of ours is, told from its headers. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { describeAdapter, type AdapterDescription } from "../adapter/peft.js";
import { FileError, LoraGenError } from "../errors.js";
import { localPath } from "../hub/resolve.js";
import { openCheckpoint } from "../lm/checkpoint.js";
import { parseConfig, type DecoderConfig } from "../lm/config.js";
import { projectionWidths, weightShapes } from "../lm/weights.js";
import { modelPath, readGeneratorFile, tensorsFile, type GeneratorFile } from "../methods/lora-gen/checkpoint.js";
import { bufferShapes, parameterShapes } from "../methods/lora-gen/parameters.js";
import { dimensions, gatesBytes, type Dimensions } from "../methods/lora-gen/settings.js";
import { elementCount } from "../tensor/host-tensor.js";
import { openSafetensors } from "../tensor/safetensors-file.js";
import { byteLength, type TensorSource } from "../tensor/source.js";
import { latestProgress, type Progress } from "../training/state.js";

/** Tensors of a file or directory, counted. */
export interface Stored {
  parameters: number;
  /** On the disk, without headers. */
  bytes: number;
  /** Precisions, the most frequent first. */
  dtypes: string[];
}

export interface ModelReport extends Stored {
  kind: "model";
  config: DecoderConfig;
  /** What a generator's checkpoint knows it by. */
  sha256: string;
  /** What it takes when it is loaded, at full context, in f32. */
  memoryBytes: number;
}

/** A model that a generator belongs to. */
export interface BaseReport {
  path: string;
  sha256: string;
  /** `expected`, or what is wrong with it. */
  found: string;
}

export interface GeneratorReport extends Stored {
  kind: "generator";
  sha256: string;
  settings: GeneratorFile["settings"];
  cloud: BaseReport;
  edge: BaseReport;
  training?: Record<string, unknown>;
  /** Where both models can be read. */
  sizes?: {
    metaTokens: number;
    longestPrompt: number;
    /** Of one adapter that it makes, in half precision, and of its gates. */
    adapterBytes: number;
    gatesBytes: number;
    /** What the generator takes when it is loaded, its cloud model with it, in f32. */
    memoryBytes: number;
  };
}

export interface AdapterReport extends Stored, AdapterDescription {
  kind: "adapter";
  sha256: string;
  /** Names of the adapted modules, as a layer has them. */
  modules: string[];
  layers: number;
}

export interface RunReport {
  kind: "run";
  /** Of the newest checkpoint. */
  progress?: Progress;
  /** Directories of models, generators or adapters that the run has saved. */
  saved: string[];
  /** The last lines of its log: of a step, and of a validation. */
  lastStep?: Record<string, number>;
  lastValidation?: Record<string, number>;
}

export type Report = ModelReport | GeneratorReport | AdapterReport | RunReport;

/** Tells what a directory, file or repository of the Hub is. Throws a `FileError` if it is nothing of ours, or damaged. */
export async function inspect(source: string): Promise<Report> {
  const path = await localPath(source);
  const found = await stat(path).catch((cause: unknown) => {
    throw new FileError(path, "no such file or directory", { cause });
  });
  if (!found.isDirectory()) return { ...(await inspectModel(path)), bytes: found.size };
  const present = await readdir(path);
  if (present.includes("generator.json")) return inspectGenerator(path);
  if (present.includes("adapter_config.json")) return inspectAdapter(path);
  if (present.includes("metrics.jsonl") || present.includes("checkpoints")) return inspectRun(path, present);
  if (present.includes("config.json")) return inspectModel(path);
  throw new FileError(
    path,
    "is no generator, adapter, model or run: it has none of generator.json, adapter_config.json, config.json, metrics.jsonl",
  );
}

async function inspectModel(path: string): Promise<ModelReport> {
  const checkpoint = await openCheckpoint(path);
  try {
    const config = parseConfig(checkpoint.config, path);
    return {
      kind: "model",
      config,
      ...count(checkpoint),
      sha256: await checkpoint.hash(),
      memoryBytes: modelMemory(config),
    };
  } finally {
    await checkpoint.close();
  }
}

async function inspectGenerator(directory: string): Promise<GeneratorReport> {
  const file = await readGeneratorFile(directory);
  const stored = await countFile(join(directory, tensorsFile));
  const [cloud, edge] = [await openBase(directory, file, "cloud"), await openBase(directory, file, "edge")];
  return {
    kind: "generator",
    settings: file.settings,
    ...stored,
    sha256: await hashFile(join(directory, tensorsFile)),
    cloud: cloud.report,
    edge: edge.report,
    ...(file.training ? { training: file.training } : {}),
    ...(cloud.config && edge.config ? { sizes: sizes(dimensions(file.settings, cloud.config, edge.config)) } : {}),
  };
}

function sizes(d: Dimensions): NonNullable<GeneratorReport["sizes"]> {
  const { settings: s, cloud, edge, metaTokens } = d;
  const rank = s.mix === "factors" ? s.rank : s.rank * s.experts;
  const perLayer = s.targets
    .map((p) => projectionWidths(edge, p))
    .reduce((sum, { in: fanIn, out }) => sum + rank * (fanIn + out), 0);
  return {
    metaTokens,
    longestPrompt: cloud.positions - metaTokens,
    adapterBytes: 2 * edge.layers * perLayer,
    gatesBytes: gatesBytes(d),
    memoryBytes: inMemory({ ...weightShapes(cloud), ...parameterShapes(d), ...bufferShapes(d) }),
  };
}

async function openBase(
  directory: string,
  file: GeneratorFile,
  role: "cloud" | "edge",
): Promise<{ report: BaseReport; config?: DecoderConfig }> {
  const path = modelPath(directory, file, role);
  const { sha256 } = file[role];
  try {
    const checkpoint = await openCheckpoint(path);
    try {
      const hash = await checkpoint.hash();
      return {
        report: { path, sha256, found: hash === sha256 ? "expected" : `another model: ${hash}` },
        config: parseConfig(checkpoint.config, path),
      };
    } finally {
      await checkpoint.close();
    }
  } catch (error) {
    if (error instanceof LoraGenError) return { report: { path, sha256, found: error.message } };
    throw error;
  }
}

async function inspectAdapter(directory: string): Promise<AdapterReport> {
  const path = join(directory, "adapter_model.safetensors");
  const description = await describeAdapter(directory);
  const file = await openSafetensors(path);
  try {
    const places = file.names.map((name) => /\.layers\.(\d+)\.(.+)\.lora_[AB]\.weight$/.exec(name));
    const named = places.filter((place) => place !== null);
    return {
      kind: "adapter",
      ...description,
      ...count(file),
      sha256: await hashFile(path),
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

function count(source: TensorSource): Stored {
  const infos = source.names.map((name) => source.info(name));
  const byDtype = new Map<string, number>();
  for (const info of infos) byDtype.set(info.dtype, (byDtype.get(info.dtype) ?? 0) + elementCount(info.shape));
  return {
    parameters: infos.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    bytes: infos.reduce((sum, info) => sum + byteLength(info), 0),
    dtypes: [...byDtype].sort(([, a], [, b]) => b - a).map(([dtype]) => dtype),
  };
}

async function countFile(path: string): Promise<Stored> {
  const file = await openSafetensors(path);
  try {
    return count(file);
  } finally {
    await file.close();
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Weights are held by us, by the session, and in part packed for its kernels: measured with SmolLM2-135M. */
const copies = 2.6;
const inMemory = (shapes: Record<string, readonly number[]>): number =>
  Object.values(shapes).reduce((sum, shape) => sum + 4 * copies * elementCount(shape), 0);

/** Keys and values of the whole context; each step makes the grown cache beside the old one. */
const modelMemory = (c: DecoderConfig): number =>
  inMemory(weightShapes(c)) + 2 * 4 * 2 * c.layers * c.keyValueHeads * c.headWidth * c.positions;
