import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { saveMergedGguf } from "../../src/adapter/gguf.js";
import { saveOnnxModel } from "../../src/adapter/onnx-model.js";
import { FileError } from "../../src/errors.js";
import { input } from "../../src/graph/index.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { readPackedWeights, weightBytes } from "../../src/lm/packed-weights.js";
import { joinedName, projectionName, projectionWeights, Weights, type PackedLayout } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import { parseGguf } from "../../src/tensor/gguf.js";
import { f32, transposed } from "../../src/tensor/host-tensor.js";
import { packInt8, type Int8Matrix } from "../../src/tensor/int8.js";
import { pack } from "../../src/tensor/packed.js";
import { Random } from "../../src/tensor/random.js";
import { golden } from "../golden.js";

/** As a graph multiplies by it. */
const turned = ({ codes, scales }: Int8Matrix): Int8Matrix => ({ codes: transposed(codes), scales });

test.each([4, 8, "w8a8"] as const)("matrices packed as one give what each would alone, in bits %s", async (bits) => {
  const checkpoint = await openCheckpoint(golden("architectures/qwen2"));
  const config = parseConfig(checkpoint.config, checkpoint.source);
  const options = { bits, roundActivations: true, keep: [] };
  const { plain, parts, layouts } = await readPackedWeights(checkpoint, config, options);
  const names = (["q", "k", "v"] as const).map((p) => `${projectionName(config, 1, p)}.weight`);
  expect(layouts.has(joinedName(names))).toBe(true);

  const random = new Random("joined");
  const x = f32(
    [3, config.width],
    Array.from({ length: 3 * config.width }, () => random.normal()),
  );
  const shapes = [config.heads, config.keyValueHeads, config.keyValueHeads].map(
    (heads) => [heads * config.headWidth, config.width] as const,
  );
  const rows = input("x", [3, config.width]);
  const bias = input(names[0]!.replace(/weight$/, "bias"), [shapes[0]![0]]);
  const together = new Weights("", layouts).linears(
    rows,
    names.map((name, i) => ({ name, shape: shapes[i]!, bias: i === 0 ? bias : undefined })),
  );
  const layout: PackedLayout = bits === "w8a8" ? bits : { bits, block: 32, offsets: false, roundActivations: true };
  const alone = new Weights("", new Map(names.map((name) => [name, layout])));
  const weights = { ...plain, ...parts };
  for (const name of names) {
    const value = (await checkpoint.read(name)) as ReturnType<typeof f32>;
    const { codes, scales } = bits === "w8a8" ? turned(packInt8(value)) : pack(value, bits);
    Object.assign(weights, { [`${name}.codes`]: codes, [`${name}.scales`]: scales });
  }
  await checkpoint.close();
  const program = await compile(
    {
      ...Object.fromEntries(together.map((y, i) => [`together ${i}`, y])),
      ...Object.fromEntries(
        names.map((n, i) => [`alone ${i}`, alone.linear(rows, n, shapes[i]!, i ? undefined : bias)]),
      ),
    },
    { weights },
  );
  const results = await program.run({ x });
  for (const i of [0, 1, 2]) expect(results[`together ${i}`]).toBeAllclose(results[`alone ${i}`], { atol: 1e-5 });
  await program.dispose();
});

test("matrices that stay as they are keep those beside them from being packed as one", async () => {
  const checkpoint = await openCheckpoint(golden("architectures/llama"));
  const config = parseConfig(checkpoint.config, checkpoint.source);
  const name = (projection: "q" | "gate"): string => `${projectionName(config, 0, projection)}.weight`;
  const { plain, layouts } = await readPackedWeights(checkpoint, config, {
    bits: 8,
    roundActivations: true,
    keep: [name("q")],
  });
  await checkpoint.close();
  expect(plain[name("q")]).toBeDefined();
  expect(layouts.has(`${projectionName(config, 0, "k")}.weight`)).toBe(true);
  expect([...layouts.keys()].some((key) => key.startsWith(`${name("gate")}+`))).toBe(true);
});

