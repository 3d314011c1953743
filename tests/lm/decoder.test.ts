import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gatherPositions, input, matmul, mul, type Tensor } from "../../src/graph/index.js";
import { parseConfig } from "../../src/lm/config.js";
import { decode, embed, logits, type DecodeOptions } from "../../src/lm/decoder.js";
import { projectionName, projectionWidths, Weights, type Projection } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import { f32, i64, type TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { golden, readGolden } from "../golden.js";

const configOf = (name: string) =>
  parseConfig(JSON.parse(readFileSync(golden(`architectures/${name}/config.json`), "utf8")), name);

const random = new Random("decoder");
const words = (count: number): number[] => Array.from({ length: count }, () => 3 + random.below(90));

describe.each(["llama", "llama3", "qwen2", "gemma", "opt"])("%s", (name) => {
  const config = configOf(name);
  const ids = input("ids", ["rows", "tokens"], "i64");

  /** Runs once with the golden weights; `build` gives the outputs from a decoder of these. */
  async function run(
    build: (hidden: (options?: DecodeOptions) => Tensor, weights: Weights) => Record<string, Tensor>,
    feeds: TensorMap,
  ) {
    const weights = new Weights();
    const outputs = build((options) => decode(config, weights, embed(config, weights, ids), options).hidden, weights);
    const program = await compile(outputs, { weights: await readGolden(`architectures/${name}/model.safetensors`) });
    const results = await program.run(feeds);
    await program.dispose();
    return results;
  }

  test("read at chosen positions has the hidden states of the whole", async () => {
    const at = input("at", ["rows", "count"], "i64");
    const { some, all } = await run(
      (hidden) => ({ some: hidden({ readAt: at }), all: gatherPositions(hidden(), at) }),
      {
        ids: i64([2, 9], words(18)),
        at: i64([2, 3], [8, 0, 4, 3, 3, 7]),
      },
    );
    expect(some).toBeAllclose(all, { atol: 1e-5 });
  });

  test("padding on the right changes nothing before it", async () => {
    const tokens = words(7);
    const read = (row: number[]) => run((hidden) => ({ all: hidden() }), { ids: i64([1, row.length], row) });
    const [{ all: short }, { all: long }] = [await read(tokens), await read([...tokens, 1, 1, 1])];
    expect((long!.data as Float32Array).slice(0, short!.data.length)).toBeAllclose(short!.data, { atol: 1e-5 });
  });

  test("branches of a tree have the logits of each branch alone behind it", async () => {
    const prefix = words(5);
    const branches = [words(3), words(4), words(1)];
    const ends = input("ends", ["rows", "tokens"], "i64");
    const positions = input("positions", ["rows", "tokens"], "i64");
    const packed = [prefix, ...branches].flat();
    const shape = [1, packed.length];
    const { together } = await run(
      (hidden, weights) => ({ together: logits(config, weights, hidden({ tree: { ends, positions } })) }),
      {
        ids: i64(shape, packed),
        ends: i64(shape, [12, 12, 12, 12, 12, 7, 7, 7, 11, 11, 11, 11, 12]),
        positions: i64(
          shape,
          [prefix.map((_, i) => i), ...branches.map((b) => b.map((_, i) => prefix.length + i))].flat(),
        ),
      },
    );
    let start = prefix.length;
    for (const branch of branches) {
      const alone = [...prefix, ...branch];
      const results = await run((hidden, weights) => ({ alone: logits(config, weights, hidden()) }), {
        ids: i64([1, alone.length], alone),
      });
      const width = config.vocabularySize;
      const own = (results["alone"]!.data as Float32Array).slice(prefix.length * width);
      expect((together!.data as Float32Array).slice(start * width, (start + branch.length) * width)).toBeAllclose(own, {
        atol: 1e-5,
      });
      start += branch.length;
    }
  });

  test("a tree read at chosen places has the hidden states of the whole", async () => {
    const at = input("at", ["rows", "count"], "i64");
    const tree = {
      ends: input("ends", ["rows", "tokens"], "i64"),
      positions: input("positions", ["rows", "tokens"], "i64"),
    };
    const { some, all } = await run(
      (hidden) => ({ some: hidden({ tree, readAt: at }), all: gatherPositions(hidden({ tree }), at) }),
      {
        ids: i64([2, 6], words(12)),
        ends: i64([2, 6], [5, 5, 3, 3, 5, 5, 5, 2, 2, 5, 5, 5]),
        positions: i64([2, 6], [0, 1, 2, 3, 2, 3, 0, 1, 2, 1, 2, 3]),
        at: i64([2, 3], [5, 0, 3, 2, 4, 4]),
      },
    );
    expect(some).toBeAllclose(all, { atol: 1e-5 });
  });

  test("what an adapter adds is as if it were added to the weights", async () => {
    const projections = (["q", "v", "o", "up", "down"] as const satisfies Projection[]).map((p) => ({
      p,
      ...projectionWidths(config, p),
    }));
    const weights = await readGolden(`architectures/${name}/model.safetensors`);
    const factors: TensorMap = {};
    const adapted = { ...weights };
    for (const { p, in: fanIn, out } of projections) {
      const [a, b] = [fanIn, out].map((n) => Array.from({ length: n }, () => 0.3 * random.normal())) as [
        number[],
        number[],
      ];
      factors[`${p}.a`] = f32([fanIn, 1], a);
      factors[`${p}.b`] = f32([1, out], b);
      const module = `${projectionName(config, 1, p)}.weight`;
      const data = (weights[module]!.data as Float32Array).map(
        (w, i) => w + 2 * b[Math.floor(i / fanIn)]! * a[i % fanIn]!,
      );
      adapted[module] = f32([out, fanIn], data);
    }
    const feeds = { ids: i64([1, 6], words(6)) };
    const { attached } = await run(
      (hidden) => ({
        attached: hidden({
          adapt: (layer, projection, x) => {
            const widths = projections.find(({ p }) => p === projection);
            if (layer !== 1 || !widths) return undefined;
            const [a, b] = [input(`${projection}.a`, [widths.in, 1]), input(`${projection}.b`, [1, widths.out])];
            return mul(matmul(matmul(x, a), b), 2);
          },
        }),
      }),
      { ...feeds, ...factors },
    );
    const own = new Weights();
    const program = await compile(
      { merged: decode(config, own, embed(config, own, ids)).hidden },
      { weights: adapted },
    );
    expect(attached).toBeAllclose((await program.run(feeds))["merged"], { atol: 1e-4 });
    await program.dispose();
  });
});
