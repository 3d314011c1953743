/**
 * @file A Hugging Face Hub for tests: its API, its redirects and headers, and the ways in which it fails. Large files come
 * from another origin, as they do there.
 */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export interface FakeRepository {
  commit: string;
  /** Contents by path. */
  files: Record<string, Uint8Array>;
  /** Branches and tags besides main, all at the same commit. */
  revisions?: string[];
  /** Who has the token may read it: `private` is hidden from others, `gated` only shown. */
  access?: "private" | "gated";
}

export interface SeenRequest {
  origin: "hub" | "cdn";
  url: string;
  authorization: string | undefined;
  range: string | undefined;
}

/** What goes wrong with the next answers, and how often. */
export interface Trouble {
  /** Part of the URL's path. */
  at: string;
  times: number;
  /** An answer in its place. */
  status?: number;
  /** The connection is cut when this many bytes of the body are sent. */
  cutAfter?: number;
  /** The body stays where it is after this many bytes. */
  hangAfter?: number;
  /** One byte is another. */
  corrupt?: boolean;
  /** The range asked for is ignored. */
  noRange?: boolean;
}

export interface FakeHub {
  endpoint: string;
  token: string;
  repositories: Record<string, FakeRepository>;
  troubles: Trouble[];
  requests: SeenRequest[];
  close(): Promise<void>;
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
export const gitSha1 = (bytes: Uint8Array): string =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

/** Whether git would keep it elsewhere (`*.safetensors` and `*.gguf` in a repository's .gitattributes). */
const isLarge = (path: string): boolean => /\.(safetensors|gguf|bin)$/.test(path);
export const hashOf = (path: string, bytes: Uint8Array): string => (isLarge(path) ? sha256(bytes) : gitSha1(bytes));

/** The files of a directory, as a repository holds them. */
export const filesOf = (directory: string): Record<string, Uint8Array> =>
  Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(directory.length + 1), readFileSync(file)]),
  );

const pageSize = 3;

export async function startHub(repositories: Record<string, FakeRepository>): Promise<FakeHub> {
  const hub: FakeHub = {
    endpoint: "",
    token: "hf_test",
    repositories,
    troubles: [],
    requests: [],
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  const listen = (origin: SeenRequest["origin"]): Promise<Server> => {
    const server = createServer((request, response) => {
      const { authorization, range } = request.headers;
      hub.requests.push({ origin, url: request.url!, authorization, range });
      if (origin === "cdn") sendFile(hub, request, response, decodeURIComponent(request.url!.slice(1)));
      else answer(hub, origins.cdn, request, response);
    });
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
  };
  const servers = [await listen("hub"), await listen("cdn")];
  const [hubOrigin, cdn] = servers.map((s) => `http://127.0.0.1:${(s.address() as AddressInfo).port}`);
  const origins = { cdn: cdn! };
  hub.endpoint = hubOrigin!;
  return hub;
}

function refuse(response: ServerResponse, status: number, code?: string, message = code ?? "busy"): void {
  response.writeHead(status, { ...(code ? { "x-error-code": code } : {}), "x-error-message": message });
  response.end(JSON.stringify({ error: message }));
}

/** The next trouble for this request, used up. */
function troubleFor(hub: FakeHub, url: string, kind: (t: Trouble) => boolean): Trouble | undefined {
  const found = hub.troubles.find((t) => t.times > 0 && url.includes(t.at) && kind(t));
  if (found) found.times--;
  return found;
}

function answer(hub: FakeHub, cdn: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url!, hub.endpoint);
  const trouble = troubleFor(hub, pathname, (t) => t.status !== undefined);
  if (trouble?.status === 200) return void response.end("<html>Please log in</html>");
  if (trouble) return refuse(response, trouble.status!);
  const [, api, name, kind, rest = ""] =
    /^(\/api\/models|\/api\/resolve-cache\/models)?\/([^/]+\/[^/]+)\/(revision|tree|resolve|[0-9a-f]{40})\/(.+)$/.exec(
      pathname,
    ) ?? [];
  const repository = hub.repositories[name ?? ""];
  const { authorization } = request.headers;
  if (authorization !== undefined && authorization !== `Bearer ${hub.token}`)
    return refuse(response, 401, undefined, "Invalid credentials in Authorization header");
  if (!repository || (repository.access === "private" && !authorization))
    return refuse(response, authorization ? 404 : 401, "RepoNotFound", "Repository not found");
  const { commit, files } = repository;
  const [revision = "", ...parts] = kind === "revision" ? [decodeURIComponent(rest)] : rest.split("/");
  const known = ["main", commit, ...(repository.revisions ?? [])];
  if (kind?.length !== 40 && !known.includes(revision))
    return refuse(response, 404, "RevisionNotFound", `Invalid rev id: ${revision}`);
  if (kind === "revision") return sendJson(response, { _id: "1", id: name, sha: commit, private: false, gated: false });
  if (kind === "tree") return sendTree(response, `${hub.endpoint}${pathname}`, files, searchParams);
  const path = decodeURIComponent(kind === "resolve" ? parts.join("/") : rest);
  if (!(path in files)) return refuse(response, 404, "EntryNotFound", "Entry not found");
  if (repository.access === "gated" && !authorization)
    return refuse(response, 401, "GatedRepo", "Access is restricted");
  if (api) return sendFile(hub, request, response, `${name}/${path}`);
  const hash = hashOf(path, files[path]!);
  response.writeHead(isLarge(path) ? 302 : 307, {
    "x-repo-commit": commit,
    "x-linked-size": String(files[path]!.length),
    "x-linked-etag": `"${hash}"`,
    location: isLarge(path)
      ? `${cdn}/${encodeURIComponent(`${name}/${path}`)}`
      : `/api/resolve-cache/models/${name}/${commit}/${path}`,
  });
  response.end();
}

