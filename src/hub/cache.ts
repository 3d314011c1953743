/**
 * @file The cache on the disk, laid out as huggingface_hub does it, so that either finds what the other has pulled:
 * `models--org--name/` with `refs/main` (a commit), `blobs/<hash>` and `snapshots/<commit>/config.json` → the blob.
 */

import { copyFile, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { asFileError, beside, writeFileAtomic } from "../tensor/atomic.js";
import { isCommit, type RepositoryId } from "./repository.js";

export class RepositoryCache {
  readonly directory: string;

  constructor(cache: string, { name }: RepositoryId) {
    this.directory = path.join(cache, `models--${name.replace("/", "--")}`);
  }

  /** Where the content with this hash is, or will be. */
  blob(hash: string): string {
    return path.join(this.directory, "blobs", hash);
  }

  /** The directory of a commit's files. */
  snapshot(commit: string): string {
    return path.join(this.directory, "snapshots", commit);
  }

  /** The commit that a revision was when it was last pulled; undefined if it never was. */
  async commitOf(revision: string): Promise<string | undefined> {
    if (isCommit(revision)) return revision;
    const commit = (await readFile(this.#ref(revision), "utf8").catch(() => "")).trim();
    return isCommit(commit) ? commit : undefined;
  }

  async setCommit(revision: string, commit: string): Promise<void> {
    if (revision === commit || (await this.commitOf(revision)) === commit) return;
    await writeFileAtomic(this.#ref(revision), commit);
  }

  /** The snapshot of a revision, if there is a directory of it. */
  async find(revision: string): Promise<string | undefined> {
    const commit = await this.commitOf(revision);
    if (commit === undefined) return undefined;
    const found = await stat(this.snapshot(commit)).catch(() => undefined);
    return found?.isDirectory() ? this.snapshot(commit) : undefined;
  }

  /** Puts the content with this hash at `file` of a snapshot. Throws a `FileError` if that can't be written. */
  async link(commit: string, file: string, hash: string): Promise<void> {
    const target = path.join(this.snapshot(commit), file);
    if (await stat(target).catch(() => undefined)) return;
    // Made beside the blob, where a killed pull leaves nothing in the snapshot; others may do the same, in this process too.
    const temporary = beside(this.blob(hash), "link");
    try {
      await mkdir(path.dirname(target), { recursive: true });
      await symlink(path.relative(path.dirname(target), this.blob(hash)), temporary).catch(
        // Windows lets few make links.
        () => copyFile(this.blob(hash), temporary),
      );
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw asFileError(target, error);
    }
  }

  #ref(revision: string): string {
    return path.join(this.directory, "refs", revision);
  }
}
