/** @file `lora-gen pull` */

import { join } from "node:path";
import type { Register } from "../context.js";
import { jsonOption } from "../options.js";
import { printResult, UsageError } from "../output.js";
import { pullBar } from "../pull-bar.js";
import { checkTarget } from "../target.js";

interface Options {
  revision?: string;
  output?: string;
  include?: string[];
  force?: boolean;
  json?: boolean;
}

export const pullCommand: Register = (program, { terminal, signal }) => {
  program
    .command("pull")
    .description("Brings a model, adapter or generator from the Hugging Face Hub into the cache.")
    .argument("<id>", "org/name, org/name@revision, or org/name/file.gguf")
    .option("-r, --revision <name>", "branch, tag or commit (default: main)")
    .option("-o, --output <dir>", "copy the files into this directory, too")
    .option(
      "-i, --include <patterns...>",
      "pull the files that fit one of these, instead of those that are needed (* ?)",
    )
    .option("--force", "replace the adapter, model or GGUF file that is in --output")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nHF_TOKEN, HF_ENDPOINT, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE mean what they mean to huggingface_hub, and the cache is the same.",
    )
    .action(async (text: string, { revision, output, include, force, json }: Options) => {
      const { parseRepositoryId } = await import("../../hub/repository.js");
      const { copyPulled, pull } = await import("../../hub/pull.js");
      const id = parseRepositoryId(text);
      if (!id) throw new UsageError(`"${text}" is no repository of the Hub; write org/name or org/name/file.gguf`);
      if (revision !== undefined && id.revision !== undefined)
        throw new UsageError(`the revision is given twice: ${id.revision} and ${revision}`);
      if (output !== undefined) await checkTarget(output, force);
      const { onProgress, end } = pullBar(terminal, id.name);
      const pulled = await pull(
        { ...id, ...(revision === undefined ? {} : { revision }) },
        {
          ...(include ? { include } : {}),
          signal,
          onProgress,
        },
      ).finally(end);
      if (output !== undefined) await copyPulled(pulled, output);
      const written = output === undefined ? pulled.path : id.file === undefined ? output : join(output, id.file);
      printResult(terminal, json, { ...pulled, path: written }, ({ path }) => path);
    });
};
