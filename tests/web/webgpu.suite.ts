/** @file `lora-gen/edge` in a page that computes on WebGPU. */

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, type TestContext } from "vitest";
import { f32 } from "../../src/tensor/host-tensor.js";
import { launchChromium } from "./chromium.js";
import { adapterInNode, answersInNode, call, openEdgePage } from "./edge-page.js";
import type { Answers, MadeAdapter } from "./page/results.js";
import { prompt, type Stage } from "./stage.js";

/** Of one length: for every length of rows, shaders are compiled anew. */
const requests = ["What is it?!", "Qui est la ?"];
const maxTokens = 8;

export function webGpuSuite(stage: () => Stage): void {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let adapter: boolean;

  /** Not every machine's Chromium gives an adapter. */
  const needsAdapter = ({ skip }: TestContext): void => skip(!adapter, "this Chromium gives no WebGPU adapter");

  const ready = (on: Page): Promise<unknown> =>
    on.waitForFunction('document.getElementById("status").textContent === "Ready"', undefined, { timeout: 200_000 });
  /** Opens it; returns what it says that it computes on, and offers. */
  const playground = async (on: Page, search: string): Promise<string> => {
    await on.goto(`${stage().site.url}/web/index.html${search}`);
    await ready(on);
    return `${await on.textContent("#engine")} ${await on.textContent("#device")}`;
  };

  beforeAll(async () => {
    browser = await launchChromium({ webgpu: true });
    context = await browser.newContext();
    page = await openEdgePage(context, stage().site);
    adapter = await page.evaluate("navigator.gpu?.requestAdapter().then(Boolean, () => false) ?? false");
  }, 120_000);
  afterAll(() => browser.close());

  test("makes the adapter that Node makes", async (ctx) => {
    needsAdapter(ctx);
    await call(page, "edge.configure", { device: "webgpu" });
    const { gates, factors } = await call<MadeAdapter>(page, "adapter", prompt);
    expect(await call(page, "engine")).toMatchObject({ device: "webgpu" });
    const expected = adapterInNode(stage());
    expect(f32([gates.length], gates)).toBeAllclose(expected.gates, { atol: 1e-5 });
    expect(f32([factors.length], factors)).toBeAllclose(expected.factors, { atol: 1e-4 });
  }, 300_000);

  test("answers as Node does: bare, with the prompt, by an adapter however it came, and several together", async (ctx) => {
    needsAdapter(ctx);
    const expected = await answersInNode(stage(), requests, maxTokens);
    expect(await call<Answers>(page, "answers", prompt, requests, maxTokens)).toEqual(expected);
    expect(await call<string[]>(page, "together", requests, maxTokens)).toEqual(expected.bare);
    expect(new Set(Object.values(expected).flat()).size).toBeGreaterThan(3);
  }, 300_000);

  test("is not chosen, and not offered, where it is a program on the CPU", async (ctx) => {
    needsAdapter(ctx);
    const other = await openEdgePage(context, stage().site);
    expect(await call(other, "edge.hasGpu")).toBe(false);
    expect(await call(other, "engine")).toMatchObject({ device: "wasm" });
    expect(await playground(other, "")).toMatch(/^Wasm, \d threads?. $/);
    await other.close();
  }, 120_000);

  test("computes the playground if its address says so; links lead there from where there is a GPU, and back", async (ctx) => {
    needsAdapter(ctx);
    const withGpu = await browser.newContext();
    await withGpu.addInitScript(
      'Object.defineProperty(GPUAdapterInfo.prototype, "isFallbackAdapter", { value: false })',
    );
    const other = await withGpu.newPage();
    expect(await playground(other, "?device=webgpu")).toBe("WebGPU. Compute in Wasm");
    await other.click("text=Compute in Wasm");
    await other.click("text=Compute on WebGPU", { timeout: 100_000 });
    await ready(other);
    expect(new URL(other.url()).search).toBe("?device=webgpu");
    await withGpu.close();
  }, 300_000);

  test("is asked for by name in vain where there is none", async () => {
    const without = await openEdgePage(await stage().browser.newContext(), stage().site);
    await call(without, "edge.configure", { device: "webgpu" });
    await expect(call(without, "engine")).rejects.toThrow("this browser gives no WebGPU adapter");
    await call(without, "edge.configure", { device: "wasm" });
    expect(await call(without, "engine")).toMatchObject({ device: "wasm" });
    await without.context().close();
  }, 120_000);
}
