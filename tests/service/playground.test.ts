import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { startServing, type Serving } from "./serving.js";

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

test.each([
  "/secret.txt",
  "/assets/../secret.txt",
  "/assets/%2e%2e/secret.txt",
  "/models/edge/..%2fgenerator.json",
  "/models/other/x",
])("%s is not there", async (path) => {
  expect((await serving.get(path)).status).toBe(404);
});
