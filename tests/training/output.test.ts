import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withOutput } from "../../src/training/output.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "lora-gen-output-"));
});
const prepare = (output: string, options: object): Promise<void> => withOutput(output, options, async () => {});
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
  await expect(prepare(directory, {})).rejects.toThrow(`${directory}: holds a run already`);
  expect(await everything()).toEqual(before);
});

test("resuming keeps the run, without what was half written", async () => {
  await killedRun();
  await prepare(directory, { resume: true });
  expect(await everything()).toEqual(["best", "checkpoints", "checkpoints/step-0000010", "metrics.jsonl", "notes.txt"]);
});

test("resuming puts back what was being replaced when the run was killed", async () => {
  await mkdir(join(directory, "best"));
  await mkdir(join(directory, "best.old-123-abcdef"));
  await mkdir(join(directory, "last.old-123-abcdef"));
  await mkdir(join(directory, "last.partial-123-abcdef"));
  await prepare(directory, { resume: true });
  expect(await everything()).toEqual(["best", "last"]);
});

test("starting anew drops the run, and nothing else", async () => {
  await killedRun();
  await prepare(directory, { overwrite: true });
  expect(await everything()).toEqual(["notes.txt"]);
});

test("a directory without a run is taken, or made", async () => {
  await writeFile(join(directory, "notes.txt"), "");
  await prepare(directory, {});
  await prepare(join(directory, "a", "b"), {});
  expect(await everything()).toEqual(["a", "a/b", "notes.txt"]);
});

test("a directory in which a process trains is refused, whatever is asked for, and is free at its end, also a bad one", async () => {
  const failing = withOutput(directory, {}, async () => {
    expect(await everything()).toEqual(["run.lock"]);
    for (const options of [{}, { resume: true }, { overwrite: true }])
      await expect(prepare(directory, options)).rejects.toThrow(`${directory}: process ${process.pid} trains here`);
    throw new Error("the end");
  });
  await expect(failing).rejects.toThrow("the end");
  await prepare(directory, {});
  expect(await everything()).toEqual([]);
});

test("another process's lock holds while that lives, and is taken over when it is gone", async () => {
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  await writeFile(join(directory, "run.lock"), `${other.pid}\n`);
  await expect(prepare(directory, { resume: true })).rejects.toThrow(`process ${other.pid} trains here`);
  expect(await everything()).toEqual(["run.lock"]);
  other.kill("SIGKILL");
  await once(other, "close");
  await prepare(directory, { resume: true });
  expect(await everything()).toEqual([]);
});

test("a lock that is being written is waited for, and one that stays empty is taken over", async () => {
  const file = join(directory, "run.lock");
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  await writeFile(file, "");
  const refused = prepare(directory, { resume: true });
  await writeFile(file, `${other.pid}\n`);
  await expect(refused).rejects.toThrow(`process ${other.pid} trains here`);
  other.kill();
  await writeFile(file, "");
  await prepare(directory, {});
  expect(await everything()).toEqual([]);
});

test("of several that find a lock left behind, one gets it; none removes another's at its end", async () => {
  await writeFile(join(directory, "run.lock"), `${process.pid}\n`);
  let running = 0;
  const one = () =>
    withOutput(directory, {}, async () => {
      expect(++running).toBe(1);
      await setTimeout(50);
      running--;
    });
  const ends = await Promise.allSettled([one(), one(), one()]);
  expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  await withOutput(directory, {}, () => writeFile(join(directory, "run.lock"), "1\n"));
  expect(await everything()).toEqual(["run.lock"]);
});

test("a lock with this process's id that it does not hold is a former process's", async () => {
  await writeFile(join(directory, "run.lock"), `${process.pid}\n`);
  await prepare(directory, {});
  expect(await everything()).toEqual([]);
});

test.runIf(process.platform === "linux")(
  "a process that has ended, and that no one has asked after, holds nothing",
  async () => {
    // What the shell becomes does not know of its child.
    const parent = spawn("sh", ["-c", "sleep 1 & echo $!; exec sleep 60"]);
    const [pid] = (await once(parent.stdout, "data")) as [Buffer];
    await writeFile(join(directory, "run.lock"), pid);
    await vi.waitFor(() => prepare(directory, { resume: true }), { timeout: 20_000 });
    expect(process.kill(Number(pid), 0)).toBe(true);
    expect(await everything()).toEqual([]);
    parent.kill();
  },
);
