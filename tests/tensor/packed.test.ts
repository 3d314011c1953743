import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ShapeError } from "../../src/errors.js";
import { input, linear, packedEmbedding, packedLinear } from "../../src/graph/index.js";
import { compile } from "../../src/runtime/node.js";
import { ggmlTypes } from "../../src/tensor/dequantize.js";
import { f32, i64, type HostTensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { pack, packedBlock, packs, repack, type PackedMatrix } from "../../src/tensor/packed.js";
import { Random } from "../../src/tensor/random.js";

/** A matrix's numbers, code by code. */
function unpack({ bits, codes, scales, offsets }: PackedMatrix): Float32Array {
  const out = new Float32Array(scales.data.length * packedBlock);
  for (let i = 0; i < out.length; i++) {
    const block = Math.floor(i / packedBlock);
    const code = bits === 8 ? codes.data[i]! : (codes.data[i >> 1]! >> ((i & 1) * 4)) & 15;
    out[i] = scales.data[block]! * (code - (bits === 8 ? 128 : 8)) + (offsets?.data[block] ?? 0);
  }
  return out;
}

const random = new Random("packed");
const normal = (...shape: number[]): HostTensor<"f32"> =>
  f32(
    shape,
    Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => random.normal()),
  );

/** Bytes of random blocks whose f16 scales are finite. */
function blocks(type: string, elements: number): Uint8Array {
  const { bytes, elements: each, name } = [...ggmlTypes.values()].find((t) => t.name === type)!;
  const out = Uint8Array.from({ length: (elements / each) * bytes }, () => random.below(256));
  for (let at = 0; at < out.length; at += bytes)
    for (const high of name === "Q8_0" || name === "Q4_0" ? [1] : [1, 3]) out[at + high]! &= 0xbb;
  return out;
}

describe.each(["Q4_0", "Q4_1", "Q8_0", "Q4_K"])("%s", (type) => {
  const shape = [6, 512];
  const bytes = blocks(type, 6 * 512);
  const expected = [...ggmlTypes.values()].find((t) => t.name === type)!.decode(bytes);

  test("is repacked without loss", () => {
    const packed = repack(type, shape, bytes)!;
    const scale = Math.max(...expected.map(Math.abs));
    expect(unpack(packed)).toBeAllclose(expected, { atol: scale * 1e-6 });
  });

  test("gives the product of what it holds", async () => {
    const packed = repack(type, shape, bytes)!;
    const x = normal(3, 512);
    const [exact, rounded] = [await product(x, packed, false), await product(x, packed, true)];
    const reference = await plainProduct(x, f32(shape, expected));
    const scale = Math.max(...reference.map(Math.abs));
    expect(exact).toBeAllclose(reference, { atol: scale * 1e-5 });
    expect(rounded).toBeAllclose(reference, { atol: scale * 2e-2 });
  });
});

async function product(x: HostTensor<"f32">, { bits, ...parts }: PackedMatrix, roundActivations: boolean) {
  const bound = Object.fromEntries(Object.entries(parts)) as TensorMap & Omit<PackedMatrix, "bits">;
  const symbols = {
    codes: input("codes", parts.codes.shape, "u8"),
    scales: input("scales", parts.scales.shape),
    ...(parts.offsets && { offsets: input("offsets", parts.offsets.shape) }),
  };
  const y = packedLinear(input("x", ["rows", x.shape[1]!]), symbols, { bits, block: packedBlock, roundActivations });
  const program = await compile({ y }, { weights: bound });
  const results = await program.run({ x });
  await program.dispose();
  return results["y"]!.data as Float32Array;
}

async function plainProduct(x: HostTensor<"f32">, weight: HostTensor<"f32">) {
  const program = await compile({ y: linear(input("x", ["rows", x.shape[1]!]), input("w", weight.shape)) });
  const results = await program.run({ x, w: weight });
  await program.dispose();
  return results["y"]!.data as Float32Array;
}

test("a block of a single value keeps it", () => {
  // Q4_1 with scale 0 and minimum 1.5, whose codes are 0.
  const bytes = new Uint8Array(20);
  new DataView(bytes.buffer).setUint16(2, 0x3e00, true);
  expect(unpack(repack("Q4_1", [1, 32], bytes)!)).toBeAllclose(new Float32Array(32).fill(1.5), { atol: 0 });
});

test("f32 is packed to within half a step of each block", () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 64, maxLength: 64 }),
      fc.constantFrom(4 as const, 8 as const),
      (values, bits) => {
        const packed = unpack(pack(f32([2, 32], values), bits));
        for (const block of [0, 1]) {
          const own = values.slice(block * 32, block * 32 + 32).map(Math.fround);
          const most = Math.max(...own.map(Math.abs));
          // One side of Q4_0 reaches seven eighths of the other: what lies beyond is cut off.
          const largest = bits === 8 ? 127 : 8;
          const step = most / largest;
          // The step is stored as a half float: to 11 bits, and no finer than half of its smallest, 2⁻²⁴.
          const stored = most * 1e-3 + largest * 2 ** -25;
          own.forEach((v, i) => {
            expect(Math.abs(packed[block * 32 + i]! - v)).toBeLessThanOrEqual(
              step * (bits === 8 ? 0.51 : 1.01) + stored,
            );
          });
        }
      },
    ),
    { numRuns: 60, examples: [[[1.401298464324817e-45, ...new Array<number>(63).fill(0)], 8]] },
  );
});

test("rows that are not whole blocks, and other types, have no packed form", () => {
  expect(packs([4, 48])).toBe(false);
  expect(packs([32])).toBe(false);
  expect(repack("Q4_0", [1, 48], new Uint8Array(27))).toBeUndefined();
  expect(repack("Q6_K", [1, 256], new Uint8Array(210))).toBeUndefined();
});

test("rows of a table in 8 bits are read by index, as they were packed", async () => {
  const table = normal(7, 96);
  const packed = pack(table, 8);
  const { codes, scales } = packed;
  const rows = packedEmbedding(
    { codes: input("codes", codes.shape, "u8"), scales: input("scales", scales.shape) },
    input("ids", ["rows", "tokens"], "i64"),
  );
  expect(rows.shape).toEqual(["rows", "tokens", 96]);
  const program = await compile({ rows }, { weights: { codes, scales } });
  const ids = [6, 0, 3, 3, 1, 5];
  const { rows: read } = await program.run({ ids: i64([2, 3], ids) });
  await program.dispose();
  const all = unpack(packed);
  expect(read!.shape).toEqual([2, 3, 96]);
  expect(read).toBeAllclose(Float32Array.from(ids.flatMap((id) => [...all.slice(id * 96, id * 96 + 96)])), {
    atol: 1e-6,
  });
});

test("a table of other codes, or ids that are no whole numbers, are refused where the graph is built", () => {
  const [codes, scales] = [input("codes", [7, 3, 32], "u8"), input("scales", [7, 3])];
  const ids = input("ids", ["rows"], "i64");
  for (const wrong of [
    () => packedEmbedding({ codes: input("codes", [7, 3, 32], "i8"), scales }, ids),
    () => packedEmbedding({ codes, scales: input("scales", [7, 2]) }, ids),
    () => packedEmbedding({ codes, scales }, input("ids", ["rows"])),
  ])
    expect(wrong).toThrow(ShapeError);
});
