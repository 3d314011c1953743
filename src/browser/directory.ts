/** @file Directories of models and adapters behind a URL. */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { FileError } from "../errors.js";
import { parseJson, type Json } from "../lm/json.js";
import { concatenated } from "../tensor/source.js";
import { keep, kept } from "./kept.js";

export interface FetchOptions {
  signal?: AbortSignal | undefined;
  /** Told while a file arrives, and when it was there already; `total` is 0 where the server does not tell it. */
  onProgress?: (progress: { file: string; loaded: number; total: number; kept: boolean }) => void;
}

export const hashOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** As `sha256sum` writes it: names by their hashes. */
const sumsFile = "SHA256SUMS";

/**
 * A directory that is served. Where it has a SHA256SUMS, its files are checked by their hash, kept in the browser under
 * it, and those which it does not list are not asked for.
 */
export class WebDirectory {
  private constructor(
    /** Ends with a slash. */
    readonly url: string,
    private readonly sums: ReadonlyMap<string, string> | undefined,
    private readonly options: FetchOptions,
  ) {}

  static async open(url: string, options: FetchOptions = {}): Promise<WebDirectory> {
    const address = new URL(url.endsWith("/") ? url : `${url}/`, document.baseURI).href;
    const text = await fetched(address + sumsFile, options, { cache: "no-cache" });
    const lines = text && [...new TextDecoder().decode(text).matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)];
    const sums = lines?.length ? new Map(lines.map(([, hash, name]) => [name!, hash!])) : undefined;
    return new WebDirectory(address, sums, options);
  }

  /** Another directory, by a path from this one. */
  at(path: string): Promise<WebDirectory> {
    return WebDirectory.open(new URL(path, this.url).href, this.options);
  }

  async bytesIfPresent(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const address = this.url + name;
    const expected = this.sums?.get(name);
    if (this.sums && expected === undefined) return undefined;
    const here = expected === undefined ? undefined : await kept(expected);
    if (here) {
      this.options.onProgress?.({ file: name, loaded: here.length, total: here.length, kept: true });
      return here;
    }
    const bytes = await fetched(address, this.options, {}, name);
    if (bytes === undefined || expected === undefined) return bytes;
    const found = hashOf(bytes);
    if (found !== expected)
      throw new FileError(address, `its SHA-256 is ${found}, expected ${expected} by ${sumsFile}; make that file anew`);
    await keep(expected, address, bytes);
    return bytes;
  }

  async bytes(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.bytesIfPresent(name);
    if (!bytes) throw new FileError(this.url + name, "no such file");
    return bytes;
  }

  async textIfPresent(name: string): Promise<string | undefined> {
    const bytes = await this.bytesIfPresent(name);
    return bytes && new TextDecoder().decode(bytes);
  }

  async jsonIfPresent(name: string): Promise<Json | undefined> {
    const text = await this.textIfPresent(name);
    return text === undefined ? undefined : parseJson(text, this.url + name);
  }

  async json(name: string): Promise<Json> {
    const value = await this.jsonIfPresent(name);
    if (!value) throw new FileError(this.url + name, "no such file");
    return value;
  }
}

/** A file, or undefined if the server has none. `name` is told as it arrives. */
export async function fetched(
  address: string,
  { signal, onProgress }: FetchOptions,
  init: RequestInit = {},
  name = "",
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const response = await fetch(address, { ...init, ...(signal && { signal }) }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new FileError(address, `can't be fetched: ${(cause as Error).message}`, { cause });
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new FileError(address, `can't be fetched: the server answers ${response.status}`);
  if (!response.body) return new Uint8Array();
  // A compressed answer's length is not that of the file.
  const total = response.headers.has("content-encoding") ? 0 : Number(response.headers.get("content-length") ?? 0);
  const parts: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body.getReader(); // Safari does not iterate over streams
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    loaded += part.value.length;
    if (name) onProgress?.({ file: name, loaded, total, kept: false });
  }
  return concatenated(parts);
}
