import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ShapeError } from "../../src/errors.js";
import { openGguf, writeGguf, type GgufOutput } from "../../src/tensor/gguf-file.js";
import type { GgufFields } from "../../src/tensor/gguf-write.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { ggmlEncoders, type GgufDtype } from "../../src/tensor/quantize.js";
import { readGolden } from "../golden.js";

const expected = await readGolden("gguf/quantized.safetensors");
const values = expected["values"]!.data as Float32Array;
const shape = expected["values"]!.shape;

test.each<[GgufDtype, string]>([
  ["f16", "F16"],
  ["bf16", "BF16"],
  ["q8_0", "Q8_0"],
  ["q4_0", "Q4_0"],
])("%s is what gguf-py makes of the same values, to the bit", (dtype, name) => {
  const ours = ggmlEncoders[dtype].encode(values);
  expect([...ours]).toEqual([...(expected[name]!.data as Uint8Array)]);
});

describe("a file that is written", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "lora-gen-gguf-"));
  });
  afterAll(() => rm(directory, { recursive: true }));
  const at = (name: string): string => path.join(directory, name);
  const output = (dtype: GgufDtype, name: string = dtype): GgufOutput => ({
    name,
    dtype,
    shape,
    read: () => f32(shape, values),
  });

  test("keeps its metadata, of every type", async () => {
    const fields: GgufFields = {
      u8: { u8: 200 },
      i8: { i8: -100 },
      u16: { u16: 65535 },
      i16: { i16: -300 },
      u32: { u32: 2 ** 32 - 1 },
      i32: { i32: -(2 ** 31) },
      f32: { f32: 0.5 },
      bool: { bool: true },
      string: { string: "日本語" },
      u64: { u64: 2 ** 40 },
      i64: { i64: -(2 ** 40) },
      f64: { f64: 0.1 },
      texts: { string: ["a", "", "ü", "using", "\ufeffusing"] },
      ids: { i32: [-1, 2] },
      none: { f32: [] },
      many: { string: Array.from({ length: 3000 }, (_, i) => `token ${i}`) },
      missing: undefined,
    };
    await writeGguf(at("metadata.gguf"), fields, []);
    const file = await openGguf(at("metadata.gguf"));
    await file.close();
    const { missing: _, ...kept } = fields;
    const plain = Object.entries(kept).map(([key, field]) => [key, Object.values(field!)[0] as unknown]);
    expect([...file.metadata]).toEqual(plain);
  });

  test("keeps its tensors, each as its type can hold it, and tells its length", async () => {
    const dtypes = Object.keys(ggmlEncoders) as GgufDtype[];
    const row: GgufOutput = { name: "row", dtype: "f16", shape: [3], read: () => f32([3], [1, -2, 0.5]) };
    const length = await writeGguf(at("tensors.gguf"), {}, [row, ...dtypes.map((dtype) => output(dtype))]);
    const file = await openGguf(at("tensors.gguf"));
    expect([...(await file.read("row")).data]).toEqual([1, -2, 0.5]);
    expect([...(await file.read("f32")).data]).toEqual([...values]);
    for (const dtype of dtypes) {
      const stored = await file.readStored(dtype);
      expect([stored.type.name, stored.shape]).toEqual([dtype.toUpperCase(), shape]);
      expect(stored.bytes).toEqual(Uint8Array.from(ggmlEncoders[dtype].encode(values)));
    }
    await file.close();
    expect(length % 32).toBe(0);
    expect(length).toBe((await stat(at("tensors.gguf"))).size);
  });

  test("leaves nothing behind where a tensor can't be had or does not fit", async () => {
    const short: GgufOutput = { ...output("f32", "short"), read: () => f32([32], values.subarray(0, 32)) };
    await expect(writeGguf(at("bad.gguf"), {}, [short])).rejects.toThrow("short has shape [32], expected [10, 32]");
    const narrow: GgufOutput = { ...output("q4_0", "narrow"), shape: [32, 10] };
    await expect(writeGguf(at("bad.gguf"), {}, [narrow])).rejects.toThrow(ShapeError);
    await expect(writeGguf(at("bad.gguf"), {}, [narrow])).rejects.toThrow(
      "narrow has rows of 10 elements, expected whole blocks of 32 (q4_0)",
    );
    expect(await readdir(directory)).not.toContainEqual(expect.stringContaining("bad"));
  });
});
