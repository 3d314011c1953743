/**
 * @file Downloads that are not whole: each belongs to one process at a time, and outlives it.
 *
 * Node has no file locks, so the name tells the owner: `<hash>.<host>-<pid>-<random>.incomplete`. To take one over is to
 * rename it, which only one of several can do. Were an owner wrongly thought dead, both would write the same bytes at
 * the same places, and the one that lost the name would find so at its end: nothing is corrupted.
 */

import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, stat } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { asFileError } from "../tensor/atomic.js";
import { isRunning } from "../tensor/file-lock.js";

/** A partial download that nobody has written to for this long is nobody's, whoever it names. */
const abandonedMs = 120_000;

const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
const suffix = ".incomplete";

/** Whether a partial download can be taken over. */
async function isFree(file: string, owner: string): Promise<boolean> {
  if (owner === "free") return true;
  const [, at, pid] = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{6}$/.exec(owner) ?? [];
  if (at === host && !(await isRunning(Number(pid)))) return true;
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > abandonedMs;
}

/** Renames; false if somebody else was faster. */
const take = (from: string, to: string): Promise<boolean> =>
  rename(from, to).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    },
  );

/**
 * A file of this process's own to download `blob` into, begun by a former process if there is such a one; undefined
 * while another process is at it. Throws a `FileError` if it can't be written.
 */
export async function claimPartial(blob: string): Promise<string | undefined> {
  const [directory, hash] = [path.dirname(blob), path.basename(blob)];
  const mine = `${blob}.${host}-${process.pid}-${randomBytes(3).toString("hex")}${suffix}`;
  try {
    await mkdir(directory, { recursive: true });
    let taken = false;
    for (const entry of await readdir(directory)) {
      // huggingface_hub's own, before 1.0, had no owner: `<hash>.incomplete`
      if (!entry.startsWith(`${hash}.`) || !entry.endsWith(suffix)) continue;
      const file = path.join(directory, entry);
      if (!(await isFree(file, entry.slice(hash.length + 1, -suffix.length)))) taken = true;
      else if (await take(file, mine)) return mine;
    }
    if (taken) return undefined;
    await (await open(mine, "wx")).close();
    return mine;
  } catch (error) {
    throw asFileError(blob, error);
  }
}

/** Leaves a partial download to whoever comes next. */
export async function releasePartial(partial: string, blob: string): Promise<void> {
  await take(partial, `${blob}.free${suffix}`).catch(() => {}); // its owner will be dead: found by that, too
}

/** Makes a partial download, now whole, the blob. False if another process has taken it over. */
export const completePartial = (partial: string, blob: string): Promise<boolean> => take(partial, blob);
