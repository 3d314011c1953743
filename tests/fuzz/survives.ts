/** @file Runs a reader over damaged files: it reads them, or refuses them with an error that names them. */

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { LoraGenError } from "../../src/errors.js";
import { Random } from "../../src/tensor/random.js";

/** The most that a case may take, in seconds of the processor, and that all may, in bytes. */
const [mostSeconds, mostBytes] = [5, 2 ** 30];
/** What an error may say at most: a file of megabytes is not put into a message. */
const mostText = 2000;

export interface Fuzzing {
  /** Copied; `file` in the copy is damaged, again and again. */
  directory: string;
  file: string;
  cases: number;
  mutate: (random: Random, bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  /** Reads all that is read of the copy when it is used. */
  read: (directory: string) => Promise<unknown>;
}

/** Fails at the first case that ends in another error than one of ours which names the file, or takes too long or too much. */
export async function expectSurvival({ directory, file, cases, mutate, read }: Fuzzing): Promise<void> {
  const copy = await mkdtemp(join(tmpdir(), "lora-gen-fuzz-"));
  const before = process.resourceUsage().maxRSS;
  let refused = 0;
  try {
    await cp(directory, copy, { recursive: true });
    const path = join(copy, file);
    const original = Uint8Array.from(await readFile(path));
    await read(copy);
    for (let n = 0; n < cases; n++) {
      const seed = `${process.env["FAST_CHECK_SEED"] ?? 1} ${file} ${n}`;
      await writeFile(path, await mutate(new Random(seed), original));
      const start = process.cpuUsage();
      const error: unknown = await read(copy).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const { user, system } = process.cpuUsage(start);
      const problem = (user + system) / 1e6 > mostSeconds ? `took ${(user + system) / 1e6} s` : wrong(error, copy);
      if (problem !== undefined) expect.fail(`case "${seed}": ${problem}`);
      if (error !== undefined) refused++;
    }
  } finally {
    await rm(copy, { recursive: true });
  }
  expect(1024 * (process.resourceUsage().maxRSS - before)).toBeLessThan(mostBytes);
  expect(refused).toBeGreaterThan(cases / 10); // else the damage misses what is read
}

/** What is wrong with an error; undefined for one that a reader may throw. */
function wrong(error: unknown, directory: string): string | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof LoraGenError)) return error instanceof Error ? error.stack : "threw what is no error";
  if (!error.message.includes(directory)) return `the error does not name the file: ${error.stack}`;
  return error.message.length > mostText ? `the error is of ${error.message.length} characters` : undefined;
}
