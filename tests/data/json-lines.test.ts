import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { readJsonLines } from "../../src/data/json-lines.js";
import { FileError } from "../../src/errors.js";

let root: string;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-gen-lines-"));
  file = join(root, "rows.jsonl");
});
afterEach(() => rm(root, { recursive: true }));

const read = (): Promise<unknown[]> => readJsonLines(file, z.object({ n: z.number() }), "numbers");

test("a byte order mark is no part of the first line", async () => {
  await writeFile(file, '\ufeff{"n": 1}\r\n{"n": 2}\n');
  expect(await read()).toEqual([{ n: 1 }, { n: 2 }]);
});

test("a file with more text than a string holds is refused by its name", async () => {
  await writeFile(file, '{"n": 1}\n');
  const tooLong = vi.spyOn(Buffer.prototype, "toString").mockImplementation(() => {
    throw Object.assign(new Error("Cannot create a string longer than 0x1fffffe8 characters"), {
      code: "ERR_STRING_TOO_LONG",
    });
  });
  const error: unknown = await read().catch((e: unknown) => e);
  tooLong.mockRestore();
  expect(error).toEqual(new FileError(file, "has 9 bytes of text, more than can be read at once; split it"));
});
