import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saveOnnxModel } from "../../src/adapter/onnx-model.js";
import { LanguageModel } from "../../src/lm/language-model.js";
import { goldenModel } from "../lm/onnx-base.js";
import { shippedEdge } from "../service/serving.js";
import { python, pythonWith } from "./python.js";

const suite = pythonWith("ONNX Runtime GenAI", ["onnxruntime_genai"]);
const script = fileURLToPath(new URL("genai_tokens.py", import.meta.url));

describe.skipIf(!suite.found)(suite.title, () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "lora-gen-genai-"));
  });
  afterAll(() => rm(root, { recursive: true }));

  /** Greedy tokens behind `ids`: ours, and GenAI's from the ONNX directory (which keep the end token). */
  async function both(base: string, directory: string, ids: readonly number[]): Promise<[number[], number[]]> {
    await saveOnnxModel(directory, base);
    const model = await LanguageModel.load(base, { thread: "main" });
    const ours: number[] = [];
    for await (const id of model.tokens(ids, { maxTokens: 16 })) ours.push(id);
    const { eosIds } = model.tokenizer;
    await model.dispose();
    const text = execFileSync(python, [script, directory, "16", ...ids.map(String)], { encoding: "utf8" });
    const theirs = (JSON.parse(text.trim().split("\n").at(-1)!) as number[]).filter((id) => !eosIds.includes(id));
    return [ours, theirs];
  }

  test.each(["llama", "llama3", "qwen2", "gemma", "opt"])(
    "goes on from a prompt as we do (%s)",
    { timeout: 120_000 },
    async (name) => {
      const [ours, theirs] = await both(await goldenModel(name, root), join(root, `${name}-onnx`), [5, 17, 40, 3, 66]);
      expect(theirs).toEqual(ours);
      expect(ours.length).toBeGreaterThan(0);
    },
  );

  test("answers as the nano edge model does", { timeout: 120_000 }, async () => {
    const [ours, theirs] = await both(
      shippedEdge,
      join(root, "nano"),
      [3, 1157, 2183, 2173, 2222, 63, 56, 53, 2326, 1, 4],
    );
    expect(theirs).toEqual(ours);
    expect(ours.length).toBeGreaterThan(4);
  });
});
