/** @file Adapters on the disk. */

import cacache from "cacache";
import { adapterRecord, type AdapterRecord, type AdapterStore } from "./adapter-store.js";
import { keep, readKept } from "./kept.js";

/** Several processes may share the directory. */
export const diskStore = (directory: string): AdapterStore => ({
  async info(id) {
    const entry = await cacache.get.info(directory, id);
    return entry ? parse(entry.metadata) : undefined;
  },
  async read(id) {
    const archive = await readKept(directory, id);
    // Its entry may be there: it is made again.
    if (!archive) await this.remove(id);
    return archive;
  },
  write: (record, archive) => keep(directory, record.id, archive, record),
  async remove(id) {
    await cacache.rm.entry(directory, id);
  },
});

const parse = (metadata: unknown): AdapterRecord | undefined => adapterRecord.safeParse(metadata).data;
