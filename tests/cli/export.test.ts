import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.js";
import { loadAdapter } from "../../src/adapter/peft.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { ExpertPool } from "../../src/methods/lora-gen/expert-pool.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { fakeTerminal } from "./fake-terminal.js";

describe("lora-gen export", () => {
  let pair: TinyPair;
  let adapter: string;
  const at = (name: string): string => join(pair.root, name);
  const loraGen = async (...argv: string[]): Promise<{ code: number; output: string; errors: string }> => {
    const terminal = fakeTerminal({ input: "You are a timer." });
    const code = await runCommandLine(argv, { terminal });
    return { code, output: terminal.stdout, errors: terminal.stderr };
  };
  const exported = async (format: string, output: string, source = adapter): Promise<Record<string, unknown>> => {
    const { code, output: text, errors } = await loraGen("export", source, "-f", format, "-o", output, "--json");
    expect(errors).toBe("");
    expect(code).toBe(0);
    return JSON.parse(text) as Record<string, unknown>;
  };
  beforeAll(async () => {
    pair = await makeTinyPair();
    adapter = at("timer");
    expect((await loraGen("specialize", "-p", "-", "-g", pair.generator, "-o", adapter)).code).toBe(0);
  });
  afterAll(() => rm(pair.root, { recursive: true }));

  test("onnx writes a directory with a card, of an adapter or of a bare model", async () => {
    const made = await exported("onnx", at("onnx"));
    const files = (await readdir(at("onnx"), { recursive: true })).sort();
    expect(files).toEqual(expect.arrayContaining(["README.md", "genai_config.json", "onnx/model.onnx_data"]));
    const sizes = await Promise.all(
      files.filter((f) => f !== "onnx").map(async (f) => (await stat(at(`onnx/${f}`))).size),
    );
    expect(made).toMatchObject({ format: "onnx", dtype: "f32", bytes: sizes.reduce((a, b) => a + b), tensors: 20 });
    expect(await readFile(at("onnx/README.md"), "utf8")).toMatch(/generated from a system prompt and merged/);
    await exported("onnx", at("bare"), pair.edge);
    const weights = (name: string): Promise<Buffer> => readFile(at(`${name}/onnx/model.onnx_data`));
    expect((await weights("bare")).equals(await weights("onnx"))).toBe(false);
  });

  test("hf writes a model that answers as the specialised one", async () => {
    await exported("hf", at("merged"));
    const edge = await EdgeModel.load(pair.edge, { thread: "main" });
    const special = await edge.specialize(await loadAdapter(adapter, edge.config));
    const merged = await EdgeModel.load(at("merged"), { thread: "main" });
    const answer = (model: EdgeModel): Promise<string> => model.complete("in an hour", { maxTokens: 12 });
    expect(await answer(merged)).toBe(await answer(special));
    for (const model of [merged, edge]) await model.dispose();
  });

  test("peft writes the adapter again, with where it came from", async () => {
    await exported("peft", at("peft"));
    expect(await readFile(at("peft/lora_gen.json"), "utf8")).toBe(
      await readFile(join(adapter, "lora_gen.json"), "utf8"),
    );
    const edge = await EdgeModel.load(pair.edge, { thread: "main" });
    expect(await loadAdapter(at("peft"), edge.config)).toEqual(await loadAdapter(adapter, edge.config));
    await edge.dispose();
  });

  test("gates writes what becomes the adapter again", async () => {
    expect(await exported("gates", at("timer.gates"))).toMatchObject({ tensors: 1 });
    const pool = await ExpertPool.load(pair.generator, { thread: "main" });
    expect((await pool.read(at("timer.gates"))).rank).toBe(2);
    await pool.dispose();
  });

  test("gates of an adapter that no generator made are wrong usage, and say why", async () => {
    const { code, errors } = await loraGen("export", pair.lora, "-f", "gates", "-o", at("lora.gates"));
    expect(code).toBe(2);
    expect(errors).toMatch(/this one has no lora_gen.json/);
  });
});
