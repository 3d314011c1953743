/** @file What the server is made of, without HTTP: models, adapters, places for work, figures. */

import { EdgeModel } from "../adapter/edge-model.js";
import { localPath } from "../hub/resolve.js";
import type { WeightBits } from "../lm/packed-weights.js";
import { modelPath, readGeneratorFile } from "../methods/lora-gen/checkpoint.js";
import { identityOf, type Identity } from "../methods/lora-gen/provenance.js";
import { unpackAdapter } from "./adapter-archive.js";
import type { AdapterStore } from "./adapter-store.js";
import { Adapters } from "./adapters.js";
import { createDecoder, type Decoder } from "./decoder.js";
import { FairSlots } from "./fair-slots.js";
import { SharedJobs, type AdapterJobs, type Maker } from "./jobs.js";
import { Metrics } from "./metrics.js";
import { Specialists } from "./specialists.js";

export interface ServiceOptions {
  /** Directory of the generator. */
  generator: string;
  store: AdapterStore;
  /** Who makes adapters, and how many at one time. */
  maker: (identity: Identity) => Promise<Maker>;
  generating?: number;
  /** Name of the model. */
  name?: string;
  bits?: WeightBits;
  threads?: number;
  /** Specialised models that stay in memory when they are not used. */
  resident?: number;
  /** Completions decoded at one time, and requests that may wait for a place. */
  streams?: number;
  waiting?: number;
  /** Tokens whose keys and values stay for later requests that begin alike; 0: none. */
  keptTokens?: number;
  /** Seconds that a request may take. */
  deadline?: number;
}

export class Service {
  readonly metrics = new Metrics();
  readonly decode: FairSlots;
  /** Unix time of the start, in seconds. */
  readonly started = Math.floor(Date.now() / 1000);
  /** No new requests are taken. */
  draining = false;

  private constructor(
    readonly name: string,
    readonly deadline: number,
    readonly edge: EdgeModel,
    readonly identity: Identity,
    readonly decoder: Decoder,
    readonly adapters: Adapters,
    readonly specialists: Specialists,
    private readonly jobs: AdapterJobs,
    { decode, generate }: Record<"decode" | "generate", FairSlots>,
  ) {
    this.decode = decode;
    const places = { decode, generate };
    this.metrics.observe({
      waiting: (queue) => places[queue].waiting,
      active: (queue) => places[queue].active,
      resident: () => specialists.size,
    });
  }

  /** Loads the edge model into a thread of its own. Errors as of the models. */
  static async open(options: ServiceOptions): Promise<Service> {
    const { generator, store, name = "lora-gen", bits, threads, deadline = 120 } = options;
    const { resident = 8, streams = 16, waiting = 128, keptTokens = 4096 } = options;
    const directory = await localPath(generator);
    const file = await readGeneratorFile(directory);
    const edge = await EdgeModel.load(modelPath(directory, file, "edge"), {
      adaptable: file.settings.targets,
      ...(bits && { bits }),
      ...(threads && { threads }),
    });
    const generate = new FairSlots({ slots: options.generating ?? 1, waiting, name: "system prompts" });
    const decode = new FairSlots({ slots: streams, waiting, name: "requests" });
    const identity = await identityOf(generator);
    const jobs = new SharedJobs(await options.maker(identity), generate);
    const adapters = new Adapters(store, jobs, identity);
    const specialists = new Specialists(resident, async (id) => {
      const { adapter } = await unpackAdapter(id, await adapters.archive(id), edge.config);
      return edge.specialize(adapter);
    });
    return new Service(name, deadline, edge, identity, createDecoder(keptTokens), adapters, specialists, jobs, {
      decode,
      generate,
    });
  }

  /** To be called when no request runs any more. */
  async close(): Promise<void> {
    await this.jobs.close();
    await this.edge.dispose();
  }
}
