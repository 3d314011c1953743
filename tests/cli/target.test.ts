import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { checkTarget } from "../../src/cli/target.js";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "lora-gen-target-")));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true });
});

async function directory(...files: string[]): Promise<string> {
  const path = join(root, files.join("-") || "empty");
  await mkdir(path);
  for (const file of files) await writeFile(join(path, file), "");
  return path;
}

test.each(["adapter_config.json", "config.json", "generator.json", "method.json", "model.gguf"])(
  "a directory of %s is replaced by force alone",
  async (file) => {
    const path = await directory(file);
    await expect(checkTarget(path)).rejects.toThrow("exists; --force replaces it");
    await checkTarget(path, true);
  },
);

test("files of anything else are never replaced, nor several GGUF files for one", async () => {
  for (const path of [await directory("notes.txt"), await directory("a.gguf", "b.gguf")])
    await expect(checkTarget(path, true)).rejects.toThrow("neither an adapter nor a model");
});

test("an empty directory may be where the program runs; one that holds a model can't be put aside there", async () => {
  const [empty, full] = [await directory(), await directory("config.json")];
  const here = vi.spyOn(process, "cwd");
  here.mockReturnValue(empty);
  await checkTarget(empty);
  here.mockReturnValue(full);
  await expect(checkTarget(full, true)).rejects.toThrow("is in use; empty it, or give another directory");
});
