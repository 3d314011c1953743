/** @file The most memory that this process had. */

import { readFileSync } from "node:fs";

/** High-water mark of the resident set, in MB: of this program alone where Linux tells it, not of what started it. */
export function peakMegabytes(): number {
  try {
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))![1]) / 1000;
  } catch {
    return process.resourceUsage().maxRSS / 1000;
  }
}
