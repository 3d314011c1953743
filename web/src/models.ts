/** @file The models of the page, and what a prompt makes of them. */

import {
  configure,
  EdgeModel,
  Generator,
  readGeneratorFile,
  startEngine,
  type Engine,
  type Generated,
} from "lora-gen/edge";
import { device } from "./device.js";

const address = "models/generator";

export interface Models {
  engine: Engine;
  generator: Generator;
  edge: EdgeModel;
  /** The edge model's name for adapters. */
  base: string;
}

/** That of the static page, whose models are the shipped pair; a server tells its own. */
const shippedBase = "lora-gen-nano-edge";

export async function loadModels(onBytes: (loaded: number, total: number) => void): Promise<Models> {
  const files = new Map<string, { loaded: number; total: number }>();
  const loading = (model: string) => ({
    onProgress: ({ file, loaded, total }: { file: string; loaded: number; total: number }) => {
      files.set(`${model}/${file}`, { loaded, total: Math.max(total, loaded) });
      const all = [...files.values()];
      onBytes(
        all.reduce((sum, f) => sum + f.loaded, 0),
        all.reduce((sum, f) => sum + f.total, 0),
      );
    },
  });
  configure({ device });
  const file = await readGeneratorFile(address);
  const generator = await Generator.load(address, loading("generator"));
  const { targets } = generator.dimensions.settings;
  const edge = await EdgeModel.load(generator.edge, {
    adaptable: targets,
    sha256: file.edge.sha256,
    ...loading("edge"),
  });
  return { engine: await startEngine(), generator, edge, base: file.edge.name ?? shippedBase };
}

export interface Specialist extends Generated {
  prompt: string;
  model: EdgeModel;
  /** From the prompt to the adapter, and from there to merged weights. */
  generateMs: number;
  mergeMs: number;
}

/** Keeps the specialist of the last prompt. */
export class Specialists {
  #last: Specialist | undefined;

  constructor(private readonly models: Models) {}

  async of(prompt: string): Promise<Specialist> {
    if (this.#last?.prompt === prompt) return this.#last;
    const start = performance.now();
    const generated = await this.models.generator.generate(prompt);
    const made = performance.now();
    const model = await this.models.edge.specialize(generated.adapter);
    this.#last?.model.release();
    this.#last = { ...generated, prompt, model, generateMs: made - start, mergeMs: performance.now() - made };
    return this.#last;
  }
}
