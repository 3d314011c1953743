/** @file One file of a repository into the cache: resumed where it was cut, and checked by its hash. */

import { createHash, type Hash } from "node:crypto";
import { open, rm, stat, type FileHandle } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { HubError } from "../errors.js";
import { asFileError } from "../tensor/atomic.js";
import { claimPartial, completePartial, releasePartial } from "./partial.js";
import { attempts, backOff, isPassing, unreachable } from "./web.js";
import type { RepositoryId } from "./repository.js";

/** A file of a repository at a commit. */
export interface RemoteFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** What names its content: SHA-256 of a large file (LFS), else git's SHA-1 of it as a blob. */
  readonly hash: string;
}

export interface Transfer {
  readonly repository: RepositoryId;
  readonly file: RemoteFile;
  readonly url: URL;
  /** Where it goes. */
  readonly blob: string;
  /** As of `hubFetch`. */
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal;
  /** Told the bytes that are there so far. */
  readonly onBytes?: (done: number) => void;
}

/** A connection that says nothing for this long is dropped, and made again. */
const stalledMs = 30_000;
/** Between looks at what another process is downloading. */
const watchMs = 250;

const newHash = ({ hash, size }: RemoteFile): Hash =>
  hash.length === 64 ? createHash("sha256") : createHash("sha1").update(`blob ${size}\0`);

/**
 * Downloads a file unless it is there, or waits for the process that is at it. An interrupted download stays on the
 * disk, to be resumed. Throws a `HubError` if the bytes are not those of the hash (they are deleted) or the connection
 * keeps breaking, a `FileError` if the disk refuses, and the signal's reason.
 */
export async function download(transfer: Transfer): Promise<void> {
  const { blob, file, signal } = transfer;
  for (;;) {
    signal?.throwIfAborted();
    const found = await stat(blob).catch(() => undefined);
    if (found?.size === file.size) return transfer.onBytes?.(file.size);
    const partial = await claimPartial(blob);
    if (partial === undefined) await sleep(watchMs);
    else if (await finish(partial, transfer)) return;
  }
}

/** Goes on with a partial download to its end. False if another process has taken it over. */
async function finish(partial: string, transfer: Transfer): Promise<boolean> {
  const { blob } = transfer;
  try {
    const handle = await open(partial, "r+");
    try {
      const begun = (await handle.stat()).size > 0;
      if (!(await fill(handle, transfer))) {
        // What was there may have been torn when a machine went down; what has come just now has not.
        await handle.truncate(0);
        if (!begun || !(await fill(handle, transfer))) {
          await rm(partial);
          throw wrongBytes(transfer);
        }
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    return await completePartial(partial, blob);
  } catch (error) {
    await releasePartial(partial, blob);
    throw asFileError(blob, error);
  }
}

const wrongBytes = ({ repository, file, url }: Transfer): HubError =>
  new HubError(
    `${repository.name}/${file.path}`,
    `the bytes from ${url.host} are not those of the repository (${file.hash}) and were deleted; pull it again, and if that does not help, tell who runs ${url.host}`,
  );

/** Appends what is missing, over as many connections as it takes; whether the whole has the hash it should have. */
async function fill(handle: FileHandle, transfer: Transfer): Promise<boolean> {
  const { file, url, repository, signal, onBytes } = transfer;
  let hash = newHash(file);
  let done = 0;
  const { size } = await handle.stat();
  if (size > file.size) await handle.truncate(0);
  else
    for await (const chunk of chunks(handle, size)) {
      hash.update(chunk);
      done += chunk.length;
    }
  onBytes?.(done);
  for (let attempt = 1; done < file.size;) {
    const before = done;
    let broken: unknown = new Error("the answer is cut short");
    try {
      for await (const { at, bytes } of body(transfer, done)) {
        // A server that knows no ranges starts from the beginning.
        if (at !== done) [hash, done] = [newHash(file), 0];
        if (done + bytes.length > file.size) return false;
        await handle.write(bytes, 0, bytes.length, done);
        hash.update(bytes);
        done += bytes.length;
        onBytes?.(done);
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!isPassing(error)) throw error;
      broken = error;
    }
    if (done === file.size) break;
    attempt = done > before ? 1 : attempt + 1;
    if (attempt > attempts) throw unreachable(broken, url, repository);
    await backOff(attempt, signal);
  }
  return hash.digest("hex") === file.hash;
}

async function* chunks(handle: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(1 << 20);
  for (let at = 0; at < size;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** The bytes of a file from `from` on, each piece with its place, over one connection. */
async function* body({ url, fetch, file }: Transfer, from: number): AsyncGenerator<{ at: number; bytes: Uint8Array }> {
  const stall = new AbortController();
  const give = (): void => stall.abort(Object.assign(new Error("stalled"), { code: "ETIMEDOUT" }));
  const timer = setTimeout(give, stalledMs);
  try {
    const response = await fetch(url, {
      // Ranges are of the bytes as they are stored, not as they are compressed on the way.
      headers: { "accept-encoding": "identity", ...(from > 0 ? { range: `bytes=${from}-${file.size - 1}` } : {}) },
      signal: stall.signal,
    });
    let at = response.status === 206 ? from : 0;
    for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      timer.refresh();
      yield { at, bytes };
      at += bytes.length;
    }
  } finally {
    clearTimeout(timer);
  }
}
