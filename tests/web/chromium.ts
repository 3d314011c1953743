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

/** WebGPU by SwiftShader, which computes on the CPU. */
const gpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan"];

export const launchChromium = ({ webgpu = false } = {}): Promise<Browser> =>
  chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      ...(webgpu ? gpu : ["--disable-gpu"]),
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
