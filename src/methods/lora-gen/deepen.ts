/** @file A generator for models that have become deeper. */

import { deepenedFrom } from "../../lm/initialize.js";
import { elementCount, f32, type TensorMap } from "../../tensor/host-tensor.js";
import { openSafetensors } from "../../tensor/safetensors-file.js";
import { bufferShapes, parameterShapes } from "./parameters.js";
import { metaTokensOf, type Dimensions } from "./settings.js";

/** Tensors of one layer: of which model's, which layer, and the rest of the name. */
const ofLayer = /^(cloud_lora|experts)\.(\d+)\.(.+)$/;

/**
 * Dimensions of the generator whose tensors lie in `file`, of the same settings as `d` but for models that may have
 * fewer layers: they are counted in the tensors' names.
 */
export async function shallowerDimensions(file: string, d: Dimensions): Promise<Dimensions> {
  const opened = await openSafetensors(file);
  await opened.close();
  const found = { cloud_lora: 0, experts: 0 };
  for (const name of opened.names) {
    const [, kind, layer] = ofLayer.exec(name) ?? [];
    if (kind) found[kind as keyof typeof found] = Math.max(found[kind as keyof typeof found], Number(layer) + 1);
  }
  // A cloud without a LoRA leaves no trace of its layers, and needs none.
  const cloud = { ...d.cloud, layers: Math.min(found.cloud_lora || d.cloud.layers, d.cloud.layers) };
  const edge = { ...d.edge, layers: Math.min(found.experts || d.edge.layers, d.edge.layers) };
  return { ...d, cloud, edge, metaTokens: metaTokensOf({ settings: d.settings, edge }) };
}

/**
 * Tensors for deeper models: a layer that `deepen` copied has copies of the LoRA, experts, meta tokens and routers of
 * the one that it was copied from, with B of LoRA and experts at 0, so that the new layer is not adapted at first.
 */
export function deepenGenerator(tensors: TensorMap, from: Dimensions, to: Dimensions): TensorMap {
  return Object.fromEntries(
    Object.entries({ ...parameterShapes(to), ...bufferShapes(to) }).map(([name, shape]) => {
      const data = new Float32Array(elementCount(shape));
      const [, kind, layer, rest] = ofLayer.exec(name) ?? [];
      if (kind) {
        const role = kind === "experts" ? "edge" : "cloud";
        const { source, copy } = deepenedFrom(Number(layer), from[role].layers, to[role].layers);
        if (!copy || !name.endsWith(".b")) data.set(tensors[`${kind}.${source}.${rest}`]!.data as Float32Array);
      } else {
        // Meta tokens, and what is stacked over them: those of a layer lie together.
        const old = tensors[name]!.data as Float32Array;
        const size = data.length / to.edge.layers;
        for (let i = 0; i < to.edge.layers; i++) {
          const { source } = deepenedFrom(i, from.edge.layers, to.edge.layers);
          data.set(old.subarray(source * size, (source + 1) * size), i * size);
        }
      }
      return [name, f32(shape, data)];
    }),
  );
}
