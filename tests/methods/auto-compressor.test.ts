import { describe, expect, test } from "vitest";
import { kindOf } from "../../src/methods/kinds.js";
import { requestInputs } from "../../src/methods/method.js";
import { compile } from "../../src/runtime/node.js";
import { readGolden } from "../golden.js";
import { checkGolden, drawn, edge, edgeBase, requestFeeds } from "./baselines.golden.js";

const settings = { summaryTokens: 2, segments: 2, rank: 2, alpha: 3 };

test("an AutoCompressor equals its PyTorch reference: loss and every gradient, through all segments", () =>
  checkGolden("auto-compressor", settings, {
    prompts: [
      [10, 11, 12, 13, 14, 15, 16],
      [40, 5, 61],
    ],
  }));

describe("an AutoCompressor", () => {
  test("hands every word of the prompt on, also from a segment before the last", async () => {
    const { method } = kindOf("auto-compressor").make(settings, { edge: await edgeBase() });
    const program = await compile({ lm: method.build(requestInputs(), { dropout: 0 }).lm }, { weights: method.frozen });
    const [parameters, feeds] = [
      drawn(method.parameters),
      requestFeeds(await readGolden("auto-compressor/case.safetensors")),
    ];
    const lossOf = async (prompt: number[]): Promise<number> => {
      const results = await program.run({ ...parameters, ...feeds, ...method.promptFeeds([prompt]) });
      return Number(results["lm"]!.data[0]);
    };
    const prompt = [10, 11, 12, 13, 14, 15];
    const loss = await lossOf(prompt);
    for (const i of prompt.keys()) expect(await lossOf(prompt.with(i, 50)), `word ${i}`).not.toBeCloseTo(loss, 4);
    // A prompt shorter than its segments leaves some of them without words.
    expect(await lossOf([10])).toBeGreaterThan(0);
    await program.dispose();
  });

  test("leaves the rest of the context to requests, and says if there is none", async () => {
    const base = { edge: await edgeBase() };
    const { longestPrompt, longestRequest } = kindOf("auto-compressor").make(settings, base);
    expect([longestPrompt, longestRequest]).toEqual([2 * (edge.positions - 4), edge.positions - 4]);
    expect(() => kindOf("auto-compressor").make({ ...settings, summaryTokens: 200 }, base)).toThrow(
      "2 segments of 200 summary tokens leave no room in a context of 256",
    );
  });
});
