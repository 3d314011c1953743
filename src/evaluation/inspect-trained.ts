/** @file What a generator or another trained method is: its settings, its size, and the models it belongs to. */

import { join } from "node:path";
import { LoraGenError } from "../errors.js";
import { openCheckpoint } from "../lm/checkpoint.js";
import { parseConfig, type DecoderConfig } from "../lm/config.js";
import { projectionWidths, weightShapes } from "../lm/weights.js";
import { pathOf, type BaseModel } from "../methods/base-models.js";
import { kindOf } from "../methods/kinds.js";
import { readGeneratorFile, tensorsFile } from "../methods/lora-gen/checkpoint.js";
import { bufferShapes, parameterShapes } from "../methods/lora-gen/parameters.js";
import { identityOf } from "../methods/lora-gen/provenance.js";
import { adapterRank, dimensions, gatesBytes, longestPrompt, type Dimensions } from "../methods/lora-gen/settings.js";
import { methodTensorsFile, readMethodFile } from "../methods/saved-method.js";
import { sha256OfFile } from "../tensor/sha256.js";
import type { BaseReport, GeneratorReport, MethodReport } from "./reports.js";
import { countFile, inMemory } from "./stored.js";

export async function inspectGenerator(directory: string, signal?: AbortSignal): Promise<GeneratorReport> {
  const file = await readGeneratorFile(directory);
  const stored = await countFile(join(directory, tensorsFile));
  const [cloud, edge] = [await openBase(directory, file.cloud, signal), await openBase(directory, file.edge, signal)];
  return {
    kind: "generator",
    settings: file.settings,
    ...stored,
    sha256: (await identityOf(directory)).generator,
    cloud: cloud.report,
    edge: edge.report,
    ...(file.training ? { training: file.training } : {}),
    ...(cloud.config && edge.config ? { sizes: sizes(dimensions(file.settings, cloud.config, edge.config)) } : {}),
  };
}

function sizes(d: Dimensions): NonNullable<GeneratorReport["sizes"]> {
  const { settings: s, cloud, edge, metaTokens } = d;
  const rank = adapterRank(d);
  const perLayer = s.targets
    .map((p) => projectionWidths(edge, p))
    .reduce((sum, { in: fanIn, out }) => sum + rank * (fanIn + out), 0);
  return {
    metaTokens,
    longestPrompt: longestPrompt(d),
    adapterBytes: 2 * edge.layers * perLayer,
    gatesBytes: gatesBytes(d),
    memoryBytes: inMemory({ ...weightShapes(cloud), ...parameterShapes(d), ...bufferShapes(d) }),
  };
}

async function openBase(
  directory: string,
  base: BaseModel,
  signal?: AbortSignal,
): Promise<{ report: BaseReport; config?: DecoderConfig }> {
  const path = pathOf(directory, base);
  const { sha256 } = base;
  try {
    const checkpoint = await openCheckpoint(path);
    try {
      const hash = await checkpoint.hash(signal);
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

export async function inspectMethod(directory: string, signal?: AbortSignal): Promise<MethodReport> {
  const { method, settings, edge, cloud, training } = (await readMethodFile(directory))!;
  const { unmergeable } = kindOf(method);
  const tensors = join(directory, methodTensorsFile);
  return {
    kind: "method",
    method,
    settings,
    edge: (await openBase(directory, edge, signal)).report,
    ...(cloud ? { cloud: (await openBase(directory, cloud, signal)).report } : {}),
    ...(await countFile(tensors)),
    sha256: await sha256OfFile(tensors),
    ...(training ? { training } : {}),
    ...(unmergeable === undefined ? {} : { unmergeable }),
  };
}
