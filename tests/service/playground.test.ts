import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leftOut } from "../../src/service/left-out.js";
import { readSafetensors, writeSafetensors } from "../../src/tensor/safetensors-file.js";
import { sha256OfFile } from "../../src/tensor/sha256.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { startServing, type Serving } from "./serving.js";

const source = "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm";
const webGpu = createRequire(import.meta.url).resolve(source);

let pair: TinyPair;
let site: string;
let serving: Serving;
beforeAll(async () => {
  pair = await makeTinyPair();
  site = await mkdtemp(join(tmpdir(), "lora-gen-site-"));
  await mkdir(join(site, "assets"));
  await writeFile(join(site, "index.html"), "<!doctype html><title>playground</title>");
  await writeFile(join(site, "assets/main-1.js"), "export {};");
  await writeFile(join(site, "secret.txt"), "not for anyone");
  const note = { file: "assets/webgpu-1.wasm", source, sha256: await sha256OfFile(webGpu) };
  await writeFile(join(site, "left-out.json"), JSON.stringify(note));
  serving = await startServing({ generator: pair.generator, sites: [join(site, "none"), site] });
});
afterAll(async () => {
  await serving.stop();
  await rm(pair.root, { recursive: true });
  await rm(site, { recursive: true });
});

test("the playground is at /, cross-origin isolated, and its assets are kept", async () => {
  const page = await serving.get("/");
  expect(await page.text()).toContain("<title>playground</title>");
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(page.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
  const script = await serving.get("/assets/main-1.js");
  expect(script.headers.get("content-type")).toContain("javascript");
  expect(script.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
  expect(script.headers.get("cache-control")).toContain("immutable");
});

test("the models are beside it, with their hashes, where generator.json says", async () => {
  const file = (await (await serving.get("/models/generator/generator.json")).json()) as { edge: { path: string } };
  expect(file.edge.path).toBe("../edge");
  for (const model of ["generator", "cloud", "edge"]) {
    const sums = await (await serving.get(`/models/${model}/SHA256SUMS`)).text();
    const lines = sums.trim().split("\n");
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      const [hash, name] = line.split("  ") as [string, string];
      const bytes = new Uint8Array(await (await serving.get(`/models/${model}/${name}`)).arrayBuffer());
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(hash);
    }
  }
});

test("the page is told the edge model's name, not where it lies", async () => {
  const directory = await mkdtemp(join(tmpdir(), "lora-gen-named-"));
  const generator = join(directory, "generator");
  await cp(pair.generator, generator, { recursive: true });
  await cp(pair.cloud, join(directory, "cloud"), { recursive: true });
  await cp(pair.edge, join(directory, "my-model"), { recursive: true });
  const file = JSON.parse(await readFile(join(generator, "generator.json"), "utf8")) as { edge: { path: string } };
  file.edge.path = "../my-model";
  await writeFile(join(generator, "generator.json"), JSON.stringify(file));
  const named = await startServing({ generator, sites: [site] });
  const told = await (await named.get("/models/generator/generator.json")).json();
  expect(told).toMatchObject({ edge: { path: "../edge", name: "my-model" } });
  await named.stop();
  await rm(directory, { recursive: true });
});

test("a model in shards is there whole: its index, and the files that this names", async () => {
  const directory = await mkdtemp(join(tmpdir(), "lora-gen-shards-"));
  for (const name of ["cloud", "edge", "generator"])
    await cp(join(pair.root, name), join(directory, name), { recursive: true });
  const edge = join(directory, "edge");
  const weights = await readSafetensors(join(edge, "model.safetensors"));
  await rm(join(edge, "model.safetensors"));
  const index: Record<string, string> = {};
  for (const [i, [name, weight]] of Object.entries(weights).entries()) {
    index[name] = `part-${i}.safetensors`;
    await writeSafetensors(join(edge, index[name]), { [name]: weight });
  }
  await writeFile(join(edge, "model.safetensors.index.json"), JSON.stringify({ weight_map: index }));
  const sharded = await startServing({ generator: join(directory, "generator"), sites: [site] });
  const sums = await (await sharded.get("/models/edge/SHA256SUMS")).text();
  for (const name of ["model.safetensors.index.json", ...Object.values(index)]) {
    expect(sums).toContain(`  ${name}\n`);
    const served = Buffer.from(await (await sharded.get(`/models/edge/${name}`)).arrayBuffer());
    expect(served.equals(await readFile(join(edge, name)))).toBe(true);
  }
  await sharded.stop();
  await rm(directory, { recursive: true });
});

test.each([
  "/secret.txt",
  "/assets/../secret.txt",
  "/assets/%2e%2e/secret.txt",
  "/models/edge/..%2fgenerator.json",
  "/models/other/x",
])("%s is not there", async (path) => {
  expect((await serving.get(path)).status).toBe(404);
});

test("what the package leaves out for WebGPU comes from onnxruntime-web", async () => {
  const found = await serving.get("/assets/webgpu-1.wasm");
  expect(found.headers.get("content-type")).toBe("application/wasm");
  const hash = createHash("sha256").update(new Uint8Array(await found.arrayBuffer()));
  expect(hash.digest("hex")).toBe(await sha256OfFile(webGpu));
  const head = await fetch(found.url, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length")]).toEqual([200, found.headers.get("content-length")]);
});

test.each([
  ["is of another version", { file: "assets/x.wasm", source, sha256: "0".repeat(64) }],
  ["is not installed", { file: "assets/x.wasm", source: "onnxruntime-web/none.wasm", sha256: "0".repeat(64) }],
])("it is not there if onnxruntime-web %s", async (_, note) => {
  const other = await mkdtemp(join(tmpdir(), "lora-gen-site-"));
  expect(await leftOut(other)).toBeUndefined();
  await writeFile(join(other, "left-out.json"), JSON.stringify(note));
  expect(await leftOut(other)).toBeUndefined();
  await rm(other, { recursive: true });
});
