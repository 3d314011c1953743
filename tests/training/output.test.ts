import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareOutput } from "../../src/training/output.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "lora-gen-output-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** What a run leaves that was killed while it wrote a checkpoint, and a file of its owner's. */
async function killedRun(): Promise<void> {
  await mkdir(join(directory, "checkpoints", "step-0000010"), { recursive: true });
  await mkdir(join(directory, "checkpoints", "step-0000020.partial-123-abcdef"));
  await mkdir(join(directory, "best"));
  await writeFile(join(directory, "metrics.jsonl"), "");
  await writeFile(join(directory, "notes.txt"), "");
}

const everything = async (): Promise<string[]> => (await readdir(directory, { recursive: true })).sort();

test("a directory that holds a run is refused, and stays as it is", async () => {
  await killedRun();
  const before = await everything();
  await expect(prepareOutput(directory, {})).rejects.toThrow(`${directory}: holds a run already`);
  expect(await everything()).toEqual(before);
});

test("resuming keeps the run, without what was half written", async () => {
  await killedRun();
  await prepareOutput(directory, { resume: true });
  expect(await everything()).toEqual(["best", "checkpoints", "checkpoints/step-0000010", "metrics.jsonl", "notes.txt"]);
});

test("resuming puts back what was being replaced when the run was killed", async () => {
  await mkdir(join(directory, "best"));
  await mkdir(join(directory, "best.old-123-abcdef"));
  await mkdir(join(directory, "last.old-123-abcdef"));
  await mkdir(join(directory, "last.partial-123-abcdef"));
  await prepareOutput(directory, { resume: true });
  expect(await everything()).toEqual(["best", "last"]);
});

test("starting anew drops the run, and nothing else", async () => {
  await killedRun();
  await prepareOutput(directory, { overwrite: true });
  expect(await everything()).toEqual(["notes.txt"]);
});

test("a directory without a run is taken, or made", async () => {
  await writeFile(join(directory, "notes.txt"), "");
  await prepareOutput(directory, {});
  await prepareOutput(join(directory, "a", "b"), {});
  expect(await everything()).toEqual(["a", "a/b", "notes.txt"]);
});
