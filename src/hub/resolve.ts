/** @file Where a model is on this machine, whichever way it is named. */

import path from "node:path";
import { exists } from "../tensor/exists.js";
import { RepositoryCache } from "./cache.js";
import { implicitPulls } from "./implicit.js";
import { pull } from "./pull.js";
import { parseRepositoryId, repositoryText, type RepositoryId } from "./repository.js";
import { isWhole } from "./selection.js";
import { hubSettings } from "./settings.js";

/** The repository that `source` names; undefined if it is something here, or not written like a repository. */
export async function repositoryOf(source: string): Promise<RepositoryId | undefined> {
  return (await exists(source)) ? undefined : parseRepositoryId(source);
}

/** A repository's place in the cache, if what it takes to load it is there; nobody is asked whether it is the newest. */
async function cachedPath(id: RepositoryId): Promise<string | undefined> {
  const { cache } = await hubSettings();
  const snapshot = await new RepositoryCache(cache, id).find(id.revision ?? "main");
  if (snapshot === undefined) return undefined;
  if (id.file) return (await exists(path.join(snapshot, id.file))) ? path.join(snapshot, id.file) : undefined;
  return (await isWhole(snapshot)) ? snapshot : undefined;
}

/**
 * The path of a model, adapter or generator that is named by a path, or as a repository of the Hugging Face Hub:
 * `org/name`, `org/name@revision`, `org/name/file.gguf`. A path that exists is meant before a repository of that name,
 * which `hf://org/name` still means.
 * A repository comes from the cache, and is pulled into it if it is not there. What is neither is given back as it is,
 * for the caller to say what is missing. Errors as of `pull`; `withPulls` watches and stops it.
 */
export async function localPath(source: string): Promise<string> {
  const id = await repositoryOf(source);
  if (id === undefined) return source;
  return (await cachedPath(id)) ?? pulledPath(id);
}

async function pulledPath(id: RepositoryId): Promise<string> {
  const { signal, watch } = implicitPulls();
  const watched = watch?.(repositoryText(id));
  try {
    const options = { ...(signal && { signal }), ...(watched && { onProgress: watched.onProgress }) };
    return (await pull(id, options)).path;
  } finally {
    watched?.end();
  }
}

/** Whether `localPath` needs no network for it. */
export async function isLocal(source: string): Promise<boolean> {
  if (await exists(source)) return true;
  const id = parseRepositoryId(source);
  return id !== undefined && (await cachedPath(id)) !== undefined;
}

/** A repository with the commit that it was pulled at, `hf://org/name@<commit>`; undefined for a path. */
export async function pinned(source: string): Promise<string | undefined> {
  const id = await repositoryOf(source);
  if (id === undefined) return undefined;
  const { cache } = await hubSettings();
  const commit = await new RepositoryCache(cache, id).commitOf(id.revision ?? "main");
  return `hf://${repositoryText({ ...id, ...(commit ? { revision: commit } : {}) })}`;
}
