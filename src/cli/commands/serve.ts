/** @file `lora-gen serve` */

import { Option } from "commander";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WeightBits } from "../../lm/packed-weights.js";
import type { Register } from "../context.js";
import { bitsOption, generatorOption, jsonOption, numberWithin, wholeNumber } from "../options.js";
import { printResult, UsageError } from "../output.js";

interface Options {
  generator: string;
  host: string;
  port: number;
  keys?: string;
  store?: string;
  redis?: string;
  name: string;
  bits?: WeightBits;
  streams: number;
  waiting: number;
  keptTokens: number;
  resident: number;
  deadline: number;
  grace: number;
  bodyLimit: number;
  logLevel: string;
  json?: boolean;
}

export const serveCommand: Register = (program, context) => {
  program
    .command("serve")
    .description("Serves OpenAI's API: system messages become weights. SIGTERM lets running answers finish.")
    .addOption(generatorOption())
    .option("--host <address>", "address to listen on; 0.0.0.0 for all", "127.0.0.1")
    .option("--port <n>", "port; 0 for any that is free", wholeNumber(0, 65_535), 8080)
    .option("--keys <file>", "who may come in (`lora-gen keys add`); everyone without it")
    .option(
      "--store <place>",
      "directory, or s3://bucket/prefix, that keeps adapters (default: a new one, gone at the end)",
    )
    .addOption(
      new Option("--redis <url>", "queue of generation jobs for `lora-gen worker`; needs --store").env("REDIS_URL"),
    )
    .option("--name <name>", "name of the model", "lora-gen")
    .addOption(bitsOption())
    .option("--streams <n>", "completions decoded at one time", wholeNumber(1), 16)
    .option("--waiting <n>", "requests that may wait for a place; more get a 429", wholeNumber(1), 128)
    .option(
      "--kept-tokens <n>",
      "tokens whose keys and values stay for requests that begin alike (0: none)",
      wholeNumber(0),
      4096,
    )
    .option("--resident <n>", "specialised models that stay in memory", wholeNumber(1), 8)
    .option("--deadline <s>", "seconds that a request may take", numberWithin(0.001, 86_400), 120)
    .option("--grace <s>", "seconds that running requests have at the end", numberWithin(0, 86_400), 30)
    .option("--body-limit <bytes>", "largest body of a request", wholeNumber(1), 1_000_000)
    .addOption(
      new Option("--log-level <level>", "what is logged, as JSON Lines on stderr")
        .choices(["debug", "info", "warn", "error", "silent"])
        .default("info"),
    )
    .addOption(jsonOption())
    .action(async ({ json, ...options }: Options) => {
      if (options.redis !== undefined && options.store === undefined)
        throw new UsageError("workers put adapters into a directory that the server has, too: give --store");
      const { runServer } = await import("../../service/run-server.js");
      const { mkdtemp, rm } = await import("node:fs/promises");
      const own = options.store === undefined;
      const store = options.store ?? (await mkdtemp(join(tmpdir(), "lora-gen-store-")));
      try {
        await runServer({
          ...options,
          store,
          bodyBytes: options.bodyLimit,
          signal: context.signal,
          log: (line) => context.terminal.err(line),
          onReady: (url) => printResult(context.terminal, json, { url }, () => `Listening on ${url}`),
        });
      } finally {
        if (own) await rm(store, { recursive: true, force: true });
      }
    });
};
