import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startServing, type Serving } from "../service/serving.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { python, pythonWith } from "./python.js";

const suite = pythonWith("schemathesis", ["schemathesis"]);
vi.setConfig({ testTimeout: 600_000 });

describe.skipIf(!suite.found)(suite.title, () => {
  let [pair, serving, root]: [TinyPair, Serving, string] = [] as never;
  beforeAll(async () => {
    pair = await makeTinyPair();
    serving = await startServing({ generator: pair.generator });
    root = await mkdtemp(join(tmpdir(), "lora-gen-schemathesis-"));
  });
  afterAll(async () => {
    await serving.stop();
    for (const directory of [pair.root, root]) await rm(directory, { recursive: true });
  });

  test("finds no answer that /openapi.json does not tell of, and no request that breaks the server", async () => {
    const options = {
      phases: "coverage,fuzzing",
      "max-examples": "4",
      "request-timeout": "60",
      // What a schema can't say: a tool that is chosen is one of `tools`, there is a prompt or a tool, a JSON schema is a simple one.
      "exclude-checks": "positive_data_acceptance",
    };
    const argv = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(
      python,
      [
        ...["-m", "schemathesis.cli", "run", `${serving.url}/openapi.json`],
        ...["--generation-deterministic", "--continue-on-failure", ...argv],
      ],
      { cwd: root, env: { ...process.env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] },
    );
    let told = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (told += String(chunk)));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(code, told).toBe(0);
    expect(told).toMatch(/Tested: 11\b/);
  });
});
