/** @file Adapters as PEFT directories in memory: `adapter_config.json`, `adapter_model.safetensors`, `lora_gen.json`. */

import { FileError } from "../errors.js";
import type { DecoderConfig } from "../lm/config.js";
import type { Json } from "../lm/json.js";
import { attentionProjections, ffnProjections, projectionName, type Projection } from "../lm/weights.js";
import { cast, toF32 } from "../tensor/half.js";
import { transposed, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";
import { serializeSafetensors } from "../tensor/safetensors.js";
import { checkFits, updates, type Adapter, type LowRank } from "./adapter.js";
import { configFile, provenanceFile, tensorsFile, type Provenance } from "./peft-config.js";

/** PEFT wraps the model twice, so a module's name has this prefix (PeftModel, LoraModel). */
const prefix = "base_model.model.";

/** The tensors of an adapter. Throws a `ShapeError` if it does not fit the model. */
function peftTensors(adapter: Adapter, config: DecoderConfig, dtype: "f32" | "f16"): TensorMap {
  checkFits(adapter, config);
  const tensors: TensorMap = {};
  for (const { layer, projection, update } of updates(adapter)) {
    const module = projectionName(config, layer, projection);
    tensors[`${prefix}${module}.lora_A.weight`] = cast(transposed(update.a), dtype);
    tensors[`${prefix}${module}.lora_B.weight`] = cast(transposed(update.b), dtype);
  }
  return tensors;
}

/** adapter_config.json; `base` is what loads the model: a path, or a repository of the Hub with its revision. */
function peftConfig(adapter: Adapter, config: DecoderConfig, base: string, revision: string | null = null): Json {
  const modules = new Set<string>();
  for (const { layer, projection } of updates(adapter))
    modules.add(projectionName(config, layer, projection).split(".").at(-1)!);
  return {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: base,
    revision,
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
}

export interface PeftOptions {
  /** The model that the adapter is for: its architecture names the modules. */
  config: DecoderConfig;
  /** Path of that model, or its repository on the Hub; PEFT and vLLM need it. */
  base: string;
  /** Of the repository. */
  revision?: string | undefined;
  provenance?: Provenance | undefined;
  dtype?: "f32" | "f16";
  /** Text of README.md. */
  readme?: string | undefined;
}

/** The files of a directory that `PeftModel.from_pretrained` loads, by name. Throws a `ShapeError` if the adapter does not fit. */
export function peftFiles(
  adapter: Adapter,
  { config, base, revision, provenance, dtype = "f32", readme }: PeftOptions,
): Record<string, string | Uint8Array> {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    [tensorsFile]: serializeSafetensors(peftTensors(adapter, config, dtype), { format: "pt" }),
    [configFile]: json(peftConfig(adapter, config, base, revision)),
    ...(provenance && { [provenanceFile]: json(provenance) }),
    ...(readme !== undefined && { "README.md": readme }),
  };
}

/** The adapter that the tensors of `file` are. Throws a `FileError` that names the tensor at fault. */
export function parsePeftTensors(
  tensors: TensorMap,
  file: string,
  config: DecoderConfig,
  { rank, scale }: Pick<Adapter, "rank" | "scale">,
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
