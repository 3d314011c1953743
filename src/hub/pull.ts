/** @file A repository of the Hub into the cache. */

import { constants, copyFile, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { HubError } from "../errors.js";
import { writeDirectoryAtomic } from "../tensor/atomic.js";
import { RepositoryCache } from "./cache.js";
import { download, type RemoteFile } from "./download.js";
import { checkPlaces, list } from "./listing.js";
import { repositoryText, type RepositoryId } from "./repository.js";
import { filesWeRead, matches } from "./selection.js";
import { hubSettings, type HubSettings } from "./settings.js";
import { hubFetch } from "./web.js";

export interface PullOptions {
  /** Patterns of the files to pull, in place of those that this package reads: `*` and `?`. */
  include?: readonly string[];
  signal?: AbortSignal;
  /** Bytes that are there, of all that are wanted. */
  onProgress?: (done: number, total: number) => void;
  /** By the environment, unless told. */
  settings?: HubSettings;
}

export interface Pulled {
  /** The snapshot's directory, or the file in it that was asked for. */
  path: string;
  snapshot: string;
  commit: string;
  /** Paths within the snapshot, sorted. */
  files: string[];
}

/** Files that come at the same time. */
const lanes = 4;

/**
 * Brings the files of a repository into the cache, those alone that it lacks, and gives where they are. Offline, what
 * the cache has must do. Throws a `HubError`, a `FileError` if the cache can't be written, and the signal's reason;
 * what had come by then is not asked for again.
 */
export async function pull(id: RepositoryId, options: PullOptions = {}): Promise<Pulled> {
  const settings = options.settings ?? (await hubSettings());
  const cache = new RepositoryCache(settings.cache, id);
  if (settings.offline) return pullOffline(id, cache, options);
  const fetch = hubFetch(settings, id, options.signal);
  const { commit, files } = await list(id, settings, fetch);
  const chosen = new Set(
    choose(
      id,
      files.map(({ path }) => path),
      options.include,
    ),
  );
  const wanted = files.filter(({ path }) => chosen.has(path));
  checkPlaces(id, wanted);

  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  const done = new Map<string, number>();
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  await inLanes(wanted, stop, (file) =>
    download({
      repository: id,
      file,
      url: new URL(
        `${settings.endpoint}/${id.name}/resolve/${commit}/${file.path.split("/").map(encodeURIComponent).join("/")}`,
      ),
      blob: cache.blob(file.hash),
      fetch,
      signal,
      onBytes(bytes) {
        done.set(file.path, bytes);
        options.onProgress?.(
          [...done.values()].reduce((sum, n) => sum + n, 0),
          total,
        );
      },
    }),
  );
  // In the end, and the root's last: a snapshot that is whole to look at is whole.
  const depth = ({ path }: RemoteFile): number => path.split("/").length;
  for (const file of [...wanted].sort((a, b) => depth(b) - depth(a))) await cache.link(commit, file.path, file.hash);
  await cache.setCommit(id.revision ?? "main", commit);
  return pulled(id, cache, commit, [...chosen]);
}

const pulled = (id: RepositoryId, cache: RepositoryCache, commit: string, files: string[]): Pulled => ({
  path: path.join(cache.snapshot(commit), id.file ?? ""),
  snapshot: cache.snapshot(commit),
  commit,
  files: files.sort(),
});

/** Copies pulled files into a directory, which appears whole or not at all. Throws a `FileError` if it can't be written. */
export const copyPulled = ({ snapshot, files }: Pulled, directory: string): Promise<void> =>
  writeDirectoryAtomic(directory, async (temporary) => {
    for (const file of files) {
      const target = path.join(temporary, file);
      await mkdir(path.dirname(target), { recursive: true });
      // Takes no further space where the file system can share it.
      await copyFile(path.join(snapshot, file), target, constants.COPYFILE_FICLONE);
    }
  });

async function pullOffline(id: RepositoryId, cache: RepositoryCache, { include }: PullOptions): Promise<Pulled> {
  const revision = id.revision ?? "main";
  const [commit, snapshot] = [await cache.commitOf(revision), await cache.find(revision)];
  if (commit === undefined || snapshot === undefined) throw notCached(id, cache);
  const entries = await readdir(snapshot, { recursive: true, withFileTypes: true });
  const present = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(snapshot, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"));
  if (id.file && !present.includes(id.file)) throw notCached(id, cache);
  return pulled(id, cache, commit, choose(id, present, include));
}

/** The files to pull, of those that there are. Throws a `HubError` if there are none. */
function choose(id: RepositoryId, paths: readonly string[], include?: readonly string[]): string[] {
  const text = repositoryText(id);
  const ggufs = paths.filter((file) => file.endsWith(".gguf"));
  const named = ggufs.length > 0 ? `; its GGUF files are ${ggufs.map((file) => `${id.name}/${file}`).join(", ")}` : "";
  if (id.file) {
    if (paths.includes(id.file)) return [id.file];
    throw new HubError(text, `has no such file${named}`);
  }
  const chosen = include ? paths.filter((file) => matches(file, include)) : filesWeRead(paths);
  if (include && chosen.length === 0) throw new HubError(text, `has no file that fits ${include.join(" or ")}`);
  const weights = chosen.some((file) => file.endsWith(".safetensors"));
  if (!include && !weights && ggufs.length > 0) throw new HubError(text, `has no safetensors; name one file${named}`);
  if (chosen.length === 0)
    throw new HubError(
      text,
      "holds no model, adapter or generator: neither config.json nor adapter_config.json nor generator.json",
    );
  return chosen;
}

const notCached = (id: RepositoryId, cache: RepositoryCache): HubError =>
  new HubError(
    repositoryText(id),
    `is not in the cache (${cache.directory}), and HF_HUB_OFFLINE is set; unset it, or pull the repository where there is a network`,
  );

/** Works through items, some at a time; the first failure stops the others and is thrown. */
async function inLanes<T>(items: readonly T[], stop: AbortController, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && failures.length === 0; item = queue.shift())
      await work(item).catch((error: unknown) => {
        failures.push(error); // first the one that stops the others
        stop.abort(error);
      });
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw failures[0];
}