function sendJson(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(value));
}

/** A page of the listing; the Link header leads to the next one. */
function sendTree(
  response: ServerResponse,
  url: string,
  files: Record<string, Uint8Array>,
  query: URLSearchParams,
): void {
  const folders = new Set(
    Object.keys(files)
      .filter((f) => f.includes("/"))
      .map((f) => f.split("/")[0]!),
  );
  const entries = [
    ...[...folders].map((path) => ({ type: "directory", path, size: 0, oid: gitSha1(new Uint8Array()) })),
    ...Object.entries(files).map(([path, bytes]) => ({
      type: "file",
      path,
      size: bytes.length,
      // Of a large file, git knows but the pointer.
      oid: isLarge(path) ? gitSha1(Buffer.from(`pointer to ${path}`)) : gitSha1(bytes),
      ...(isLarge(path) ? { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 130 } } : {}),
    })),
  ];
  const at = Number(query.get("cursor") ?? 0);
  const next = `${url}?recursive=true&expand=false&cursor=${at + pageSize}`;
  const more = at + pageSize < entries.length;
  sendJson(response, entries.slice(at, at + pageSize), more ? { link: `<${next}>; rel="next"` } : {});
}

/** A file by `org/name/path`, whole or the range that is asked for. */
function sendFile(hub: FakeHub, request: IncomingMessage, response: ServerResponse, key: string): void {
  const [org, name, ...path] = key.split("/");
  const stored = hub.repositories[`${org}/${name}`]!.files[path.join("/")]!;
  const trouble = troubleFor(hub, key, (t) => t.status === undefined);
  const bytes = trouble?.corrupt ? Uint8Array.from(stored, (b, i) => (i === 7 ? b ^ 1 : b)) : stored;
  const asked = trouble?.noRange ? "" : request.headers.range;
  const [, from] = /^bytes=(\d+)-/.exec(asked ?? "") ?? [];
  const body = bytes.subarray(Number(from ?? 0));
  const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
  response.writeHead(from === undefined ? 200 : 206, {
    etag: `"${hashOf(key, stored)}"`,
    "x-repo-commit": hub.repositories[`${org}/${name}`]!.commit,
    "content-length": String(body.length),
    "accept-ranges": "bytes",
    ...(from === undefined ? {} : { "content-range": range }),
  });
  const { cutAfter, hangAfter } = trouble ?? {};
  if (cutAfter !== undefined)
    response.write(body.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 20));
  else if (hangAfter !== undefined) response.write(body.subarray(0, hangAfter));
  else response.end(body);
}
