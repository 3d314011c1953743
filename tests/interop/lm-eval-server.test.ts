import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { shippedEdge, startServing, type Serving } from "../service/serving.js";
import { python, pythonWith } from "./python.js";

const suite = pythonWith("lm-evaluation-harness on the server", ["lm_eval", "torch", "transformers", "tenacity"]);
const script = fileURLToPath(new URL("lm_eval_server.py", import.meta.url));
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

interface Side {
  logLikelihoods: [number, boolean][];
  rolling: number[];
  written: string[];
}

describe.skipIf(!suite.found)(suite.title, () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await startServing();
  });
  afterAll(() => serving.stop());

  test("local-completions has the numbers and texts that the harness computes itself", async () => {
    const { stdout } = await promisify(execFile)(python, [script, serving.url, shippedEdge]);
    const { server, own } = JSON.parse(stdout) as Record<"server" | "own", Side>;
    const values = (side: Side): Float32Array =>
      Float32Array.from([...side.logLikelihoods.map(([value]) => value), ...side.rolling]);
    expect(values(server)).toBeAllclose(values(own), { atol: 1e-3, rtol: 1e-5 });
    expect(server.logLikelihoods.map(([, greedy]) => greedy)).toEqual(own.logLikelihoods.map(([, greedy]) => greedy));
    expect(server.written).toEqual(own.written);
  });
});
