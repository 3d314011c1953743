/** @file Adapters as PEFT directories: `adapter_config.json`, `adapter_model.safetensors` and, beside them, `lora_gen.json`. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FileError } from "../errors.js";
import { localPath, repositoryOf } from "../hub/resolve.js";
import type { DecoderConfig } from "../lm/config.js";
import { parseAs } from "../lm/json-file.js";
import { attentionProjections, ffnProjections, projectionName, type Projection } from "../lm/weights.js";
import { writeDirectoryAtomic, writeFileAtomic } from "../tensor/atomic.js";
import { toF32, cast } from "../tensor/half.js";
import { transposed, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";
import { readSafetensors, writeSafetensors } from "../tensor/safetensors-file.js";
import { checkFits, updates, type Adapter, type LowRank } from "./adapter.js";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256");

const provenanceSchema = z.object({
  /** SHA-256 of the generator's tensors file, of the edge model's content, and of the system prompt (UTF-8). */
  generator: sha256,
  edge: sha256,
  prompt: sha256,
  promptTokens: z.number(),
  /** What each row of `gates` is for: a layer, or a layer's projection. */
  routes: z.array(z.string()),
  /** G of each meta token, [meta tokens][experts]. */
  gates: z.array(z.array(z.number())),
});

/** Where an adapter came from; `lora_gen.json`. */
export type Provenance = z.infer<typeof provenanceSchema>;

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
export async function saveAdapter(
  directory: string,
  adapter: Adapter,
  { config, base, provenance, dtype = "f32", readme }: SaveOptions,
): Promise<void> {
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
  await writeDirectoryAtomic(directory, async (temporary) => {
    await writeSafetensors(join(temporary, "adapter_model.safetensors"), tensors, { format: "pt" });
    await writeFileAtomic(join(temporary, "adapter_config.json"), `${JSON.stringify(adapterConfig, null, 2)}\n`);
    if (provenance) await writeFileAtomic(join(temporary, "lora_gen.json"), `${JSON.stringify(provenance, null, 2)}\n`);
    if (readme !== undefined) await writeFileAtomic(join(temporary, "README.md"), readme);
  });
}

const configSchema = z.object({
  peft_type: z.literal("LORA"),
  base_model_name_or_path: z.string().nullish(),
  revision: z.string().nullish(),
  r: z.number().int().positive(),
  lora_alpha: z.number(),
  use_rslora: z.boolean().optional(),
  use_dora: z.literal(false, { error: "DoRA is not supported" }).optional(),
  bias: z.literal("none", { error: "trained biases are not supported" }).optional(),
  fan_in_fan_out: z.literal(false, { error: "fan_in_fan_out is not supported" }).optional(),
  rank_pattern: z
    .record(z.string(), z.number())
    .optional()
    .refine((p) => Object.keys(p ?? {}).length === 0, "rank patterns are not supported"),
  alpha_pattern: z
    .record(z.string(), z.number())
    .optional()
    .refine((p) => Object.keys(p ?? {}).length === 0, "alpha patterns are not supported"),
});

/** What a PEFT directory says of itself, without its tensors. */
export interface AdapterDescription {
  /** Path of the model it is for, or its repository on the Hub. */
  base?: string;
  rank: number;
  alpha: number;
  scale: number;
  provenance?: Provenance;
}

/** Reads the JSON files of a PEFT directory or repository. Throws a `FileError` that names the field at fault. */
export async function describeAdapter(source: string): Promise<AdapterDescription> {
  const directory = await localPath(source);
  const path = join(directory, "adapter_config.json");
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new FileError(directory, "is no adapter: it has no adapter_config.json", { cause });
  });
  const {
    r: rank,
    lora_alpha: alpha,
    use_rslora: rootScaled,
    base_model_name_or_path: name,
    revision,
  } = parseAs(configSchema, path, text);
  const base = name && revision && (await repositoryOf(name)) ? `${name}@${revision}` : name;
  const beside = join(directory, "lora_gen.json");
  const made = await readFile(beside, "utf8").catch(() => undefined);
  return {
    rank,
    alpha,
    scale: alpha / (rootScaled ? Math.sqrt(rank) : rank),
    ...(base ? { base } : {}),
    ...(made === undefined ? {} : { provenance: parseAs(provenanceSchema, beside, made) }),
  };
}

/** Loads a PEFT directory or repository for a model. Throws a `FileError` that names the field or tensor at fault. */
export async function loadAdapter(source: string, config: DecoderConfig): Promise<Adapter> {
  const directory = await localPath(source);
  const { rank, scale } = await describeAdapter(directory);
  const file = join(directory, "adapter_model.safetensors");
  const tensors = await readSafetensors(file);
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
