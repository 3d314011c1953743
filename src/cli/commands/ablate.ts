/** @file `lora-gen ablate` */

import type { Register } from "../context.js";
import { jsonOption } from "../options.js";
import { printResult } from "../output.js";
import { progressBar, type Progress } from "../progress.js";
import { resultView } from "../views/result.js";

export const ablateCommand: Register = (program, { terminal, signal }) => {
  program
    .command("ablate")
    .description("Trains the variants of a training recipe under several seeds, and measures them side by side.")
    .argument(
      "<recipe>",
      "YAML file: base, variants, seeds, evaluation (docs/evaluation.md); an interrupted run goes on",
    )
    .addOption(jsonOption())
    .action(async (file: string, { json }: { json?: boolean }) => {
      const { loadAblation, runAblation } = await import("../../evaluation/ablation.js");
      const ablation = await loadAblation(file);
      let bar: Progress | undefined;
      const show = (label: string) => {
        let own: Progress | undefined;
        return (done: number, total: number, doing: string): void => {
          if (!own) bar?.end();
          bar = own ??= progressBar(terminal, label, total, done);
          own.update(done, doing);
        };
      };
      const result = await runAblation(ablation, {
        signal,
        onTraining: show("train"),
        onProgress: show("eval"),
      }).finally(() => bar?.end());
      printResult(terminal, json, result ?? null, () =>
        result ? resultView(result, terminal.width) : "Stopped; the same command goes on.",
      );
      if (!result) signal.throwIfAborted();
    });
};
