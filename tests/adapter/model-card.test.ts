import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { modelCard } from "../../src/adapter/model-card.js";
import { configOf, randomAdapter } from "./adapters.js";

const adapter = randomAdapter(configOf("llama"), ["up", "down"], 4, 0.5);
const provenance = {
  generator: "a".repeat(64),
  edge: "b".repeat(64),
  prompt: "c".repeat(64),
  promptTokens: 12,
};

const front = (card: string): unknown => parse(/^---\n([\s\S]*?)\n---\n/.exec(card)![1]!);

describe("a model card", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "lora-gen-card-"));
    await mkdir(join(root, "tiny"));
    await writeFile(join(root, "tiny/README.md"), "---\nlicense: apache-2.0\n---\n# Tiny\n");
  });
  afterAll(() => rm(root, { recursive: true }));

  test("has the front matter of the Hub, with the base's licence", async () => {
    const card = await modelCard({ kind: "adapter", base: join(root, "tiny"), adapter, provenance });
    expect(front(card)).toEqual({
      license: "apache-2.0",
      library_name: "peft",
      pipeline_tag: "text-generation",
      tags: ["lora-gen", "lora"],
    });
  });

  test("says what made it, and no path of this machine", async () => {
    const card = await modelCard({ kind: "adapter", base: join(root, "tiny"), adapter, provenance });
    for (const hash of [provenance.generator, provenance.edge, provenance.prompt]) expect(card).toContain(hash);
    expect(card).toContain("rank 4, scale 0.5, on `up`, `down` of 3 layers");
    expect(card).toMatch(/lora-gen \d+\.\d+\.\d+/);
    expect(card).toContain('from_pretrained("tiny")');
    expect(card).not.toContain(root);
  });

  test("tells the prompt only if it is given, in a fence that the prompt can't close", async () => {
    const base = join(root, "tiny");
    const prompt = "Answer in\n```json\n{}\n```";
    expect(await modelCard({ kind: "model", base, adapter, provenance })).not.toContain("System prompt\n\n");
    expect(await modelCard({ kind: "model", base, adapter, provenance, prompt })).toContain(
      `\`\`\`\`text\n${prompt}\n\`\`\`\``,
    );
  });

  test("names the program that loads what it is about", async () => {
    const cards = await Promise.all(
      (["adapter", "model", "onnx"] as const).map((kind) => modelCard({ kind, base: join(root, "tiny"), adapter })),
    );
    expect(cards.map((card) => (front(card) as { library_name: string }).library_name)).toEqual([
      "peft",
      "transformers",
      "transformers.js",
    ]);
    expect(cards.map((card) => card.includes("merged into its weights"))).toEqual([false, true, true]);
    expect(cards.join()).not.toContain("undefined");
  });
});
