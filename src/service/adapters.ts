/** @file The adapters of the service: found or made for a prompt, seen by those who may. */

import { notFound } from "./api-error.js";
import { adapterId, adapterIdPattern, everyone, type AdapterRecord, type AdapterStore } from "./adapter-store.js";
import type { AdapterJobs } from "./jobs.js";
import { unlessAborted } from "./until-aborted.js";
import type { Identity } from "../methods/lora-gen/provenance.js";

/** Who asks: an owner of adapters, and one among those that take turns. */
export interface Client {
  /** Id of the API key, or `everyone` where there are no keys. */
  owner: string;
  /** Who shares the queue: the key, or the address. */
  name: string;
  /** Throws a 429 `ApiError` if it may not have an adapter made now. */
  mayMake(): Promise<void>;
}

export interface Found {
  record: AdapterRecord;
  /** Whether this request, or one it waited with, had it made: it then pays for the prompt. */
  made: boolean;
}

export class Adapters {
  constructor(
    private readonly store: AdapterStore,
    private readonly jobs: AdapterJobs,
    private readonly identity: Identity,
  ) {}

  /** The adapter of a system prompt, made on first sight; with `shared` it is for every client. */
  async ensure(
    prompt: string,
    client: Client,
    { signal, shared = false }: { signal: AbortSignal; shared?: boolean },
  ): Promise<Found> {
    const { owner, name } = client;
    const id = adapterId(this.identity, shared ? everyone : owner, prompt);
    const look = (id: string) => unlessAborted(this.store.info(id), signal);
    const known = (await look(id)) ?? (await look(adapterId(this.identity, everyone, prompt)));
    if (known) return { record: known, made: false };
    const job = { id, owner: shared ? everyone : owner, prompt };
    const options = { client: name, signal, mayBegin: () => client.mayMake() };
    return { record: await this.jobs.make(job, options), made: true };
  }

  /** Throws a 404 `ApiError` for an id that is not there, or not for this client. */
  async visible(id: string, { owner }: Client, param?: string): Promise<AdapterRecord> {
    const record = adapterIdPattern.test(id) ? await this.store.info(id) : undefined;
    if (!record || (record.owner !== owner && record.owner !== everyone))
      throw notFound(`there is no adapter "${id}" for you`, "adapter_not_found", param);
    return record;
  }

  /** The archive of an adapter that is visible. Throws a 404 if it is not, or was damaged. */
  async archive(id: string): Promise<Uint8Array> {
    const archive = await this.store.read(id);
    if (!archive) throw notFound(`adapter "${id}" is gone; make it again`, "adapter_not_found");
    return archive;
  }

  /** Removes an adapter of the client's own. */
  async remove(id: string, client: Client): Promise<void> {
    const record = await this.visible(id, client);
    if (record.owner !== client.owner)
      throw notFound(`adapter "${id}" is shared: it is not yours to remove`, "adapter_not_found");
    await this.store.remove(id);
  }
}
