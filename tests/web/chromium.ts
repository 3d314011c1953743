/** @file Chromium, as Debian packages it. */

import { accessSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const executablePath = "/usr/bin/chromium";

export const hasChromium = ((): boolean => {
  try {
    accessSync(executablePath);
    return true;
  } catch {
    return false;
  }
})();

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
