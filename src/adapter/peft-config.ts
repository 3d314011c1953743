/** @file What the JSON files of a PEFT directory say: its LoRA's settings, and where it came from. */

import { z } from "zod";
import { shown } from "../errors.js";
import { parseAs } from "../lm/json.js";

/** Files of a PEFT directory. */
export const configFile = "adapter_config.json";
export const tensorsFile = "adapter_model.safetensors";
export const provenanceFile = "lora_gen.json";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256");

const provenanceSchema = z.object({
  /** SHA-256 of the generator (once of its tensors file alone), of the edge model's content, and of the system prompt (UTF-8). */
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

/** Those by which an untrained adapter changes nothing. By the others (PiSSA, OLoRA, CorDA, LoftQ) PEFT changes the base model, too. */
const initializations = [null, true, false, "gaussian", "eva", "orthogonal"] as const;

const configSchema = z.object({
  peft_type: z.literal("LORA"),
  base_model_name_or_path: z.string().nullish(),
  revision: z.string().nullish(),
  r: z.number().int().positive(),
  lora_alpha: z.number(),
  use_rslora: z.boolean().optional(),
  use_dora: z.literal(false, { error: "DoRA is not supported" }).optional(),
  bias: z.literal("none", { error: "trained biases are not supported" }).optional(),
  init_lora_weights: z
    .literal(initializations, {
      error: ({ input }) =>
        `${shown(input)} changes the base model, which is not supported; save the adapter as a plain LoRA ` +
        "(save_pretrained with path_initial_model_for_weight_conversion)",
    })
    .optional(),
  alora_invocation_tokens: z.null({ error: "activated LoRA is not supported" }).optional(),
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

/** What the two files say, before anyone knows where `base` is. */
export interface WrittenDescription extends Omit<AdapterDescription, "base"> {
  base?: { name: string; revision?: string };
}

/** Reads `adapter_config.json`, and `lora_gen.json` where there is one. `file` and `beside` name the two texts in errors. */
export function parseDescription(
  file: string,
  text: string,
  beside: string,
  made: string | undefined,
): WrittenDescription {
  const {
    r: rank,
    lora_alpha: alpha,
    use_rslora: rootScaled,
    base_model_name_or_path: name,
    revision,
  } = parseAs(configSchema, file, text);
  return {
    rank,
    alpha,
    scale: alpha / (rootScaled ? Math.sqrt(rank) : rank),
    ...(name ? { base: { name, ...(revision ? { revision } : {}) } } : {}),
    ...(made === undefined ? {} : { provenance: parseAs(provenanceSchema, beside, made) }),
  };
}
