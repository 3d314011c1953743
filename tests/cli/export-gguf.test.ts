import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.js";
import { openGguf } from "../../src/tensor/gguf-file.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { fakeTerminal } from "./fake-terminal.js";

vi.setConfig({ testTimeout: 300_000 });

let pair: TinyPair;
beforeAll(async () => {
  pair = await makeTinyPair();
});
afterAll(() => rm(pair.root, { recursive: true }));

async function run(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const terminal = fakeTerminal();
  const code = await runCommandLine(["export", "--generator", pair.generator, ...argv], { terminal });
  return { code, stdout: terminal.stdout, stderr: terminal.stderr };
}

test("writes an adapter, and a model with it merged, for llama.cpp", async () => {
  const directory = await mkdtemp(join(tmpdir(), "lora-gen-export-"));
  const [lora, model] = [join(directory, "lora.gguf"), join(directory, "deep", "model.gguf")];
  const first = await run(pair.lora, "--format", "gguf-lora", "--output", lora);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toContain("lora.gguf: the adapter alone, for llama.cpp's --lora");
  const second = await run(pair.lora, "--format", "gguf", "--dtype", "q8_0", "--output", model, "--json");
  const result = JSON.parse(second.stdout) as Record<string, unknown>;
  expect(result).toMatchObject({ output: model, format: "gguf", dtype: "q8_0", base: pair.edge, tensors: 20 });
  expect(result["bytes"]).toBe((await readFile(model)).length);
  const file = await openGguf(model);
  expect(file.metadata.get("general.name")).toBe("lora");
  expect((await file.readStored("blk.1.ffn_up.weight")).type.name).toBe("Q8_0");
  await file.close();
  await rm(directory, { recursive: true });
});

test("replaces nothing unless told", async () => {
  const file = join(pair.root, "precious.gguf");
  await writeFile(file, "precious");
  const refused = await run(pair.edge, "--format", "gguf", "--output", file);
  expect(refused).toMatchObject({ code: 1, stdout: "", stderr: `${file}: exists; --force replaces it\n` });
  expect(await readFile(file, "utf8")).toBe("precious");
  expect((await run(pair.edge, "--format", "gguf", "--output", file, "--force")).code).toBe(0);
  expect((await readFile(file)).subarray(0, 4).toString()).toBe("GGUF");
  const directory = await run(pair.edge, "--format", "gguf", "--output", pair.edge, "--force");
  expect(directory).toMatchObject({ code: 1, stderr: `${pair.edge}: is a directory; give the name of a file\n` });
});

test.each<[string, (p: TinyPair) => string[], number, RegExp]>([
  ["a model as an adapter", (p) => [p.edge, "-f", "gguf-lora"], 2, /gguf-lora is a format of adapters; .*edge has no/],
  ["a base for a model", (p) => [p.edge, "-f", "gguf", "--base", p.edge], 2, /--base is for adapters; .*edge has no/],
  [
    "another precision",
    (p) => [p.lora, "-f", "gguf-lora", "--dtype", "q4_0"],
    2,
    /--dtype q4_0: gguf-lora is written in one of f16, f32/,
  ],
  ["another format", (p) => [p.lora, "-f", "gptq"], 2, /argument 'gptq' is invalid. Allowed choices are .*gguf/],
  ["nothing that is there", (p) => [join(p.root, "none"), "-f", "gguf"], 1, /none: no such file or directory/],
  ["a base that is not there", (p) => [p.lora, "-f", "gguf", "-b", join(p.root, "none")], 1, /none: no such file/],
])("%s is refused in a line", async (_, argv, code, message) => {
  const output = join(pair.root, "refused.gguf");
  const outcome = await run(...argv(pair), "--output", output);
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr).toMatch(message);
  await expect(readFile(output)).rejects.toThrow("ENOENT");
});
