/** @file `generator.json`: what a generator is made of, and which models it belongs to. */

import { z } from "zod";
import { parseAs } from "../../lm/json.js";
import { baseModel } from "../base-model.js";

export const formatVersion = 1;
export const fileName = "generator.json";
export const tensorsFile = "generator.safetensors";
const projection = z.enum(["q", "k", "v", "o", "gate", "up", "down"]);

const schema = z.object({
  formatVersion: z.literal(formatVersion),
  cloud: baseModel,
  /** Where the path tells nothing, the name that adapters know the model by. */
  edge: baseModel.extend({ name: z.string().min(1).optional() }),
  settings: z.object({
    experts: z.number().int().positive(),
    topK: z.number().int().positive(),
    rank: z.number().int().positive(),
    alpha: z.number().positive(),
    mix: z.enum(["factors", "products"]),
    router: z.enum(["keep-top-k", "gumbel-top-k", "linear"]),
    routes: z.enum(["layer", "projection"]),
    heads: z.number().int().positive().optional(),
    targets: z.array(projection).min(1),
    cloudTargets: z.array(projection),
    cloudRank: z.number().int().positive(),
    cloudAlpha: z.number().positive(),
  }),
  /** How a system prompt becomes the cloud model's input: its chat template's system message. */
  promptFormat: z.literal("chat-system"),
  /** What made it: recipe, steps, figures. */
  training: z.record(z.string(), z.unknown()).optional(),
});

export type GeneratorFile = z.infer<typeof schema>;

/**
 * What determines a generator's adapters, as the text whose SHA-256 is the generator's: the hash of its tensors file, and
 * all of generator.json but for where the models lie and what made it.
 */
export const identityText = ({ cloud, edge, settings, promptFormat }: GeneratorFile, tensors: string): string => {
  const sorted = Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ tensors, cloud: cloud.sha256, edge: edge.sha256, promptFormat, settings: sorted });
};

/** Throws a `FileError` that names the field of `file` at fault. */
export const parseGeneratorFile = (file: string, text: string): GeneratorFile => parseAs(schema, file, text);
