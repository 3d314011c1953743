/** @file Adapters as PEFT directories and repositories (Node). */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FileError } from "../errors.js";
import { localPath, repositoryOf } from "../hub/resolve.js";
import type { DecoderConfig } from "../lm/config.js";
import { writeDirectoryAtomic, writeFileAtomic } from "../tensor/atomic.js";
import { parseSafetensors } from "../tensor/safetensors.js";
import { readSafetensors } from "../tensor/safetensors-file.js";
import type { Adapter } from "./adapter.js";
import {
  configFile,
  parseDescription,
  provenanceFile,
  tensorsFile,
  type AdapterDescription,
  type WrittenDescription,
} from "./peft-config.js";
import { parsePeftTensors, peftFiles, type PeftOptions } from "./peft-format.js";

export type { AdapterDescription, Provenance } from "./peft-config.js";

export type SaveOptions = Omit<PeftOptions, "revision">;

/** Writes a directory that `PeftModel.from_pretrained` loads; it appears whole or not at all. */
export async function saveAdapter(directory: string, adapter: Adapter, options: SaveOptions): Promise<void> {
  const files = await adapterFiles(adapter, options);
  await writeDirectoryAtomic(directory, async (temporary) => {
    for (const [name, content] of Object.entries(files)) await writeFileAtomic(join(temporary, name), content);
  });
}

/** The files of such a directory, by name. */
export async function adapterFiles(
  adapter: Adapter,
  { base, ...options }: SaveOptions,
): Promise<Record<string, string | Uint8Array>> {
  const { name, revision } = (await repositoryOf(base)) ?? { name: base };
  return peftFiles(adapter, { ...options, base: name, revision });
}

/** Reads the JSON files of a PEFT directory or repository. Throws a `FileError` that names the field at fault. */
export async function describeAdapter(source: string): Promise<AdapterDescription> {
  const directory = await localPath(source);
  const path = join(directory, configFile);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new FileError(directory, `is no adapter: it has no ${configFile}`, { cause });
  });
  const beside = join(directory, provenanceFile);
  return located(parseDescription(path, text, beside, await readFile(beside, "utf8").catch(() => undefined)));
}

/** A revision is that of a repository; where the name is a path that exists, it means nothing. */
async function located({ base, ...rest }: WrittenDescription): Promise<AdapterDescription> {
  if (!base) return rest;
  const { name, revision } = base;
  return { ...rest, base: revision && (await repositoryOf(name)) ? `${name}@${revision}` : name };
}

/** Loads a PEFT directory or repository for a model. Throws a `FileError` that names the field or tensor at fault. */
export async function loadAdapter(source: string, config: DecoderConfig): Promise<Adapter> {
  const directory = await localPath(source);
  const description = await describeAdapter(directory);
  const file = join(directory, tensorsFile);
  return parsePeftTensors(await readSafetensors(file), file, config, description);
}

/** An adapter, and what it says of itself, from the files of a PEFT directory; `source` names them in errors. */
export async function adapterFromFiles(
  source: string,
  files: Readonly<Record<string, Uint8Array>>,
  config: DecoderConfig,
): Promise<{ adapter: Adapter; description: AdapterDescription }> {
  const path = (name: string): string => `${source}/${name}`;
  const text = (name: string): string | undefined => files[name] && new TextDecoder().decode(files[name]);
  const [settings, tensors] = [text(configFile), files[tensorsFile]];
  if (settings === undefined || !tensors)
    throw new FileError(source, `is no adapter: it lacks ${settings === undefined ? configFile : tensorsFile}`);
  const written = parseDescription(path(configFile), settings, path(provenanceFile), text(provenanceFile));
  const parsed = parseSafetensors(tensors, path(tensorsFile)).tensors;
  return {
    adapter: parsePeftTensors(parsed, path(tensorsFile), config, written),
    description: await located(written),
  };
}
