/** @file `lora-gen worker` */

import { Option } from "commander";
import type { Register } from "../context.js";
import { generatorOption, jsonOption, numberWithin } from "../options.js";
import { printResult, UsageError } from "../output.js";

interface Options {
  generator: string;
  store: string;
  redis?: string;
  train?: string;
  lock: number;
  json?: boolean;
}

export const workerCommand: Register = (program, context) => {
  program
    .command("worker")
    .description(
      "Makes adapters for servers that share its queue in Redis and its store, and trains; until it is interrupted.",
    )
    .addOption(generatorOption())
    .requiredOption("--store <place>", "directory, or s3://bucket/prefix, that servers and runs share with it")
    .addOption(new Option("--redis <url>", "queue of jobs: redis://host, or a socket's path").env("REDIS_URL"))
    .option("--train <recipe>", "also take shares of runs of this recipe, which has `rounds` (docs/training.md)")
    .option(
      "--lock <s>",
      "seconds after which the job of a worker that is gone is another's",
      numberWithin(1, 3600),
      15,
    )
    .addOption(jsonOption())
    .action(async ({ generator, store, redis, train, lock, json }: Options) => {
      if (redis === undefined) throw new UsageError("there is no queue; set REDIS_URL, or give --redis");
      const { runWorker } = await import("../../service/run-worker.js");
      await runWorker({
        generator,
        store,
        redis,
        lock,
        ...(train !== undefined && { train }),
        signal: context.signal,
        log: (line) => context.terminal.err(line),
        onReady: () => printResult(context.terminal, json, { generator, store }, () => "Waiting for jobs"),
      });
    });
};
