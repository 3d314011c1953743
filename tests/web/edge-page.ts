/** @file The tests' page with `lora-gen/edge`, and what Node makes of the same files. */

import type { BrowserContext, Page } from "playwright-core";
import { updates } from "../../src/adapter/adapter.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { f32, type HostTensor } from "../../src/tensor/host-tensor.js";
import type { Answers } from "./page/results.js";
import type { Site } from "./site.js";
import { prompt, type Stage } from "./stage.js";

/** A new page, which shares the cache of those before it. */
export async function openEdgePage(context: BrowserContext, site: Site): Promise<Page> {
  const opened = await context.newPage();
  await opened.goto(`${site.url}/tests/web/page/index.html`);
  await opened.waitForFunction("window.page");
  return opened;
}

/** Calls a function of the page. */
export const call = <T>(on: Page, name: string, ...values: unknown[]): Promise<T> =>
  on.evaluate(`page.${name}(${values.map((v) => JSON.stringify(v)).join()})`);

export function adapterInNode({ made }: Stage): { gates: HostTensor<"f32">; factors: HostTensor<"f32"> } {
  const factors = [...updates(made.adapter)].flatMap(({ update: { a, b } }) => [...a.data, ...b.data]);
  return { gates: f32([made.gates.data.length], made.gates.data), factors: f32([factors.length], factors) };
}

export async function answersInNode(
  { pair, made }: Stage,
  requests: readonly string[],
  maxTokens: number,
): Promise<Answers> {
  const model = await EdgeModel.load(pair.edge, { thread: "main" });
  const ask = async (asked: EdgeModel, system: { role: string; content: string }[] = []): Promise<string[]> => {
    const answers: string[] = [];
    for (const content of requests)
      answers.push(await asked.complete([...system, { role: "user", content }], { maxTokens }));
    return answers;
  };
  const bySpecialised = await ask(await model.specialize(made.adapter));
  const answers = {
    bare: await ask(model),
    inContext: await ask(model, [{ role: "system", content: prompt }]),
    generated: bySpecialised,
    factors: bySpecialised,
    gates: bySpecialised,
  };
  await model.dispose();
  return answers;
}
