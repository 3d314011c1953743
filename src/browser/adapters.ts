/** @file Adapters that are fetched: as factors, or as gates. */

import type { Adapter } from "../adapter/adapter.js";
import { configFile, parseDescription, provenanceFile, tensorsFile } from "../adapter/peft-config.js";
import { parsePeftTensors } from "../adapter/peft-format.js";
import { FileError } from "../errors.js";
import type { DecoderConfig } from "../lm/config.js";
import { parseGates, type SavedGates } from "../methods/lora-gen/gates-format.js";
import { parseSafetensors, safetensorsIn } from "../tensor/safetensors.js";
import { fetched, WebDirectory, type FetchOptions } from "./directory.js";

/** Fetches a PEFT directory for a model. Throws a `FileError` that names the field or tensor at fault. */
export async function loadAdapter(url: string, config: DecoderConfig, options: FetchOptions = {}): Promise<Adapter> {
  const directory = await WebDirectory.open(url, options);
  const text = await directory.textIfPresent(configFile);
  if (text === undefined) throw new FileError(directory.url, `is no adapter: it has no ${configFile}`);
  const [path, beside, file] = [configFile, provenanceFile, tensorsFile].map((name) => directory.url + name) as [
    string,
    string,
    string,
  ];
  const description = parseDescription(path, text, beside, undefined);
  const { tensors } = parseSafetensors(await directory.bytes(tensorsFile), file);
  return parsePeftTensors(tensors, file, config, description);
}

/** Fetches a gates file. Throws a `FileError` that names the field at fault. */
export async function readGates(url: string, options: FetchOptions = {}): Promise<SavedGates> {
  const bytes = await fetched(new URL(url, document.baseURI).href, options);
  if (!bytes) throw new FileError(url, "no such file");
  return parseGates(url, safetensorsIn(bytes, url));
}
