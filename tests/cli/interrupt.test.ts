import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { fakeTerminal } from "./fake-terminal.js";
import { start } from "./program.js";

vi.setConfig({ testTimeout: 300_000 });

let pair: TinyPair;
let scratch: string;
let prompt: string;
beforeAll(async () => {
  pair = await makeTinyPair();
  scratch = await mkdtemp(join(tmpdir(), "lora-gen-interrupt-"));
  prompt = join(pair.root, "prompt.txt");
  await writeFile(prompt, "Be brief.");
});
afterAll(async () => {
  await rm(pair.root, { recursive: true });
  await rm(scratch, { recursive: true });
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends a command that waits for its input", async (signal) => {
  const { child, done } = start(["run", "-g", pair.generator], null);
  // More than a pipe holds is gone when it reads.
  child.stdin.write("x".repeat(1_000_000), () => child.kill(signal));
  expect(await done).toEqual({ code: 130, stdout: "", stderr: "" });
});

test("an interrupt leaves nothing behind of what was to be written", async () => {
  const at = (name: string): string => join(scratch, name);
  const g = ["-g", pair.generator];
  const commands = [
    ["specialize", "-p", prompt, "-o", at("adapter"), ...g],
    ["specialize", "-p", prompt, "-o", at("model"), "--merged", ...g],
    ["export", pair.lora, "-f", "hf", "-o", at("hf"), "-b", pair.edge],
    ["export", pair.edge, "-f", "gguf", "-o", at("model.gguf")],
    ["init", "-c", pair.cloud, "-e", pair.edge, "-o", at("generator"), "--rank", "4"],
    ["inspect", pair.edge],
  ];
  for (const argv of commands) {
    const terminal = fakeTerminal();
    expect(await runCommandLine(argv, { terminal, signal: AbortSignal.abort() }), argv.join(" ")).toBe(130);
    expect(terminal.stdout + terminal.stderr).toBe("");
  }
  expect(await readdir(scratch)).toEqual([]);
});

test("an interrupt that comes too late to cut anything short is none", async () => {
  const terminal = fakeTerminal();
  const argv = ["inspect", pair.lora, "--json"];
  expect(await runCommandLine(argv, { terminal, signal: AbortSignal.abort() })).toBe(0);
  expect(JSON.parse(terminal.stdout)).toMatchObject({ kind: "adapter" });
});

test("a conversation that is ended answers no line more", async () => {
  const terminal = fakeTerminal({ input: "to Paris\nto Rome" });
  const argv = ["chat", "-g", pair.generator, "--json", "-n", "6"];
  expect(await runCommandLine(argv, { terminal, signal: AbortSignal.abort() })).toBe(130);
  expect(terminal.stdout).toBe("");
});

test("a worker that waits for Redis ends with 0 when it is told to", async () => {
  const nowhere = join(pair.root, "socket");
  const argv = ["worker", "-g", pair.generator, "--store", join(pair.root, "store"), "--redis", nowhere];
  const { child, done } = start(argv);
  child.stderr.on("data", (chunk) => {
    // A second one would get no say from the program.
    if (!child.killed && String(chunk).includes("ENOENT")) child.kill("SIGTERM");
  });
  const { code, stdout, stderr } = await done;
  expect([code, stdout]).toEqual([0, ""]);
  expect(stderr).toContain('"msg":"stopped"');
});