test("what a file stores in as many bits is taken as it is, and never in f32", async () => {
  const directory = await mkdtemp(join(tmpdir(), "lora-gen-packed-"));
  const file = join(directory, "edge.gguf");
  await saveMergedGguf(file, fileURLToPath(new URL("../../checkpoints/nano/edge", import.meta.url)), {
    name: "edge",
    dtype: "q8_0",
  });
  const checkpoint = await openCheckpoint(file);
  const config = parseConfig(checkpoint.config, checkpoint.source);
  const read: string[] = [];
  const watched = { ...checkpoint, read: (name: string) => (read.push(name), checkpoint.read(name)) };
  const options = { roundActivations: true, keep: [] };
  const { parts } = await readPackedWeights(watched, config, { ...options, bits: 8 });
  const matrices = projectionWeights(config);
  expect(read.filter((name) => matrices.includes(name))).toEqual([]);
  const down = `${projectionName(config, 0, "down")}.weight`;
  expect(parts[`${down}.codes`]).toEqual(pack((await checkpoint.read(down)) as ReturnType<typeof f32>, 8).codes);
  await readPackedWeights(watched, config, { ...options, bits: 4 });
  expect(read.filter((name) => matrices.includes(name)).length).toBe(matrices.length);
  await checkpoint.close();
  await rm(directory, { recursive: true });
});

test.each([32, 8, "w8a8", 4] as const)("the bytes of weights in bits %s are known beforehand", async (bits) => {
  const checkpoint = await openCheckpoint(fileURLToPath(new URL("../../checkpoints/nano/edge", import.meta.url)));
  const config = parseConfig(checkpoint.config, checkpoint.source);
  const { plain, parts } = await readPackedWeights(checkpoint, config, { bits, roundActivations: true, keep: [] });
  await checkpoint.close();
  // A table that is the head as well is there once.
  const each = new Set([...Object.values(plain), ...Object.values(parts)].map(({ data }) => data));
  const bytes = [...each].reduce((sum, data) => sum + data.byteLength, 0);
  // The scales of W8A8, one a row, count for nothing.
  expect(Math.abs(weightBytes(config, bits) / bytes - 1)).toBeLessThan(bits === "w8a8" ? 0.02 : 1e-9);
});

test.each(["q8_0", "q4_0"] as const)("blocks of %s that are no weights of this model are refused", async (dtype) => {
  const directory = await mkdtemp(join(tmpdir(), "lora-gen-packed-"));
  const file = join(directory, "edge.gguf");
  const patch = async (at: number, bytes: Uint8Array): Promise<void> => {
    const handle = await open(file, "r+");
    await handle.write(bytes, 0, bytes.length, at);
    await handle.close();
  };
  await saveMergedGguf(file, fileURLToPath(new URL("../../checkpoints/nano/edge", import.meta.url)), {
    name: "edge",
    dtype,
  });
  const read = async (bits: 8 | 4 | "stored"): Promise<void> => {
    const checkpoint = await openCheckpoint(file);
    const config = parseConfig(checkpoint.config, checkpoint.source);
    await readPackedWeights(checkpoint, config, { bits, roundActivations: true, keep: [] }).finally(checkpoint.close);
  };
  const bits = dtype === "q8_0" ? 8 : 4;
  const stored = await readFile(file);
  const { begin } = parseGguf(stored, stored.length, file)!.tensors.get("blk.0.ffn_down.weight")!;

  const infinite = new FileError(file, "model.layers.0.mlp.down_proj.weight holds numbers that are not finite");
  await patch(begin, Uint8Array.of(0, 0x7c)); // the scale of its first block
  await expect(read("stored")).rejects.toThrow(infinite);
  await expect(read(bits)).rejects.toThrow(infinite);
  await expect(saveOnnxModel(join(directory, "onnx"), file, { dtype: "q4" })).rejects.toThrow(infinite);
  await patch(begin, stored.subarray(begin, begin + 2));

  const key = "llama.feed_forward_length";
  await patch(stored.indexOf(key) + key.length + 4, Uint8Array.of(32, 0, 0, 0));
  const another = /edge\.gguf: model\.layers\.0\.mlp\.(gate|up)_proj\.weight has shape .*, expected \[32, /;
  await expect(read("stored")).rejects.toThrow(another);
  await expect(read(bits)).rejects.toThrow(another);
  await expect(saveOnnxModel(join(directory, "onnx"), file, { dtype: "q4" })).rejects.toThrow(another);
  await rm(directory, { recursive: true });
});
