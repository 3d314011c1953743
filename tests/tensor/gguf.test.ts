import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import { ggmlTypes } from "../../src/tensor/dequantize.js";
import { openGguf } from "../../src/tensor/gguf-file.js";
import { parseGguf } from "../../src/tensor/gguf.js";
import { golden, readGolden } from "../golden.js";

const types = golden("gguf/types.gguf");
const kinds = [...ggmlTypes.values()].map(({ name }) => name);

describe("a file that gguf-py wrote", async () => {
  const file = await openGguf(types);
  const expected = await readGolden("gguf/types.safetensors");
  afterAll(() => file.close());

  test.each(kinds)("%s gives gguf-py's values, to the bit", async (name) => {
    expect(file.info(name)).toEqual({ dtype: "f32", shape: [2, 256] });
    expect(await file.read(name)).toEqual(expected[name]);
  });

  test("blocks can be had as they are stored", async () => {
    const { type, shape, bytes } = await file.readStored("Q4_1");
    expect([type.name, shape, bytes.length]).toEqual(["Q4_1", [2, 256], (2 * 256 * 20) / 32]);
  });

  test("metadata keep their types", () => {
    expect(Object.fromEntries(file.metadata)).toEqual({
      "general.architecture": "none",
      "test.i8": -5,
      "test.u16": 65535,
      "test.i64": -(2 ** 40),
      "test.f64": 0.1,
      "test.bool": true,
      "test.text": "日本語",
      "test.texts": ["a", "", "ü"],
      "test.floats": [0.5, -2],
    });
  });

  test("a type that can't be read is named only when it is read", async () => {
    expect(file.names.toSorted()).toEqual([...kinds, "unread"].sort());
    await expect(file.read("unread")).rejects.toThrow(
      'types.gguf: tensor "unread" is of ggml type 24, which can\'t be read',
    );
    await expect(file.read("none")).rejects.toThrow(FileError);
  });
});

describe("a damaged file", async () => {
  const bytes = await readFile(types);
  /** The file with `patch` at byte `at`. */
  const patched = (at: number, patch: Uint8Array): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    copy.set(patch, at);
    return copy;
  };
  const u64 = (n: bigint): Buffer => {
    const out = Buffer.alloc(8);
    out.writeBigUInt64LE(n);
    return out;
  };
  const parse = (file: Uint8Array): unknown => parseGguf(file, file.length, "x");
  /** Where the row of tensor "F32" goes on behind its name: dims, shape, type, offset. */
  const row = bytes.indexOf(Buffer.concat([u64(3n), Buffer.from("F32")])) + 11;
  const text = (what: string): number => bytes.indexOf(what);

  test.each<[string, Uint8Array, string]>([
    ["another format", Buffer.from("{".repeat(40)), "is not a GGUF file"],
    ["empty", new Uint8Array(0), "is not a GGUF file"],
    ["version", patched(4, Uint8Array.of(1)), "is a GGUF file of version 1, expected 2 or 3"],
    [
      "byte order",
      patched(4, Uint8Array.of(0, 0, 0, 3)),
      "is a big-endian GGUF file; only little-endian ones can be read",
    ],
    [
      "key length",
      patched(24, u64(2n ** 62n)),
      "is cut short or damaged: byte 32 of its header tells of 4611686018427388000 more",
    ],
    [
      "value type",
      patched(text("test.i8") + 7, Uint8Array.of(77)),
      '"test.i8" has a value of type 77, which GGUF does not know',
    ],
    [
      "array in an array",
      patched(text("test.texts") + 14, Uint8Array.of(9)),
      '"test.texts" has a value of type 9, which GGUF does not know',
    ],
    ["array length", patched(text("test.floats") + 19, u64(2n ** 60n)), "is cut short or damaged"],
    ["a key twice", patched(text("test.i64"), Buffer.from("test.u16")), 'has "test.u16" twice'],
    ["dims", patched(row, Uint8Array.of(9)), 'tensor "F32" has 9 dims, expected at most 4'],
    ["shape", patched(row + 4, u64(2n ** 40n)), 'tensor "F32" ends at byte 8796093023'],
    [
      "blocks",
      patched(row + 20, Uint8Array.of(2)).map((b, i) => (i === row + 4 ? 1 : b)),
      'tensor "F32" has rows of 257 elements, expected whole blocks of 32 (Q4_0)',
    ],
    ["offset", patched(row + 24, u64(1n)), 'tensor "F32" begins at byte 1, expected a multiple of 32'],
    ["beyond the end", patched(row + 24, u64(2n ** 40n)), 'tensor "F32" ends at byte'],
  ])("%s: a FileError that tells what", (_, file, message) => {
    expect(() => parse(file)).toThrow(FileError);
    expect(() => parse(file)).toThrow(message);
  });

  test("gives an error or a header for any byte changed, and never reads past the end", () => {
    const header = 1100;
    fc.assert(
      fc.property(fc.nat(header), fc.nat(255), fc.nat(header), (at, value, length) => {
        const file = patched(at, Uint8Array.of(value));
        for (const damaged of [file, file.subarray(0, length)]) {
          try {
            parse(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(FileError);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("a header that is longer than what is at hand asks for more", () => {
    const whole = parseGguf(bytes, bytes.length, "x");
    for (const length of [24, 200, 800])
      expect(parseGguf(bytes.subarray(0, length), bytes.length, "x")).toBeUndefined();
    expect(parseGguf(bytes.subarray(0, 2000), bytes.length, "x")).toEqual(whole);
  });
});

describe("a file on disk", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "lora-gen-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test("cut short is a FileError", async () => {
    const file = path.join(directory, "short.gguf");
    await writeFile(file, (await readFile(types)).subarray(0, 5000));
    await expect(openGguf(file)).rejects.toThrow(
      /short\.gguf: tensor "Q\w+" ends at byte \d+ of 5000: the file is cut short/,
    );
  });
});
