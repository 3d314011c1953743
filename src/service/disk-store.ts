/** @file Adapters on the disk, by npm's content-addressed cache: written whole or not at all, and checked when read. */

import cacache from "cacache";
import { adapterRecord, type AdapterRecord, type AdapterStore } from "./adapter-store.js";
import { asFileError } from "../tensor/atomic.js";

/** Several processes may share the directory. */
export const diskStore = (directory: string): AdapterStore => ({
  async info(id) {
    const entry = await cacache.get.info(directory, id);
    return entry ? parse(entry.metadata) : undefined;
  },
  async read(id) {
    try {
      return (await cacache.get(directory, id)).data;
    } catch (error) {
      const { code } = error as { code?: string };
      // What is damaged is as good as lost: it is made again.
      if (code === "ENOENT" || code === "EINTEGRITY") {
        await this.remove(id);
        return undefined;
      }
      throw error;
    }
  },
  async write(record, archive) {
    try {
      await cacache.put(directory, record.id, Buffer.from(archive), { metadata: record });
    } catch (error) {
      throw asFileError(directory, error);
    }
  },
  async remove(id) {
    await cacache.rm.entry(directory, id);
  },
});

const parse = (metadata: unknown): AdapterRecord | undefined => adapterRecord.safeParse(metadata).data;
