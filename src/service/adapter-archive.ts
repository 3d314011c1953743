/** @file An adapter as one file: a tar of its PEFT directory. */

import { packTar, unpackTar } from "modern-tar";
import type { Adapter } from "../adapter/adapter.js";
import { adapterFiles, adapterFromFiles, type Provenance, type SaveOptions } from "../adapter/peft.js";
import { configFile, parseDescription, provenanceFile } from "../adapter/peft-config.js";
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

/** Its files, by name: all, or those that are named. */
export async function unpackFiles(archive: Uint8Array, names?: readonly string[]): Promise<Record<string, Uint8Array>> {
  const entries = await unpackTar(archive, {
    strict: true,
    ...(names && { filter: ({ name }) => names.includes(name) }),
  });
  return Object.fromEntries(entries.flatMap(({ header, data }) => (data ? [[header.name, data]] : [])));
}

/** The adapter of an archive with its provenance; `id` names it in errors. */
export async function unpackAdapter(
  id: string,
  archive: Uint8Array,
  config: DecoderConfig,
): Promise<{ adapter: Adapter; provenance: Provenance }> {
  const { adapter, description } = await adapterFromFiles(id, await unpackFiles(archive), config);
  return { adapter, provenance: provenanceIn(id, description) };
}

/** The provenance alone; its tensors are not read. */
export async function unpackProvenance(id: string, archive: Uint8Array): Promise<Provenance> {
  const files = await unpackFiles(archive, [configFile, provenanceFile]);
  const text = (name: string): string | undefined => files[name] && new TextDecoder().decode(files[name]);
  const [config, provenance] = [text(configFile), text(provenanceFile)];
  if (config === undefined) throw new FileError(id, `is no adapter: it lacks ${configFile}`);
  return provenanceIn(id, parseDescription(`${id}/${configFile}`, config, `${id}/${provenanceFile}`, provenance));
}

function provenanceIn(id: string, { provenance }: { provenance?: Provenance }): Provenance {
  if (!provenance) throw new FileError(id, "does not tell where it came from");
  return provenance;
}
