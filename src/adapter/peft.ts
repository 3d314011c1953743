/** @file Adapters as PEFT directories: `adapter_config.json`, `adapter_model.safetensors` and, beside them, `lora_gen.json`. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FileError } from "../errors.js";
import { localPath, repositoryOf } from "../hub/resolve.js";
import type { DecoderConfig } from "../lm/config.js";
import { attentionProjections, ffnProjections, projectionName, type Projection } from "../lm/weights.js";
import { writeDirectoryAtomic, writeFileAtomic } from "../tensor/atomic.js";
import { toF32, cast } from "../tensor/half.js";
import { transposed, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";
import { parseSafetensors, serializeSafetensors } from "../tensor/safetensors.js";
import { readSafetensors } from "../tensor/safetensors-file.js";
import {
  configFile,
  described,
  provenanceFile,
  tensorsFile,
  type AdapterDescription,
  type Provenance,
} from "./peft-config.js";
import { checkFits, updates, type Adapter, type LowRank } from "./adapter.js";

export type { AdapterDescription, Provenance } from "./peft-config.js";

export interface SaveOptions {
  /** The model that the adapter is for: its architecture names the modules. */
  config: DecoderConfig;
  /** Path of that model, or its repository on the Hub; PEFT and vLLM need it. */
  base: string;
  provenance?: Provenance;
  dtype?: "f32" | "f16";
  /** Text of README.md. */
  readme?: string;
}

/** PEFT wraps the model twice, so a module's name has this prefix (PeftModel, LoraModel). */
const prefix = "base_model.model.";

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
  { config, base, provenance, dtype = "f32", readme }: SaveOptions,
): Promise<Record<string, string | Uint8Array>> {
  checkFits(adapter, config);
  const tensors: TensorMap = {};
  const modules = new Set<string>();
  for (const { layer, projection, update } of updates(adapter)) {
    const module = projectionName(config, layer, projection);
    modules.add(module.split(".").at(-1)!);
    tensors[`${prefix}${module}.lora_A.weight`] = cast(transposed(update.a), dtype);
    tensors[`${prefix}${module}.lora_B.weight`] = cast(transposed(update.b), dtype);
  }
  const repository = await repositoryOf(base);
  const adapterConfig = {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: repository?.name ?? base,
    revision: repository?.revision ?? null,
    inference_mode: true,
    r: adapter.rank,
    lora_alpha: adapter.scale * adapter.rank,
    lora_dropout: 0,
    bias: "none",
    fan_in_fan_out: false,
    target_modules: [...modules],
    modules_to_save: null,
    init_lora_weights: true,
    use_rslora: false,
    use_dora: false,
    rank_pattern: {},
    alpha_pattern: {},
    layers_to_transform: null,
    layers_pattern: null,
    auto_mapping: null,
  };
  return {
    [tensorsFile]: serializeSafetensors(tensors, { format: "pt" }),
    [configFile]: `${JSON.stringify(adapterConfig, null, 2)}\n`,
    ...(provenance && { [provenanceFile]: `${JSON.stringify(provenance, null, 2)}\n` }),
    ...(readme !== undefined && { "README.md": readme }),
  };
}

/** Reads the JSON files of a PEFT directory or repository. Throws a `FileError` that names the field at fault. */
export async function describeAdapter(source: string): Promise<AdapterDescription> {
  const directory = await localPath(source);
  const path = join(directory, configFile);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new FileError(directory, `is no adapter: it has no ${configFile}`, { cause });
  });
  const beside = join(directory, provenanceFile);
  return described(path, text, beside, await readFile(beside, "utf8").catch(() => undefined));
}

/** Loads a PEFT directory or repository for a model. Throws a `FileError` that names the field or tensor at fault. */
export async function loadAdapter(source: string, config: DecoderConfig): Promise<Adapter> {
  const directory = await localPath(source);
  const description = await describeAdapter(directory);
  const file = join(directory, tensorsFile);
  return assembled(file, await readSafetensors(file), description, config);
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
  const description = await described(path(configFile), settings, path(provenanceFile), text(provenanceFile));
  const parsed = parseSafetensors(tensors, path(tensorsFile)).tensors;
  return { adapter: assembled(path(tensorsFile), parsed, description, config), description };
}

function assembled(
  file: string,
  tensors: TensorMap,
  { rank, scale }: AdapterDescription,
  config: DecoderConfig,
): Adapter {
  const layers: Partial<Record<Projection, LowRank>>[] = Array.from({ length: config.layers }, () => ({}));
  const known = new Set<string>();
  for (let i = 0; i < config.layers; i++)
    for (const p of [...attentionProjections, ...ffnProjections(config)]) {
      const half = (letter: "A" | "B"): HostTensor<"f32"> | undefined => {
        const name = `${prefix}${projectionName(config, i, p)}.lora_${letter}.weight`;
        known.add(name);
        return tensors[name] && transposed(toF32(tensors[name]));
      };
      const [a, b] = [half("A"), half("B")];
      if ((a === undefined) !== (b === undefined))
        throw new FileError(file, `${projectionName(config, i, p)} has only one of lora_A and lora_B`);
      if (a && b) layers[i]![p] = { a, b };
    }
  const stray = Object.keys(tensors).find((name) => !known.has(name));
  if (stray)
    throw new FileError(
      file,
      `${stray} belongs to no projection of this model (${config.architecture}, ${config.layers} layers)`,
    );
  const adapter: Adapter = { layers, rank, scale };
  try {
    checkFits(adapter, config);
  } catch (error) {
    throw new FileError(file, (error as Error).message, { cause: error });
  }
  return adapter;
}
