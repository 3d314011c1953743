/** @file `lora-gen export` */

import { basename, join, resolve } from "node:path";
import { Option } from "commander";
import { exists } from "../../tensor/exists.js";
import type { Register } from "../context.js";
import { chooseEdge } from "../edge.js";
import { exportFormats } from "../export-formats.js";
import { bytes, count } from "../format.js";
import { generatorOption, jsonOption } from "../options.js";
import { printResult, UsageError } from "../output.js";

interface Options {
  format: string;
  output: string;
  base?: string;
  generator: string;
  dtype?: string;
  force?: boolean;
  json?: boolean;
}

export const exportCommand: Register = (program, { terminal, signal }) => {
  const formats = Object.entries(exportFormats);
  program
    .command("export")
    .description("Writes an adapter or a model in another program's format.")
    .argument("<dir>", "an adapter (a PEFT directory), or a model (a directory or a GGUF file)")
    .addOption(
      new Option("-f, --format <name>", "what to write").choices(Object.keys(exportFormats)).makeOptionMandatory(),
    )
    .requiredOption("-o, --output <path>", "where to write it")
    .option("-b, --base <dir>", "the model that the adapter is for (default: the one it names, or the generator's)")
    .addOption(generatorOption())
    .option("--dtype <name>", "precision of matrices (default: the first of the format's)")
    .option("--force", "replace what is there")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `\nFormats, with the precisions of each:\n${formats.map(([name, { what, dtypes }]) => `  ${name}: ${what} (${dtypes.join(", ")})`).join("\n")}`,
    )
    .action(async (given: string, { format: chosen, output, base, generator, force, json, ...rest }: Options) => {
      const format = exportFormats[chosen]!;
      const { dtype = format.dtypes[0]! } = rest;
      if (!format.dtypes.includes(dtype))
        throw new UsageError(`--dtype ${dtype}: ${chosen} is written in one of ${format.dtypes.join(", ")}`);
      const { localPath } = await import("../../hub/resolve.js");
      const source = await localPath(given);
      const isAdapter = await exists(join(source, "adapter_config.json"));
      if (format.adapterOnly && !isAdapter)
        throw new UsageError(`${chosen} is a format of adapters; ${given} has no adapter_config.json`);
      if (base !== undefined && !isAdapter)
        throw new UsageError(`--base is for adapters; ${given} has no adapter_config.json`);
      await format.checkTarget(output, force);
      const { path, adapter, provenance } = await chooseEdge(
        isAdapter ? { adapter: given, edge: base, generator } : { edge: given, generator },
      );
      signal.throwIfAborted();
      const name = basename(resolve(given));
      const made = await format.write({ base: path, adapter, provenance, name, signal }, output, dtype);
      printResult(terminal, json, { output, format: chosen, dtype, base: path, ...made }, ({ notes, ...result }) =>
        [
          `${output}: ${format.what}, ${count(result.tensors)} tensors in ${dtype}, ${bytes(result.bytes)}`,
          ...notes.map((note) => `Note: ${note}.`),
        ].join("\n"),
      );
    });
};
