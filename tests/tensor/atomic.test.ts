import { watch } from "node:fs";
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FileError } from "../../src/errors.js";
import { writeAtomic, writeDirectoryAtomic, writeFileAtomic, writeFilesAtomic } from "../../src/tensor/atomic.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "lora-gen-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("a file replaces the one before it, and nothing else is left", async () => {
  const file = path.join(directory, "deep/file.txt");
  await writeFileAtomic(file, "one");
  await writeFileAtomic(file, new TextEncoder().encode("two"));
  expect(await readFile(file, "utf8")).toBe("two");
  expect(await readdir(path.dirname(file))).toEqual(["file.txt"]);
});

test("a write that fails leaves the file as it was", async () => {
  const file = path.join(directory, "file.txt");
  await writeFileAtomic(file, "whole");
  const write = writeAtomic(file, async (handle) => {
    await handle.writeFile("ha");
    throw new Error("out of ideas");
  });
  await expect(write).rejects.toThrow(new Error("out of ideas"));
  expect(await readFile(file, "utf8")).toBe("whole");
  expect(await readdir(directory)).toEqual(["file.txt"]);
});

test("an output that can't be written is one FileError that names it", async () => {
  await writeFile(path.join(directory, "file"), "");
  const below = path.join(directory, "file/below");
  const reason = "can't be written: a part of the path is a file, not a directory";
  await expect(writeFileAtomic(below, "")).rejects.toThrow(new FileError(below, reason));
  await expect(writeDirectoryAtomic(below, async () => {})).rejects.toThrow(new FileError(below, reason));
  await expect(writeFileAtomic(directory, "")).rejects.toThrow(
    new FileError(directory, "can't be written: is a directory, expected a file"),
  );
  expect(await readdir(directory)).toEqual(["file"]);
});

test("a directory is replaced as a whole", async () => {
  const target = path.join(directory, "adapter");
  await mkdir(target);
  await writeFile(path.join(target, "stale"), "");
  await writeDirectoryAtomic(target, (temporary) => writeFile(path.join(temporary, "fresh"), "1"));
  expect(await readdir(target)).toEqual(["fresh"]);
  expect(await readdir(directory)).toEqual(["adapter"]);
});

test("an empty directory is filled where it is, and what tells that it is whole comes last", async () => {
  const target = path.join(directory, "mounted");
  await mkdir(target);
  const { ino } = await stat(target);
  const names = ["config.json", "model.safetensors", "tokenizer.json"];
  const seen: string[] = [];
  const watcher = watch(target, (_, name) => {
    if (name && names.includes(name)) seen.push(name);
  });
  await writeDirectoryAtomic(target, async (temporary) => {
    for (const name of names) await writeFile(path.join(temporary, name), "{}");
  });
  await vi.waitFor(() => expect(new Set(seen).size).toBe(3));
  watcher.close();
  expect(seen.at(-1)).toBe("config.json");
  expect((await stat(target)).ino).toBe(ino);
  expect((await readdir(target)).sort()).toEqual(names);
});

test("an empty directory that can't be filled stays empty", async () => {
  const target = path.join(directory, "mounted");
  await mkdir(target);
  const failed = writeDirectoryAtomic(target, async (temporary) => {
    await writeFile(path.join(temporary, "half"), "");
    throw new Error("no more");
  });
  await expect(failed).rejects.toThrow(new Error("no more"));
  expect(await readdir(target)).toEqual([]);
});

test("of several files all are written, or none", async () => {
  const [one, two] = [path.join(directory, "one"), path.join(directory, "two")];
  await writeFile(one, "old");
  await mkdir(two);
  const content = () => "new";
  const files = [one, two].map((file) => ({ file, content }));
  await expect(writeFilesAtomic(files)).rejects.toThrow(
    new FileError(two, "can't be written: is a directory, expected a file"),
  );
  expect(await readFile(one, "utf8")).toBe("old");
  expect((await readdir(directory)).sort()).toEqual(["one", "two"]);
  await rm(two, { recursive: true });
  await writeFilesAtomic(files);
  expect(await readFile(one, "utf8")).toBe("new");
  expect(await readFile(two, "utf8")).toBe("new");
});

test("none of several files is in its place before all are on the disk", async () => {
  const [one, two] = [path.join(directory, "one"), path.join(directory, "two")];
  const all = async (second: () => string): Promise<void> =>
    writeFilesAtomic([
      { file: one, content: () => "new" },
      { file: two, content: second },
    ]);
  await all(() => "old");
  const failing = all(() => {
    throw new Error("no content");
  });
  await expect(failing).rejects.toThrow(new Error("no content"));
  const handle = await open(one);
  const synced = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, "sync");
  await handle.close();
  const full = Object.assign(new Error("full"), { code: "ENOSPC", syscall: "fsync" });
  synced.mockResolvedValueOnce().mockRejectedValueOnce(full);
  await expect(all(() => "new")).rejects.toThrow(new FileError(two, "can't be written: no space left on the device"));
  synced.mockRestore();
  expect(await readFile(two, "utf8")).toBe("old");
  expect((await readdir(directory)).sort()).toEqual(["one", "two"]);
});

test("a directory that can't be filled leaves the one before it", async () => {
  const target = path.join(directory, "adapter");
  await writeDirectoryAtomic(target, (temporary) => writeFile(path.join(temporary, "good"), "1"));
  const failed = writeDirectoryAtomic(target, async (temporary) => {
    await writeFile(path.join(temporary, "half"), "");
    throw new Error("no more");
  });
  await expect(failed).rejects.toThrow(new Error("no more"));
  expect(await readdir(target)).toEqual(["good"]);
  expect(await readdir(directory)).toEqual(["adapter"]);
});
