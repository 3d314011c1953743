import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/lm/config.js";
import { cacheSpec, generationGraph, stepFeeds } from "../../src/lm/generation-graph.js";
import { compile } from "../../src/runtime/node.js";
import type { Growing } from "../../src/runtime/program.js";
import { golden, readGolden } from "../golden.js";

const names = ["llama", "llama3", "qwen2", "gemma", "opt"];

describe.each(names)("generation with %s", (name) => {
  const config = parseConfig(JSON.parse(readFileSync(golden(`architectures/${name}/config.json`), "utf8")), name);
  const start = async () => {
    const expected = await readGolden(`architectures/${name}/expected.safetensors`);
    const program = await compile(generationGraph(config), {
      weights: await readGolden(`architectures/${name}/model.safetensors`),
    });
    const step = async (cache: Growing, ids: number[][], lengths: number[]) =>
      (await program.run(stepFeeds(ids, lengths), { grow: { cache, lengths } }))["logits"]!.data as Float32Array;
    return {
      program,
      step,
      ids: Array.from(expected["input_ids"]!.data as BigInt64Array, Number).slice(0, expected["input_ids"]!.shape[1]),
      logits: (i: number) =>
        (expected["logits"]!.data as Float32Array).subarray(i * config.vocabularySize, (i + 1) * config.vocabularySize),
    };
  };

  test("over a cache has the logits of a whole pass", async () => {
    const { program, step, ids, logits } = await start();
    const cache = await program.growing(cacheSpec(config, 1));
    expect(await step(cache, [ids.slice(0, 11)], [0])).toBeAllclose(logits(10), { atol: 1e-4 });
    for (let i = 11; i < ids.length; i++)
      expect(await step(cache, [[ids[i]!]], [i])).toBeAllclose(logits(i), { atol: 1e-4 });
    await program.dispose();
  });

  test("forgets what does not count any more", async () => {
    const { program, step, ids, logits } = await start();
    const cache = await program.growing(cacheSpec(config, 1));
    await step(cache, [ids.slice(0, 9)], [0]);
    await step(cache, [[5]], [9]);
    await step(cache, [[6]], [10]);
    expect(await step(cache, [[ids[9]!]], [9])).toBeAllclose(logits(9), { atol: 1e-4 });
    await program.dispose();
  });
});

test("a cache that grew has what one of the whole length has", async () => {
  const config = parseConfig(JSON.parse(readFileSync(golden("architectures/llama/config.json"), "utf8")), "llama");
  const program = await compile(generationGraph(config), {
    weights: await readGolden("architectures/llama/model.safetensors"),
  });
  const ids = Array.from({ length: 150 }, (_, i) => 3 + ((i * 31) % 90));
  const run = async (cache: Growing, from: number, to: number) =>
    (await program.run(stepFeeds([ids.slice(from, to)], [from]), { grow: { cache, lengths: [from] } }))["logits"]!;
  const [grown, whole] = [await program.growing(cacheSpec(config, 1)), await program.growing(cacheSpec(config, 1))];
  for (const [from, to] of [
    [0, 20],
    [20, 21],
    [21, 60],
    [60, 149],
  ] as const)
    await run(grown, from, to);
  expect(await run(grown, 149, 150)).toBeAllclose(await run(whole, 0, 150), { atol: 1e-5 });
  await program.dispose();
});

test("rows of several lengths go on together as each would alone", async () => {
  const config = parseConfig(JSON.parse(readFileSync(golden("architectures/llama/config.json"), "utf8")), "llama");
  const program = await compile(generationGraph(config), {
    weights: await readGolden("architectures/llama/model.safetensors"),
  });
  const prompts = [
    [3, 14, 15, 92, 65],
    [35, 89, 79],
    [32, 38, 46, 26, 43, 38, 32],
  ];
  const next = [7, 8, 9];
  const alone: number[] = [];
  const together = await program.growing(cacheSpec(config, 3));
  // Every row's prompt is read as far as the shortest goes at once, the rest token by token; rows that are done repeat
  // their last token at the same place, which changes nothing.
  const shortest = Math.min(...prompts.map((p) => p.length));
  await program.run(
    stepFeeds(
      prompts.map((p) => p.slice(0, shortest)),
      [0, 0, 0],
    ),
    {
      grow: { cache: together, lengths: [0, 0, 0] },
    },
  );
  for (let i = shortest; i < 7; i++) {
    const lengths = prompts.map((p) => Math.min(i, p.length - 1));
    await program.run(
      stepFeeds(
        prompts.map((p, row) => [p[lengths[row]!]!]),
        lengths,
      ),
      {
        grow: { cache: together, lengths },
      },
    );
  }
  const lengths = prompts.map((p) => p.length);
  const results = await program.run(
    stepFeeds(
      next.map((id) => [id]),
      lengths,
    ),
    { grow: { cache: together, lengths } },
  );
  for (const [row, prompt] of prompts.entries()) {
    const cache = await program.growing(cacheSpec(config, 1));
    const own = await program.run(stepFeeds([[...prompt, next[row]!]], [0]), { grow: { cache, lengths: [0] } });
    alone.push(...(own["logits"]!.data as Float32Array));
  }
  expect(results["logits"]!.data as Float32Array).toBeAllclose(Float32Array.from(alone), { atol: 1e-5 });
  await program.dispose();
});
