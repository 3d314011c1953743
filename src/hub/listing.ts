/** @file What a repository holds at a revision, by the Hub's API. */

import { HubError } from "../errors.js";
import type { RemoteFile } from "./download.js";
import { repositoryText, type RepositoryId } from "./repository.js";
import type { HubSettings } from "./settings.js";

export interface Listing {
  /** What the revision is just now. */
  commit: string;
  files: RemoteFile[];
}

/** Throws a `HubError` for a file whose name or hash can't be a path within the cache. */
export function checkPlaces(id: RepositoryId, files: readonly RemoteFile[]): void {
  const unsafe = files.find((file) => !isSafe(file));
  if (unsafe) throw new HubError(repositoryText(id), `names a file that can't be one: ${JSON.stringify(unsafe.path)}`);
}

/** Names become paths on the disk, and hashes too: what comes from a stranger's repository must stay where it belongs. */
const isSafe = ({ path, hash }: RemoteFile): boolean =>
  /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(hash) &&
  !/[\\:]/.test(path) &&
  path.split("/").every((part) => part !== ".." && part !== "." && part !== "");

/** Lists a repository, names as they are (`checkPlaces`). `fetch` is as of `hubFetch`; throws what that throws, and a `HubError` for an answer that is none of the Hub's. */
export async function list(id: RepositoryId, { endpoint }: HubSettings, hubFetch: typeof fetch): Promise<Listing> {
  const { listFiles, modelInfo } = await import("@huggingface/hub");
  const common = { hubUrl: endpoint, fetch: hubFetch };
  try {
    const revision = id.revision ?? "main";
    const { sha: commit } = await modelInfo({ ...common, name: id.name, revision, additionalFields: ["sha"] });
    const files: RemoteFile[] = [];
    const repo = { type: "model", name: id.name } as const;
    for await (const { type, path, size, oid, lfs } of listFiles({
      ...common,
      repo,
      revision: commit,
      recursive: true,
    }))
      if (type === "file") files.push({ path, size: lfs?.size ?? size, hash: lfs?.oid ?? oid ?? "" });
    return { commit, files };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new HubError(
      repositoryText(id),
      `${endpoint} does not answer as the Hugging Face Hub does (${error.message}); check HF_ENDPOINT`,
      undefined,
      { cause: error },
    );
  }
}
