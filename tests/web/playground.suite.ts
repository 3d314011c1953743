/** @file The playground, in a wide light page and in a narrow dark one. */

import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { updates, type Adapter } from "../../src/adapter/adapter.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { adapterFromFiles } from "../../src/adapter/peft.js";
import { presets } from "../../src/cli/presets.js";
import { gateRows, type Generated, type Generator } from "../../src/methods/lora-gen/generator.js";
import { readGates } from "../../src/methods/lora-gen/gates.js";
import { openGguf } from "../../src/tensor/gguf-file.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import type { TinyPair } from "../tiny-pair.js";
import type { Site } from "./site.js";
import type { Stage } from "./stage.js";

const [{ prompt, requests }] = presets;
const wait = { timeout: 120_000 };

export function playgroundSuite(stage: () => Stage): void {
  let pair: TinyPair;
  let site: Site;
  let browser: Browser;
  /** A wide light page, and a narrow dark one; both have asked the first preset. */
  let wide: Page;
  let narrow: Page;
  let made: Generated;
  let generator: Generator;

  const text = (page: Page, selector: string): Promise<string | null> => page.textContent(selector);
  const said = (page: Page, start: string): Promise<unknown> =>
    page.waitForFunction(`document.getElementById("status").textContent.startsWith("${start}")`, undefined, wait);
  const open = async (options: Parameters<Browser["newContext"]>[0]): Promise<Page> => {
    const context: BrowserContext = await browser.newContext(options);
    await context.addInitScript(`
      self.shifts = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          self.shifts += entry.value;
          self.moved = [...(self.moved ?? []), ...entry.sources.map(({ node }) => node?.outerHTML ?? node?.nodeName)];
        }
      }).observe({ type: "layout-shift", buffered: true });`);
    const page = await context.newPage();
    await page.goto(`${site.url}/web/index.html`);
    await said(page, "Ready");
    return page;
  };
  /** With the keyboard alone. */
  const ask = async (page: Page): Promise<void> => {
    await page.evaluate('document.getElementById("status").textContent = ""'); // what it says next is of this request
    await page.focus("#request");
    await page.keyboard.press("Enter");
    await said(page, "Done");
  };
  const download = async (format: string): Promise<string> => {
    const arriving = wide.waitForEvent("download", wait);
    await wide.focus(`#${format}`);
    await wide.keyboard.press("Enter");
    const file = await arriving;
    expect(file.suggestedFilename()).toMatch(/^adapter-[0-9a-f]{8}\.(zip|gguf|gates)$/);
    return file.path();
  };
  const factors = (adapter: Adapter): number[] =>
    [...updates(adapter)].flatMap(({ update: { a, b } }) => [...a.data, ...b.data]);

  beforeAll(async () => {
    ({ pair, site, browser, generator } = stage());
    made = await generator.generate(prompt);
    wide = await open({ colorScheme: "light", viewport: { width: 1200, height: 900 } });
    narrow = await open({ colorScheme: "dark", viewport: { width: 360, height: 740 } });
    await ask(wide);
    await ask(narrow);
  }, 400_000);
  afterAll(async () => {
    for (const page of [wide, narrow]) await page.context().close();
  });

  test("answers in three ways as Node does, with the tokens that the prompt costs and the times", async () => {
    const edge = await EdgeModel.load(pair.edge, { thread: "main" });
    const user = { role: "user", content: requests[0] };
    const system = { role: "system", content: prompt };
    const options = { maxTokens: 96 };
    const promptTokens = edge.encode([system, user]).length - edge.encode([user]).length;
    const expected = {
      bare: [await edge.complete([user], options), 0],
      "in-context": [await edge.complete([system, user], options), promptTokens],
      specialised: [await (await edge.specialize(made.adapter)).complete([user], options), 0],
    };
    for (const [column, [answer, tokens]] of Object.entries(expected)) {
      const at = `[data-column=${column}]`;
      expect(await text(wide, `${at} output`)).toBe(answer);
      const figures = await wide.locator(`${at} dd`).allTextContents();
      expect(figures[0]).toBe(String(tokens));
      for (const time of figures.slice(1)) expect(time).toMatch(/^\d+ ms$/);
    }
    await edge.dispose();
  }, 120_000);

  test("draws the gates, and names the strongest", async () => {
    const [routes, experts] = made.gates.shape as [number, number];
    expect(await wide.locator("#heat rect").count()).toBe(routes * experts);
    const rows = gateRows(made).flatMap((row, route) => row.map((gate, expert) => ({ route, expert, gate })));
    const { route, expert, gate } = rows.sort((a, b) => Math.abs(b.gate) - Math.abs(a.gate))[0]!;
    expect(await text(wide, "#heat-caption")).toContain(`${route}, expert ${expert}: ${gate.toFixed(3)}`);
  });

  test("hands out the adapter as PEFT, GGUF and gates", async () => {
    const expected = factors(made.adapter);
    const close = { rtol: 2e-3, atol: 1e-4 }; // half floats
    const files = unzipSync(await readFile(await download("peft")));
    const { adapter, description } = await adapterFromFiles("peft.zip", files, generator.dimensions.edge);
    expect(new TextDecoder().decode(files["adapter_config.json"])).toContain(
      '"base_model_name_or_path": "lora-gen-nano-edge"',
    );
    expect(f32([expected.length], factors(adapter))).toBeAllclose(f32([expected.length], expected), close);
    const { shape, data } = made.gates;
    const gates = await readGates(await download("gates"));
    expect(gates.gates).toBeAllclose(f32(shape, data), close);
    expect(gates.prompt).toBe(description.provenance?.prompt);
    const gguf = await openGguf(await download("gguf"));
    expect(gguf.metadata.get("adapter.type")).toBe("lora");
    const up = await gguf.read("blk.0.ffn_up.weight.lora_a");
    expect(up.shape).toEqual(made.adapter.layers[0]!.up!.a.shape.toReversed());
    await gguf.close();
  }, 120_000);

  test("shows the evaluation that lies beside the generator, as tables and as intervals", async () => {
    const { rows, efficiency } = stage().evaluation;
    const [row] = rows;
    await wide.waitForSelector("#intervals svg", wait);
    expect(await text(wide, "#evaluation-facts")).toMatch(/^A tiny pair, measured .*, seeds 0[.] /);
    const first = await wide.locator("#scores tbody tr").first().allInnerTexts();
    expect(first[0]!.split("\t").slice(0, 4)).toEqual([
      row!.task,
      row!.metric,
      String(row!.items),
      `${row!.value.toFixed(3)} (${row!.low.toFixed(3)}, ${row!.high.toFixed(3)})`,
    ]);
    const drawn = rows.filter(({ metric }) => metric === row!.metric);
    expect(await wide.locator("#intervals circle").count()).toBe(drawn.length);
    expect(await wide.locator("#costs tbody tr").count()).toBe(efficiency.length);
  }, 120_000);

  test("specialises anew for another prompt, and stops when it is told to", async () => {
    const before = await text(wide, "#heat-caption");
    await wide.selectOption("#preset", { index: 1 });
    expect(await wide.inputValue("#prompt")).toBe(presets[1]!.prompt);
    await ask(wide);
    expect(await text(wide, "#heat-caption")).not.toBe(before);
    // Answers may be there before a second key is pressed: Escape comes with Enter.
    await wide.evaluate(`document.getElementById("form").addEventListener("submit", () => {
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    }, { once: true })`);
    await wide.focus("#request");
    await wide.keyboard.press("Enter");
    await said(wide, "Stopped");
    expect(await wide.isEnabled("#ask")).toBe(true);
  }, 120_000);

  test("fits a phone, and nothing jumps", async () => {
    expect(await narrow.evaluate("document.documentElement.scrollWidth")).toBe(360);
    for (const page of [wide, narrow])
      expect(await page.evaluate("shifts"), await page.evaluate("String(self.moved)")).toBeLessThan(0.05);
  });

  test.each(["light", "dark"])(
    "has no fault that axe finds, %s",
    async (scheme) => {
      const page = scheme === "light" ? wide : narrow;
      await page.addScriptTag({ path: "node_modules/axe-core/axe.min.js" });
      const options = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
      const { violations, passes } = await page.evaluate<{
        violations: { id: string; nodes: { html: string }[] }[];
        passes: { id: string }[];
      }>(`axe.run(document, ${JSON.stringify(options)})`);
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain("color-contrast");
    },
    120_000,
  );

  test("shows the run that was chosen last, and tells what keeps it from being shown", async () => {
    const page = await browser.newPage();
    let answerEdge = (): void => {};
    const answered = new Promise<void>((resolve) => {
      void page.route("**/models/edge/training.jsonl", (route) => {
        answerEdge = () => void route.fulfill({ status: 404 }).then(resolve);
      });
    });
    await page.route("**/models/cloud/training.jsonl", (route) => route.abort());
    await page.goto(`${site.url}/web/index.html`);
    await page.selectOption("#run", "edge");
    await page.selectOption("#run", "cloud");
    const caption = (words: string): Promise<unknown> =>
      page.waitForFunction(
        `document.getElementById("curves-caption").textContent.includes("${words}")`,
        undefined,
        wait,
      );
    await caption("can't be shown");
    answerEdge();
    await answered;
    await said(page, "Ready");
    expect(await text(page, "#curves-caption")).toContain("can't be shown");
    await page.close();
  }, 120_000);

  test("says so where it has no models", async () => {
    const page = await browser.newPage();
    await page.goto(`${site.url}/web/index.html?`);
    await page.route("**/models/**", (route) => route.fulfill({ status: 404 }));
    await page.reload();
    await page.waitForFunction(
      `document.getElementById("status").textContent.includes("generator.json")`,
      undefined,
      wait,
    );
    expect(await text(page, "#status")).toContain("is no generator: it has no generator.json");
    expect(await text(page, "#curves-caption")).toContain("no record of this run");
    expect(await text(page, "#evaluation-facts")).toContain("no evaluation beside these models");
    expect(await page.locator("#scores, #costs, #intervals").filter({ visible: true }).count()).toBe(0);
    await page.close();
  }, 120_000);
}
