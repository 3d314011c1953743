/** @file The playground and the tests' page, built once, and served as static files with models beside them. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { sha256Sums, sumsFile } from "../../src/tensor/sha256-sums.js";
import { fromSources, isolation, onwarn } from "../../web/vite-shared.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

export interface Site {
  url: string;
  /** Where what was built is. */
  directory: string;
  /** Paths of all requests so far. */
  requests: string[];
  close(): Promise<void>;
}

/** `mounts` maps paths of the site to directories. */
export async function openSite(mounts: Readonly<Record<string, string>>): Promise<Site> {
  const directory = await mkdtemp(join(tmpdir(), "lora-gen-site-"));
  await build({
    ...fromSources,
    configFile: false,
    root,
    logLevel: "warn",
    build: {
      ...fromSources.build,
      outDir: directory,
      rollupOptions: { onwarn, input: ["web/index.html", "tests/web/page/index.html"].map((page) => join(root, page)) },
    },
  });
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, "http://localhost").pathname);
    requests.push(path);
    const mount = Object.keys(mounts).find((prefix) => path.startsWith(prefix));
    const file = mount ? join(mounts[mount]!, path.slice(mount.length)) : join(directory, path);
    readFile(file).then(
      (bytes) => {
        const type = types[extname(file)] ?? "application/octet-stream";
        response.writeHead(200, { "content-type": type, "content-length": bytes.length, ...isolation }).end(bytes);
      },
      () => response.writeHead(404, isolation).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    directory,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Writes SHA256SUMS into a directory. */
export const writeSums = async (directory: string): Promise<void> =>
  writeFile(join(directory, sumsFile), await sha256Sums(directory));
