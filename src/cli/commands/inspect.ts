/** @file `lora-gen inspect` */

import type { Report } from "../../evaluation/reports.js";
import type { Register } from "../context.js";
import { jsonOption, readPrompt } from "../options.js";
import { printResult, UsageError } from "../output.js";
import { inspectionView } from "../views/inspection.js";
import { routingView } from "../views/routing.js";

interface Options {
  prompt?: string;
  json?: boolean;
}

interface Routing {
  routes: readonly string[];
  /** [routes][experts] */
  gates: readonly (readonly number[])[];
}

export const inspectCommand: Register = (program, { terminal, signal }) => {
  program
    .command("inspect")
    .description(
      "Tells what a directory is: generator, trained method, adapter, model or training run; sizes, settings, hashes.",
    )
    .argument("<dir>", "the directory, or a GGUF file")
    .option("-p, --prompt <file>", "the routing map of a generator for this system prompt; - for standard input")
    .addOption(jsonOption())
    .action(async (directory: string, { prompt, json }: Options) => {
      const { inspect } = await import("../../evaluation/inspect.js");
      const text = prompt === undefined ? undefined : await readPrompt(prompt, { terminal, signal });
      const report = await inspect(directory, { signal });
      if (text !== undefined && report.kind !== "generator")
        throw new UsageError(`--prompt is for generators; ${directory} is no generator`);
      const routing = text === undefined ? provenanceOf(report) : await route(directory, text, signal);
      printResult(terminal, json, { directory, ...report, ...(routing ? { routing } : {}) }, () =>
        [
          inspectionView(directory, report, terminal.width),
          ...(routing ? [routingView(routing.gates, routing.routes, terminal.width)] : []),
        ].join("\n\n"),
      );
    });
};

const provenanceOf = (report: Report): Routing | undefined =>
  report.kind === "adapter" ? report.provenance : undefined;

async function route(directory: string, prompt: string, signal: AbortSignal): Promise<Routing> {
  const { Generator } = await import("../../methods/lora-gen/generator.js");
  const { gateRows } = await import("../../methods/lora-gen/provenance.js");
  const { routeNames } = await import("../../methods/lora-gen/settings.js");
  const generator = await Generator.load(directory, { thread: "main" });
  signal.throwIfAborted();
  const gates = gateRows(await generator.generate(prompt));
  await generator.dispose();
  return { routes: routeNames(generator.dimensions), gates };
}
