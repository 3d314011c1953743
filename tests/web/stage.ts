/** @file What the suites in Chromium share: one build, one browser, one pair of models. */

import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { Generator } from "../../src/methods/lora-gen/generator.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { launchChromium } from "./chromium.js";
import { openSite, writeSums, type Site } from "./site.js";

export interface Stage {
  pair: TinyPair;
  /** In Node. */
  generator: Generator;
  /** Has the pair at `models/` of both pages. */
  site: Site;
  browser: Browser;
}

export async function openStage(): Promise<Stage> {
  const pair = await makeTinyPair();
  for (const name of ["cloud", "edge", "generator"]) await writeSums(join(pair.root, name));
  return {
    pair,
    generator: await Generator.load(pair.generator, { thread: "main" }),
    site: await openSite({ "/web/models/": pair.root, "/tests/web/page/models/": pair.root }),
    browser: await launchChromium(),
  };
}

export async function closeStage({ pair, generator, site, browser }: Stage): Promise<void> {
  await browser.close();
  await site.close();
  await generator.dispose();
  await rm(pair.root, { recursive: true, force: true });
}
