/** @file `lora-gen keys` */

import type { Command } from "commander";
import type { Register } from "../context.js";
import { jsonOption, wholeNumber } from "../options.js";
import { printResult } from "../output.js";
import { table } from "../table.js";

interface Options {
  keys: string;
  json?: boolean;
}

interface AddOptions extends Options {
  name: string;
  requestsPerMinute?: number;
  adaptersPerMinute?: number;
  bodyLimit?: number;
}

export const keysCommand: Register = (program, { terminal }) => {
  const keys = program
    .command("keys")
    .description("API keys of `lora-gen serve --keys FILE`, of which a file holds hashes.");
  const withFile = (command: Command): Command =>
    command.requiredOption("--keys <file>", "file of keys").addOption(jsonOption());

  withFile(keys.command("add"))
    .description("Makes a key and prints it: it can't be read again.")
    .requiredOption("--name <name>", "whose it is")
    .option("--requests-per-minute <n>", "requests that it may make (default: any number)", wholeNumber(1))
    .option("--adapters-per-minute <n>", "adapters that it may have made (default: any number)", wholeNumber(1))
    .option("--body-limit <bytes>", "largest body that it may send (default: the server's)", wholeNumber(1))
    .action(async ({ keys: file, name, json, requestsPerMinute, adaptersPerMinute, bodyLimit }: AddOptions) => {
      const { addKey } = await import("../../service/keys.js");
      const added = await addKey(file, name, { requestsPerMinute, adaptersPerMinute, bodyBytes: bodyLimit });
      printResult(terminal, json, added, ({ key }) => key);
    });

  withFile(keys.command("list"))
    .description("Tells whose keys there are.")
    .action(async ({ keys: file, json }: Options) => {
      const { readKeys } = await import("../../service/keys.js");
      const listed = (await readKeys(file)).map(({ id, name, created, limits }) => ({ id, name, created, limits }));
      printResult(terminal, json, { keys: listed }, () =>
        table(
          ["id", "name", "created"].map((header) => ({ header })),
          listed.map(({ id, name, created }) => [id, name, created]),
          terminal.width,
        ),
      );
    });

  withFile(keys.command("remove <id>"))
    .description("Removes a key: servers that run forget it at once.")
    .action(async (id: string, { keys: file, json }: Options) => {
      const { removeKey } = await import("../../service/keys.js");
      await removeKey(file, id);
      printResult(terminal, json, { removed: id }, () => `${id} is removed.`);
    });
};
