import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import { f32, i64, tensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { openSafetensors, readSafetensors, writeSafetensors } from "../../src/tensor/safetensors-file.js";
import { parseSafetensors, serializeSafetensors } from "../../src/tensor/safetensors.js";

const golden = path.join(import.meta.dirname, "../golden/safetensors/mixed.safetensors");
const mixed: TensorMap = {
  "a.bool": tensor("bool", [3], Uint8Array.of(1, 0, 1)),
  "b.f16": tensor("f16", [1, 3], Uint16Array.of(0x3c00, 0xb800, 0x7bff)),
  "c.f32": f32([2, 3], [0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3]),
  "d.i64": i64([2], [-1, 2 ** 40]),
  "e.bf16": tensor("bf16", [3], Uint16Array.of(0x3f80, 0x4049, 0xc000)),
  "f.u8": tensor("u8", [2, 1], Uint8Array.of(0, 255)),
  "g.i32": tensor("i32", [2], Int32Array.of(-(2 ** 31), 7)),
  "h.scalar": f32([], [2.5]),
  "i.empty": f32([0, 4], []),
};

/** A file whose header is `header` and which has `dataLength` zeros behind it. */
function fileOf(header: unknown, dataLength: number): Uint8Array {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataLength)]);
}
const entry = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
  dtype: "F32",
  shape,
  data_offsets: [begin, end],
});

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "lora-gen-"));
});
afterAll(() => rm(directory, { recursive: true }));

