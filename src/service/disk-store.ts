/** @file Adapters on the disk. */

import cacache from "cacache";
import { adapterRecord, type AdapterRecord, type AdapterStore } from "./adapter-store.js";
import { forget, keep, readKept } from "./kept.js";

/**
 * Several processes may share the directory. Behind an archive stands its id: the cache has equal bytes once, so two
 * adapters with the same archive would lose it together.
 */
export const diskStore = (directory: string): AdapterStore => ({
  async info(id) {
    const entry = await cacache.get.info(directory, id);
    return entry ? parse(entry.metadata) : undefined;
  },
  async read(id) {
    const bytes = await readKept(directory, id);
    const archive = bytes?.subarray(0, -id.length);
    if (archive && new TextDecoder().decode(bytes?.subarray(archive.length)) === id) return archive;
    // Its entry may be there: it is made again.
    await this.remove(id);
    return undefined;
  },
  write: (record, archive) => keep(directory, record.id, Buffer.concat([archive, Buffer.from(record.id)]), record),
  remove: (id) => forget(directory, id),
});

const parse = (metadata: unknown): AdapterRecord | undefined => adapterRecord.safeParse(metadata).data;
