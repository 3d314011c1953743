import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { crossEntropy, input } from "../../src/graph/index.js";
import { parseConfig } from "../../src/lm/config.js";
import { decode, embed, logits } from "../../src/lm/decoder.js";
import { Weights, weightShapes } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import { f32, i64 } from "../../src/tensor/host-tensor.js";
import { golden, readGolden } from "../golden.js";

test.each(["llama", "llama3", "qwen2", "gemma", "opt"])("%s has the logits and the loss of Hugging Face", async (name) => {
  const config = parseConfig(JSON.parse(readFileSync(golden(`architectures/${name}/config.json`), "utf8")), name);
  const model = await readGolden(`architectures/${name}/model.safetensors`);
  const expected = await readGolden(`architectures/${name}/expected.safetensors`);
  const ids = expected["input_ids"]!;

  const weights = new Weights();
  const inputs = input("ids", ["rows", "tokens"], "i64");
  const { hidden } = decode(config, weights, embed(config, weights, inputs));
  const out = logits(config, weights, hidden);
  const targets = input("targets", ["rows", "tokens"], "i64");
  const loss = crossEntropy(out, targets, input("weights", ["rows", "tokens"]));
  expect([...weights.entries.keys()].sort()).toEqual(Object.keys(weightShapes(config)).sort());

  const program = await compile({ logits: out, loss }, { weights: model });
  const [rows, tokens] = ids.shape as [number, number];
  const next = Array.from({ length: rows * tokens }, (_, i) => ((i + 1) % tokens === 0 ? 0 : Number(ids.data[i + 1])));
  const result = await program.run({
    ids,
    targets: i64([rows, tokens], next),
    weights: f32([rows, tokens], next.map((_, i) => ((i + 1) % tokens === 0 ? 0 : 1))),
  });
  expect(result["logits"]).toBeAllclose(expected["logits"], { atol: 1e-4 });
  expect(result["loss"]!.data[0]).toBeCloseTo(Number(expected["loss"]!.data[0]), 4);
  await program.dispose();
});