describe("the format", () => {
  test("a file of the reference implementation reads as what was written", async () => {
    expect(parseSafetensors(await readFile(golden), "mixed")).toEqual({ tensors: mixed, metadata: { format: "pt" } });
  });

  test("the written bytes are the reference implementation's, whatever the order of the tensors", async () => {
    const reversed = Object.fromEntries(Object.entries(mixed).reverse());
    expect(Buffer.from(serializeSafetensors(reversed, { format: "pt" }))).toEqual(await readFile(golden));
  });

  test("what is written reads back, from any alignment in memory", () => {
    const name = fc.string({ unit: "binary", maxLength: 8 }).filter((s) => s !== "__metadata__" && s !== "__proto__");
    const values = fc.float32Array({ maxLength: 5 }).map((data) => f32([data.length], data));
    const halves = fc.uint16Array({ maxLength: 5 }).map((data) => tensor("f16", [1, data.length], data));
    const metadata = fc.dictionary(
      fc.string().filter((s) => s !== "__proto__"),
      fc.string(),
    );
    const maps = fc.dictionary(name, fc.oneof(values, halves), { noNullPrototype: true });
    fc.assert(
      fc.property(maps, metadata, fc.nat(7), (tensors, metadata, shift) => {
        const bytes = serializeSafetensors(tensors, metadata);
        const shifted = new Uint8Array(bytes.length + shift);
        shifted.set(bytes, shift);
        expect(parseSafetensors(shifted.subarray(shift), "x")).toEqual({ tensors, metadata: { ...metadata } });
      }),
    );
  });

  test("a damaged file is a FileError or reads, never anything else", async () => {
    const bytes = await readFile(golden);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
        const damaged = Uint8Array.from(bytes.subarray(0, length));
        if (at < length) damaged[at] = value;
        try {
          parseSafetensors(damaged, "x");
        } catch (error) {
          expect(error).toBeInstanceOf(FileError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["too short", new Uint8Array(3), "x: is 3 bytes long, too short for a safetensors file"],
    [
      "header beyond the file",
      fileOf({}, 0).fill(1, 0, 1).fill(9, 1, 2),
      "x: is no safetensors file, or damaged: a header of 2305 bytes in a file of 10",
    ],
    [
      "no JSON",
      Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0x7b),
      "x: is no safetensors file, or damaged: its header is not JSON",
    ],
    ["no object", fileOf([], 0), "x: is no safetensors file: its header is not a JSON object"],
    ["metadata", fileOf({ __metadata__: { a: 1 } }, 0), "x: has a __metadata__ that does not map text to text"],
    ["a row that is no object", fileOf({ w: 1 }, 0), 'x: tensor "w" is not described by an object in the header'],
    [
      "dtype",
      fileOf({ w: { ...entry(0, 4), dtype: "F8_E4M3" } }, 4),
      'x: tensor "w" has dtype "F8_E4M3", expected one of I64, F32, I32, BF16, F16, U8, I8, BOOL',
    ],
    ["shape", fileOf({ w: entry(0, 4, [-1]) }, 4), 'x: tensor "w" has shape [-1], expected a list of whole numbers'],
    [
      "offsets",
      fileOf({ w: { ...entry(0, 4), data_offsets: [0] } }, 4),
      'x: tensor "w" has data_offsets [0], expected two whole numbers',
    ],
    ["bytes", fileOf({ w: entry(0, 4, [2, 3]) }, 4), 'x: tensor "w" has 4 bytes, expected 24 for F32 of shape [2, 3]'],
    ["huge shape", fileOf({ w: entry(0, 4, [2 ** 52, 2 ** 52]) }, 4), /expected 8\.1.*e\+31 for F32/],
    [
      "overlap",
      fileOf({ v: entry(0, 8), w: entry(4, 12) }, 12),
      'x: tensor "w" begins at byte 4, expected 8: tensors overlap or leave a hole',
    ],
    [
      "hole",
      fileOf({ w: entry(4, 8) }, 8),
      'x: tensor "w" begins at byte 4, expected 0: tensors overlap or leave a hole',
    ],
    ["cut short", fileOf({ w: entry(0, 8) }, 7), "x: has 7 bytes of tensors, expected 8: cut short"],
    ["too long", fileOf({ w: entry(0, 8) }, 9), "x: has 9 bytes of tensors, expected 8: too long"],
  ])("%s: the error tells the tensor, found and expected", (_, bytes, message) => {
    expect(() => parseSafetensors(bytes, "x")).toThrow(
      typeof message === "string" ? new FileError("x", message.slice(3)) : message,
    );
  });
});

describe("files", () => {
  test("a file is read tensor by tensor", async () => {
    const file = await openSafetensors(golden);
    expect(file.names).toEqual(Object.keys(mixed));
    expect(file.info("c.f32")).toEqual({ dtype: "f32", shape: [2, 3] });
    expect(await file.read("c.f32")).toEqual(mixed["c.f32"]);
    expect(await file.readAll()).toEqual(mixed);
    expect(() => file.info("z.f32")).toThrow('mixed.safetensors: has no tensor "z.f32"');
    await expect(file.read("layers.0.c.f32")).rejects.toThrow('has no tensor "layers.0.c.f32" (it has "c.f32")');
    await file.close();
  });

  test("a written file has the same bytes as one made in memory", async () => {
    const file = path.join(directory, "new/w.safetensors");
    await writeSafetensors(file, mixed, { format: "pt" });
    expect(await readFile(file)).toEqual(await readFile(golden));
    expect(await readSafetensors(file)).toEqual(mixed);
  });

  test("a file that is missing, no file, or cut short is a FileError", async () => {
    await expect(openSafetensors(path.join(directory, "none"))).rejects.toThrow(
      new FileError(path.join(directory, "none"), "no such file"),
    );
    await expect(openSafetensors(directory)).rejects.toThrow(new FileError(directory, "is not a file"));
    const file = path.join(directory, "short.safetensors");
    await writeFile(file, serializeSafetensors({ w: f32([8], new Float32Array(8)) }));
    const opened = await openSafetensors(file);
    await truncate(file, 70);
    await expect(opened.read("w")).rejects.toThrow(new FileError(file, "became shorter while it was read"));
    await opened.close();
    await expect(openSafetensors(file)).rejects.toThrow("cut short");
  });
});
