import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { startChild } from "../../bench/child.js";
import type { StepReply } from "../../bench/training-step.js";
import { golden } from "../golden.js";
import { python, pythonWith } from "./python.js";

const torch = pythonWith("the bench's training step in PyTorch", ["torch", "transformers"]);

describe.skipIf(!torch.found)(torch.title, () => {
  test("takes the steps that it is asked for, and tells its memory", async () => {
    const request = {
      model: golden("architectures/llama"),
      threads: 1,
      sizes: { prompt: 12, queries: 2, tokens: 8, answer: 3 },
    };
    const script = fileURLToPath(new URL("../../bench/peers/train_step.py", import.meta.url));
    const child = startChild(python, [script, JSON.stringify(request)]);
    const { seconds, peakMb } = await child.ask<StepReply>(2);
    await child.end();
    expect(seconds).toHaveLength(2);
    expect(Math.min(...seconds)).toBeGreaterThan(0);
    expect(peakMb).toBeGreaterThan(50);
  });
});

test("a process that ends before it answers tells why", async () => {
  const child = startChild(process.execPath, ["--eval", "throw new Error('nothing to say')"]);
  await expect(child.ask(1)).rejects.toThrow("nothing to say");
});
