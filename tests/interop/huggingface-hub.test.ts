import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pull } from "../../src/hub/pull.js";
import { filesOf, startHub, type FakeHub } from "../hub/server.js";
import { python, pythonWith } from "./python.js";

const suite = pythonWith("huggingface_hub in Python", ["huggingface_hub"]);

describe.skipIf(!suite.found)(suite.title, () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  let hub: FakeHub;
  let cache: string;
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), "lora-gen-hub-"));
    hub = await startHub({ "org/llama": { commit, files: filesOf("tests/golden/architectures/llama") } });
  });
  afterEach(async () => {
    await hub.close();
    await rm(cache, { recursive: true });
  });

  const settings = (offline: boolean) => ({ endpoint: hub.endpoint, cache, offline });
  /** The path that Python gives for a file of the repository. */
  async function download(file: string, offline: boolean): Promise<string> {
    const code = `from huggingface_hub import hf_hub_download; print(hf_hub_download("org/llama", "${file}"))`;
    const env = {
      ...process.env,
      HF_ENDPOINT: hub.endpoint,
      HF_HUB_CACHE: cache,
      HF_HUB_OFFLINE: offline ? "1" : "0",
      HF_HUB_DISABLE_XET: "1",
    };
    return (await promisify(execFile)(python, ["-c", code], { env })).stdout.trim();
  }

  test("finds what we have pulled", async () => {
    const { path } = await pull({ name: "org/llama" }, { settings: settings(false) });
    for (const file of ["config.json", "model.safetensors"]) expect(await download(file, true)).toBe(join(path, file));
  });

  test("pulls what we find", async () => {
    for (const file of ["config.json", "model.safetensors"]) await download(file, false);
    const { path, files } = await pull({ name: "org/llama" }, { settings: settings(true) });
    expect(files).toEqual(["config.json", "model.safetensors"]);
    hub.requests.length = 0;
    await pull({ name: "org/llama" }, { settings: settings(false) });
    expect(hub.requests.filter(({ url }) => url.includes("model.safetensors"))).toEqual([]);
    expect(path).toBe(join(cache, "models--org--llama", "snapshots", commit));
  });
});
