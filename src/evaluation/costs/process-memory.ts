/** @file The memory that this process has taken at most. */

import { readFileSync } from "node:fs";

/** Bytes that were resident at most. On Linux not by `resourceUsage`, which begins with what the parent process had taken. */
export function peakResident(): number {
  try {
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))![1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
