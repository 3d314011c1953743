/** @file The playground at `/`, with the models that it runs in the page at `/models`. Every file it serves is known at the start. */

import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { getMimeType } from "hono/utils/mime";
import { localPath } from "../hub/resolve.js";
import { shardIndex, shardNames } from "../lm/checkpoint-hf.js";
import { modelPath, readGeneratorFile } from "../methods/lora-gen/checkpoint.js";
import { fileName } from "../methods/lora-gen/generator-file.js";
import { sha256 } from "../tensor/sha256.js";
import { sha256Sums, sumsFile } from "../tensor/sha256-sums.js";
import type { App } from "./context.js";
import { leftOut } from "./left-out.js";
import { publicName } from "./public-name.js";

/** Where `npm run build:web` puts it, seen from the built file and from the source. */
const sites = ["../web", "../../dist/web"].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** What a page asks for of a model or generator, besides shards. */
const modelFiles = [
  "config.json",
  "model.safetensors",
  shardIndex,
  "generator.safetensors",
  "tokenizer.json",
  "tokenizer_config.json",
  "chat_template.jinja",
  "generation_config.json",
  "training.jsonl",
  "evaluation.json",
];

/** A file by its path, or a text. */
type Content = { file: string; length: number } | { text: string };

/** Wasm threads need the first; the others keep the page to what it is made of. */
const headers = {
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Content-Security-Policy":
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; " +
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'",
};

/** Adds the routes, unless the playground was not built. Everyone may fetch the models, so it is for servers without keys. */
export async function servePlayground(
  app: App,
  generator: string,
  sitesToTry: readonly string[] = sites,
): Promise<void> {
  const site = await firstWith("index.html", sitesToTry);
  if (site === undefined) return;
  const contents = new Map<string, Content>(await filesOf(join(site, "assets"), "/assets/"));
  const webGpu = await leftOut(site);
  if (webGpu) contents.set(webGpu.address, await fileAt(webGpu.file));
  contents.set("/", await fileAt(join(site, "index.html")));
  for (const [path, content] of await modelsOf(generator)) contents.set(path, content);
  for (const [path, content] of contents)
    app.get(path, (c) => {
      for (const [name, value] of Object.entries(headers)) c.header(name, value);
      c.header("Cache-Control", path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
      c.header(
        "Content-Type",
        path === "/" ? "text/html; charset=utf-8" : (getMimeType(path) ?? "application/octet-stream"),
      );
      if ("text" in content) return c.body(content.text);
      c.header("Content-Length", String(content.length));
      if (c.req.method === "HEAD") return c.body(null);
      return c.body(Readable.toWeb(createReadStream(content.file)) as ReadableStream);
    });
}

async function firstWith(name: string, directories: readonly string[]): Promise<string | undefined> {
  for (const directory of directories) if (await exists(join(directory, name))) return directory;
  return undefined;
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );

const fileAt = async (file: string): Promise<Content> => ({ file, length: (await stat(file)).size });

async function filesOf(directory: string, prefix: string, names?: readonly string[]): Promise<[string, Content][]> {
  const present = (await readdir(directory)).filter((name) => names?.includes(name) ?? true);
  return Promise.all(
    present.map(async (name) => [prefix + name, await fileAt(join(directory, name))] as [string, Content]),
  );
}

/** The generator and its models in the places that the page looks for them, wherever they are. */
async function modelsOf(source: string): Promise<[string, Content][]> {
  const directory = await localPath(source);
  const file = await readGeneratorFile(directory);
  const paths = {
    generator: directory,
    cloud: await localPath(modelPath(directory, file, "cloud")),
    edge: await localPath(modelPath(directory, file, "edge")),
  };
  const all: [string, Content][] = [];
  for (const [role, path] of Object.entries(paths)) {
    if (!(await stat(path)).isDirectory()) continue; // a GGUF file, which pages can't read
    const prefix = `/models/${role}/`;
    const index = join(path, shardIndex);
    const names = (await exists(index)) ? [...modelFiles, ...(await shardNames(index)).keys()] : modelFiles;
    all.push(...(await filesOf(path, prefix, names)));
    let sums = await sha256Sums(path, names);
    if (role === "generator") {
      const name = file.edge.name ?? (await publicName(modelPath(directory, file, "edge")));
      const edge = { ...file.edge, path: "../edge", name };
      const moved = { ...file, cloud: { ...file.cloud, path: "../cloud" }, edge };
      const text = `${JSON.stringify(moved, null, 2)}\n`;
      all.push([prefix + fileName, { text }]);
      sums += `${sha256(text)}  ${fileName}\n`;
    }
    all.push([prefix + sumsFile, { text: sums }]);
  }
  return all;
}
