/** @file `lora-gen report` */

import type { Register } from "../context.js";
import { jsonOption } from "../options.js";
import { printResult } from "../output.js";

interface Options {
  output: string;
  title: string;
  json?: boolean;
}

export const reportCommand: Register = (program, { terminal, signal }) => {
  program
    .command("report")
    .description("Writes evaluations and training runs as Markdown and as an HTML page that needs nothing else.")
    .argument("<paths...>", "output directories of eval and train (or their result.json and metrics.jsonl)")
    .requiredOption("-o, --output <dir>", "directory of report.md, report.html and the figures")
    .option("--title <text>", "title of the report", "LoRA-Gen: evaluation")
    .addOption(jsonOption())
    .action(async (paths: string[], { output, title, json }: Options) => {
      const { writeReport } = await import("../../evaluation/report/write.js");
      const written = await writeReport(paths, output, title, signal);
      printResult(terminal, json, written, ({ markdown, html }) => `${markdown}\n${html}`);
    });
};
