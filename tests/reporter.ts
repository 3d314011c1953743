/** @file Prints the run's own counts as the very last line: `N passed, N failed` (and `, N skipped`), for scripts. */

import type { SerializedError } from "@vitest/utils";
import type { Reporter, TestModule } from "vitest/node";

export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      // A file that can't be collected has no tests to count, yet it has failed.
      if (!module.ok() && module.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) counts[test.result().state]++;
    }
    const skipped = counts.skipped + counts.pending;
    const line = `${counts.passed} passed, ${counts.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
    // The default reporter writes its summary in this same hook; the counts go behind it.
    process.once("exit", () => process.stdout.write(`${line}\n`));
  }
}
