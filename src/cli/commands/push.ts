/** @file `lora-gen push` */

import { basename, resolve } from "node:path";
import { Option } from "commander";
import type { PushTarget } from "../../adapter/push.js";
import type { Register } from "../context.js";
import { chooseEdge } from "../edge.js";
import { generatorOption, jsonOption } from "../options.js";
import { printResult } from "../output.js";

const targets: readonly PushTarget[] = ["vllm", "lorax", "llama.cpp"];

interface Options {
  to: PushTarget;
  dir: string;
  remoteDir?: string;
  name?: string;
  base?: string;
  generator: string;
  json?: boolean;
}

export const pushCommand: Register = (program, { terminal, signal }) => {
  program
    .command("push")
    .description("Puts an adapter where a server of another kind reads it, and has the server load it.")
    .argument("<dir>", "an adapter (a PEFT directory)")
    .argument("<url>", "the server's address; LORA_GEN_PUSH_KEY in the environment is its API key")
    .addOption(new Option("--to <kind>", "what server it is").choices(targets).makeOptionMandatory())
    .requiredOption("--dir <dir>", "a directory that the server reads, as it is called here")
    .option("--remote-dir <path>", "as the server calls it (default: the same)")
    .option("--name <name>", "what the adapter is called there (default: the name of its directory)")
    .option("-b, --base <dir>", "the model that the adapter is for (default: the one it names, or the generator's)")
    .addOption(generatorOption())
    .addOption(jsonOption())
    .action(async (given: string, url: string, { to, dir, remoteDir, base, generator, json, ...rest }: Options) => {
      const { pushAdapter } = await import("../../adapter/push.js");
      const { localPath } = await import("../../hub/resolve.js");
      const { readModelConfig } = await import("../../lm/checkpoint.js");
      const { path, adapter, provenance } = await chooseEdge({ adapter: given, edge: base, generator });
      const { name = basename(resolve(given)) } = rest;
      const pushed = await pushAdapter(to, url, {
        adapter: adapter!,
        source: await localPath(given),
        base: path,
        config: await readModelConfig(path),
        provenance,
        name,
        directory: dir,
        remote: remoteDir,
        key: process.env["LORA_GEN_PUSH_KEY"],
        signal,
      });
      printResult(terminal, json, { name, to, url, ...pushed }, ({ path: written, loaded, use }) =>
        [
          `${written}: ${loaded ? `${to} has it as ${name}` : `written, but ${to} has not loaded it`}`,
          `Use: ${use}`,
        ].join("\n"),
      );
    });
};
