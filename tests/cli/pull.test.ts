import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.js";
import { filesOf, sha256, startHub, type FakeHub } from "../hub/server.js";
import { fakeTerminal } from "./fake-terminal.js";
import { loraGen, start } from "./program.js";

// Seconds each where the machine is idle.
vi.setConfig({ testTimeout: 300_000 });

const commit = "0123456789abcdef0123456789abcdef01234567";
const weights = Uint8Array.from({ length: 300_000 }, (_, i) => i * 7);
let hub: FakeHub;
let root: string;
let snapshot: string;
let blobs: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-gen-pull-"));
  const files = { ...filesOf("tests/golden/architectures/llama"), "model.safetensors": weights, "model.gguf": weights };
  hub = await startHub({ "org/llama": { commit, files, revisions: ["v1"] } });
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  vi.stubEnv("HF_HOME", root);
  for (const name of ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_TOKEN", "HF_HUB_OFFLINE"]) vi.stubEnv(name, "");
  const repository = join(root, "hub", "models--org--llama");
  [snapshot, blobs] = [join(repository, "snapshots", commit), join(repository, "blobs")];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  await rm(root, { recursive: true });
});

const files = ["config.json", "generation_config.json", "model.safetensors"];

test("prints where the files are, and nothing else in a pipe", async () => {
  expect(await loraGen(["pull", "org/llama"])).toEqual({ code: 0, stdout: `${snapshot}\n`, stderr: "" });
  expect((await readdir(snapshot)).sort()).toEqual(files);
});

test("copies them where it is told, and says all as JSON", async () => {
  const output = join(root, "model");
  const terminal = fakeTerminal();
  const argv = ["pull", "org/llama@v1", "--output", output, "--json"];
  expect(await runCommandLine(argv, { terminal })).toBe(0);
  expect(JSON.parse(terminal.stdout)).toEqual({ path: output, snapshot, commit, files });
  expect(sha256(await readFile(join(output, "model.safetensors")))).toBe(sha256(weights));
  expect((await readdir(root)).sort()).toEqual(["hub", "model"]);
  expect(await runCommandLine(argv, { terminal })).toBe(1);
  expect(await runCommandLine([...argv, "--force"], { terminal })).toBe(0);
});

test("one file is copied under its name, and replaced by force", async () => {
  const output = join(root, "file");
  const argv = ["pull", "org/llama/model.gguf", "--output", output];
  const terminal = fakeTerminal();
  expect(await runCommandLine(argv, { terminal })).toBe(0);
  expect(await runCommandLine([...argv, "--force"], { terminal })).toBe(0);
  expect(terminal.stdout).toBe(`${join(output, "model.gguf")}\n`.repeat(2));
  expect(await readdir(output)).toEqual(["model.gguf"]);
});

test("tells wrong usage from what the Hub refuses", async () => {
  const terminal = fakeTerminal();
  expect(await runCommandLine(["pull", "llama"], { terminal })).toBe(2);
  expect(await runCommandLine(["pull", "org/llama@v1", "--revision", "v1"], { terminal })).toBe(2);
  expect(await runCommandLine(["pull", "org/none"], { terminal })).toBe(1);
  expect(terminal.stderr).toMatch(
    /"llama" is no repository.*\n(?:.*\n)?the revision is given twice.*\norg\/none: is neither here/,
  );
});

test.each([
  ["SIGINT", 130, /\.free\.incomplete$/],
  ["SIGKILL", null, /\.[0-9a-f]{8}-\d+-[0-9a-f]{6}\.incomplete$/],
] as const)("%s leaves a part that the next pull resumes", async (signal, code, part) => {
  hub.troubles.push({ at: "model.safetensors", times: 1, hangAfter: 100_000 });
  const { child, done } = start(["pull", "org/llama"]);
  await vi.waitFor(async () => expect((await readdir(blobs)).length).toBe(3), { timeout: 60_000, interval: 100 });
  await new Promise((resolve) => setTimeout(resolve, 500));
  child.kill(signal);
  expect(await done).toMatchObject({ code, stdout: "", stderr: "" });
  expect((await readdir(blobs)).filter((name) => name.startsWith(sha256(weights)))).toEqual([
    expect.stringMatching(part),
  ]);
  expect(await loraGen(["pull", "org/llama"])).toMatchObject({ code: 0 });
  expect(hub.requests.at(-1)!.range).toMatch(/^bytes=[1-9]\d*-299999$/);
  expect(sha256(await readFile(join(snapshot, "model.safetensors")))).toBe(sha256(weights));
  expect(await readdir(blobs)).toHaveLength(3);
});

test("two processes at once both end with the files, downloaded once", async () => {
  const both = await Promise.all([loraGen(["pull", "org/llama"]), loraGen(["pull", "org/llama"])]);
  for (const outcome of both) expect(outcome).toEqual({ code: 0, stdout: `${snapshot}\n`, stderr: "" });
  expect(sha256(await readFile(join(snapshot, "model.safetensors")))).toBe(sha256(weights));
  expect(await readdir(blobs)).toHaveLength(3);
});

test("what a command pulls on its way has a bar, too, and stops on an interrupt", async () => {
  hub.repositories["org/edge"] = { commit, files: filesOf("tests/golden/architectures/llama") };
  const stopped = fakeTerminal({ interactive: true });
  const signal = AbortSignal.abort();
  expect(await runCommandLine(["inspect", "org/edge"], { terminal: stopped, signal })).toBe(130);
  expect(stopped.stdout + stopped.stderr).toBe("");
  const terminal = fakeTerminal({ interactive: true });
  expect(await runCommandLine(["inspect", "org/edge"], { terminal })).toBe(0);
  expect(terminal.stderr).toContain("org/edge  ████");
});

test("a bar is drawn on a terminal", async () => {
  const terminal = fakeTerminal({ interactive: true });
  expect(await runCommandLine(["pull", "org/llama"], { terminal })).toBe(0);
  expect(terminal.stderr).toContain("org/llama");
});
