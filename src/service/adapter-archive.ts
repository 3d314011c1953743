/** @file An adapter as one file: a tar of its PEFT directory. */

import { packTar, unpackTar } from "modern-tar";
import type { Adapter } from "../adapter/adapter.js";
import { adapterFiles, adapterFromFiles, type Provenance, type SaveOptions } from "../adapter/peft.js";
import { FileError } from "../errors.js";
import type { DecoderConfig } from "../lm/config.js";

/** The same adapter gives the same bytes. */
export async function packAdapter(adapter: Adapter, options: SaveOptions): Promise<Uint8Array> {
  const files = await adapterFiles(adapter, options);
  return packTar(
    Object.entries(files).map(([name, body]) => ({
      header: { name, size: Buffer.byteLength(body), mtime: new Date(0) },
      body,
    })),
  );
}

/** Its files, by name. */
export async function unpackFiles(archive: Uint8Array): Promise<Record<string, Uint8Array>> {
  const entries = await unpackTar(archive, { strict: true });
  return Object.fromEntries(entries.flatMap(({ header, data }) => (data ? [[header.name, data]] : [])));
}

/** The adapter of an archive with its provenance; `id` names it in errors. */
export async function unpackAdapter(
  id: string,
  archive: Uint8Array,
  config: DecoderConfig,
): Promise<{ adapter: Adapter; provenance: Provenance }> {
  const { adapter, description } = await adapterFromFiles(id, await unpackFiles(archive), config);
  if (!description.provenance) throw new FileError(id, "does not tell where it came from");
  return { adapter, provenance: description.provenance };
}
