/** @file The models of a page: the classes that run anywhere, and where a page finds them. */

import { EdgeModel as EdgeModelCore, type EdgeModelOptions } from "../adapter/edge-model-core.js";
import type { Provenance } from "../adapter/peft-config.js";
import { FileError } from "../errors.js";
import type { Checkpoint } from "../lm/checkpoint-common.js";
import { parseConfig } from "../lm/config.js";
import { checkTrained, wrongModel } from "../methods/base-model.js";
import { expertShapes } from "../methods/edge-loss.js";
import { ExpertPool as ExpertPoolCore } from "../methods/lora-gen/expert-pool-core.js";
import { Generator as GeneratorCore, type Generated } from "../methods/lora-gen/generator-core.js";
import {
  fileName,
  identityText,
  parseGeneratorFile,
  tensorsFile,
  type GeneratorFile,
} from "../methods/lora-gen/generator-file.js";
import { describeOrigin, type Identity } from "../methods/lora-gen/origin.js";
import { bufferShapes, parameterShapes } from "../methods/lora-gen/parameters.js";
import { dimensions } from "../methods/lora-gen/settings.js";
import { compile } from "../runtime/browser.js";
import { safetensorsIn } from "../tensor/safetensors.js";
import { readGates } from "./adapters.js";
import { openWebCheckpoint, openWebTokenizer } from "./checkpoint.js";
import { hashOf, WebDirectory, type FetchOptions } from "./directory.js";

export interface EdgeModelLoadOptions extends EdgeModelOptions, FetchOptions {
  /** The hash that the model must have, as generator.json tells it of its edge model. */
  sha256?: string;
}

export const EdgeModel = Object.assign(EdgeModelCore, {
  /** Fetches a model directory. Throws a `FileError`. */
  async load(url: string, { sha256, signal, onProgress, ...options }: EdgeModelLoadOptions = {}) {
    const directory = await WebDirectory.open(url, { signal, ...(onProgress && { onProgress }) });
    const checkpoint = await openWebCheckpoint(directory);
    if (sha256 !== undefined) await expectHash(checkpoint, sha256, "edge", fileName);
    return EdgeModelCore.of({ checkpoint, tokenizer: await openWebTokenizer(directory), compile }, options);
  },
});
export type EdgeModel = EdgeModelCore;

const hashes = new WeakMap<GeneratorCore, Identity>();

/** `tensors`: SHA-256 of the generator's tensors file. */
const identityOf = (file: GeneratorFile, tensors: string): Identity => ({
  generator: hashOf(new TextEncoder().encode(identityText(file, tensors))),
  edge: file.edge.sha256,
});

export const Generator = Object.assign(GeneratorCore, {
  /** Fetches a generator and its cloud model, which must be served where generator.json says. Throws a `FileError`. */
  async load(url: string, options: FetchOptions = {}): Promise<GeneratorCore> {
    const { directory, file, tensors } = await openGenerator(url, options);
    const edge = await WebDirectory.open(modelUrl(directory, file, "edge"), options);
    const cloudDirectory = await WebDirectory.open(modelUrl(directory, file, "cloud"), options);
    const cloud = await openWebCheckpoint(cloudDirectory);
    await expectHash(cloud, file.cloud.sha256, "cloud", directory.url + fileName);
    const edgeConfig = parseConfig(await edge.json("config.json"), edge.url);
    const d = dimensions(file.settings, parseConfig(cloud.config, cloud.source), edgeConfig);
    const source = safetensorsIn(tensors, directory.url + tensorsFile);
    const generator = await GeneratorCore.of({
      directory: directory.url,
      edge: edge.url,
      dimensions: d,
      tensors: await checkTrained(source, directory.url + tensorsFile, { ...parameterShapes(d), ...bufferShapes(d) }),
      cloud,
      tokenizer: await openWebTokenizer(cloudDirectory),
      compile,
    });
    hashes.set(generator, identityOf(file, hashOf(tensors)));
    return generator;
  },
});
export type Generator = GeneratorCore;

export const ExpertPool = Object.assign(ExpertPoolCore, {
  /** Fetches the experts of a generator; its cloud model need not be there. Throws a `FileError`. */
  async load(url: string, options: FetchOptions = {}): Promise<ExpertPoolCore> {
    const { directory, file, tensors } = await openGenerator(url, options);
    const edge = await WebDirectory.open(modelUrl(directory, file, "edge"), options);
    const d = { settings: file.settings, edge: parseConfig(await edge.json("config.json"), edge.url) };
    const source = safetensorsIn(tensors, directory.url + tensorsFile);
    const experts = await checkTrained(source, directory.url + tensorsFile, expertShapes(d.edge, d.settings));
    const hash = hashOf(tensors);
    return ExpertPoolCore.of({
      source: directory.url,
      ...identityOf(file, hash),
      tensors: hash,
      dimensions: d,
      experts,
      readGates,
      compile,
    });
  },
});
export type ExpertPool = ExpertPoolCore;

/** Where an adapter comes from: hashes of the generator, the edge model and the prompt. */
export function provenanceOf(generator: GeneratorCore, prompt: string, generated: Generated): Promise<Provenance> {
  const known = hashes.get(generator)!;
  const text = new TextEncoder().encode(prompt);
  return Promise.resolve(describeOrigin({ ...known, prompt: hashOf(text) }, generator.dimensions, generated));
}

/** What generator.json at a URL tells. Throws a `FileError` that names the field at fault. */
export const readGeneratorFile = async (url: string, options: FetchOptions = {}): Promise<GeneratorFile> =>
  generatorFileOf(await WebDirectory.open(url, options));

async function generatorFileOf(directory: WebDirectory): Promise<GeneratorFile> {
  const text = await directory.textIfPresent(fileName);
  if (text === undefined) throw new FileError(directory.url, `is no generator: it has no ${fileName}`);
  return parseGeneratorFile(directory.url + fileName, text);
}

async function openGenerator(url: string, options: FetchOptions) {
  const directory = await WebDirectory.open(url, options);
  const file = await generatorFileOf(directory);
  return { directory, file, tensors: await directory.bytes(tensorsFile) };
}

function modelUrl({ url }: WebDirectory, file: GeneratorFile, role: "cloud" | "edge"): string {
  const { path } = file[role];
  if (path.startsWith("hf://"))
    throw new FileError(url + fileName, `its ${role} model is ${path}; a page needs it in a directory beside`);
  return new URL(path, url).href;
}

async function expectHash(model: Checkpoint, expected: string, role: "cloud" | "edge", file: string): Promise<void> {
  const found = await model.hash();
  if (found !== expected) throw wrongModel(model.source, file, role, { found, expected });
}
