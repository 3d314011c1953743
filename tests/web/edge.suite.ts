/** @file `lora-gen/edge` in a page. */

import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { f32 } from "../../src/tensor/host-tensor.js";
import { adapterInNode, answersInNode, call, openEdgePage } from "./edge-page.js";
import type { Answers, MadeAdapter } from "./page/results.js";
import { writeSums, type Site } from "./site.js";
import { prompt, type Stage } from "./stage.js";

const requests = ["How are you?", "wake me at 7:30", "Qu'est-ce que c'est ?"];
const maxTokens = 24;

export function edgeSuite(stage: () => Stage): void {
  let models: string;
  let edge: string;
  let site: Site;
  let context: BrowserContext;
  let page: Page;
  const newPage = (): Promise<Page> => openEdgePage(context, site);

  beforeAll(async () => {
    ({ root: models, edge } = stage().pair);
    site = stage().site;
    context = await stage().browser.newContext();
    page = await newPage();
  }, 300_000);
  afterAll(() => context.close());

  test("nothing in a bundle imports from Node; with the playground and its charts it is under 220 kB", async () => {
    const assets = join(site.directory, "assets");
    let ours = 0;
    for (const file of (await readdir(assets)).filter((name) => name.endsWith(".js"))) {
      const code = await readFile(join(assets, file), "utf8");
      if (file.startsWith("ort.")) continue; // its text has what looks like imports
      for (const [, name] of code.matchAll(/\b(?:import|from)\s*\(?\s*["'`]([@\w./:-]+)["'`]/g))
        expect(name).toMatch(/^\.\.?\//);
      expect(code).not.toMatch(/["'`]node:|__vite-browser-external/);
      ours += gzipSync(code).length;
    }
    expect(ours).toBeGreaterThan(0);
    expect(ours).toBeLessThan(220_000);
  });

  test("makes the adapter that Node makes", async () => {
    const { gates, factors } = await call<MadeAdapter>(page, "adapter", prompt);
    const expected = adapterInNode(stage());
    expect(f32([gates.length], gates)).toBeAllclose(expected.gates, { atol: 1e-5 });
    expect(f32([factors.length], factors)).toBeAllclose(expected.factors, { atol: 1e-4 });
  }, 120_000);

  test("answers as Node does: bare, with the prompt, and by an adapter however it came", async () => {
    const expected = await answersInNode(stage(), requests, maxTokens);
    expect(await call<Answers>(page, "answers", prompt, requests, maxTokens)).toEqual(expected);
    expect(expected.generated.join().length).toBeGreaterThan(maxTokens);
  }, 120_000);

  test("computes in the threads that it is told, in an isolated page, with the same result", async () => {
    const two = await newPage();
    await call(two, "edge.configure", { device: "wasm", threads: 2 });
    expect(await call(two, "engine")).toEqual({ device: "wasm", threads: 2, isolated: true });
    const results = [await call(two, "adapter", prompt), await call(page, "adapter", prompt)] as {
      factors: number[];
    }[];
    const [a, b] = results.map(({ factors }) => f32([factors.length], factors));
    expect(a).toBeAllclose(b, { atol: 1e-5 });
    await expect(call(two, "edge.configure", {})).rejects.toThrow("the engine runs already");
    await two.close();
  }, 120_000);

  test("keeps files by their hash, and fetches what has changed", async () => {
    await cp(edge, join(models, "kept"), { recursive: true });
    await writeSums(join(models, "kept"));
    const visit = async (): Promise<string[]> => {
      const visitor = await newPage();
      const files = await call<string[]>(visitor, "files", "models/kept");
      await visitor.close();
      return files;
    };
    // The edge model is here under its hashes already, from another address.
    expect(new Set(await visit())).toEqual(
      new Set(["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"].map((f) => `${f} kept`)),
    );
    const config = JSON.parse(await readFile(join(edge, "config.json"), "utf8")) as object;
    await writeFile(join(models, "kept/config.json"), JSON.stringify({ ...config, changed: true }));
    await writeSums(join(models, "kept"));
    expect(await visit()).toContain("config.json new");
    expect(await visit()).toContain("config.json kept");
  }, 120_000);

  test("tells what is wrong with what it fetched", async () => {
    await cp(edge, join(models, "spoilt"), { recursive: true });
    const sums = await readFile(join(models, "edge/SHA256SUMS"), "utf8");
    await writeFile(join(models, "spoilt/SHA256SUMS"), sums.replace(/^.{64}(?= {2}tokenizer.json)/m, "1".repeat(64)));
    const failure = (load: string, url: string, options = {}): Promise<string> =>
      call(page, "failure", load, url, options);
    expect(await failure("EdgeModel", "models/spoilt")).toMatch(
      /models\/spoilt\/tokenizer.json: its SHA-256 is [0-9a-f]{64}, expected 1{64} by SHA256SUMS/,
    );
    expect(await failure("EdgeModel", "models/none")).toContain("models/none/config.json: no such file");
    expect(await failure("EdgeModel", "models/edge", { sha256: "0".repeat(64) })).toMatch(
      /is not the edge model .* its hash is [0-9a-f]{64}, expected 0{64}/,
    );
    expect(await failure("Generator", "models/edge")).toContain("is no generator: it has no generator.json");
    expect(await failure("ExpertPool", "http://localhost:1/x")).toMatch(/localhost:1.*can't be fetched/);
  }, 120_000);
}
