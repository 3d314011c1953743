import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { numberAbove0, numberWithin, readPrompt, wholeNumber } from "../../src/cli/options.js";
import { FileError, InputError } from "../../src/errors.js";
import { fakeTerminal } from "./fake-terminal.js";

const asked = (settings: { input?: string } = {}) => ({
  terminal: fakeTerminal(settings),
  signal: new AbortController().signal,
});

test("numbers are read strictly", () => {
  expect(wholeNumber(0)("12")).toBe(12);
  expect(numberWithin(0, 2)("0.7")).toBe(0.7);
  for (const text of ["", "1.5", "1e3", "-1", "many", "99999999999999999999"])
    expect(() => wholeNumber(0)(text)).toThrow(InvalidArgumentError);
  expect(wholeNumber(0, 65_535)("65535")).toBe(65_535);
  expect(() => wholeNumber(0, 65_535)("65536")).toThrow("It must be a whole number, from 0 to 65535.");
  for (const text of ["", " ", "3", "x", "NaN"]) expect(() => numberWithin(0, 2)(text)).toThrow(InvalidArgumentError);
  expect([numberAbove0()("1e9"), numberAbove0(1)("1")]).toEqual([1e9, 1]);
  for (const text of ["", " ", "0", "-1", "x", "Infinity"])
    expect(() => numberAbove0()(text)).toThrow("It must be a number above 0.");
  expect(() => numberAbove0(1)("1.1")).toThrow("It must be a number above 0, up to 1.");
});

test("a prompt comes from a file or from standard input, without the editor's last line break", async () => {
  const directory = mkdtempSync(join(tmpdir(), "lora-gen-"));
  const path = join(directory, "prompt.txt");
  writeFileSync(path, "\ufeffYou are a clock.\n\nSay the time.\n");
  expect(await readPrompt(path, asked())).toBe("You are a clock.\n\nSay the time.");
  expect(await readPrompt("-", asked({ input: "Be kind.\r\n" }))).toBe("Be kind.");
  await expect(readPrompt("-", asked({ input: " \n" }))).rejects.toThrow(InputError);
  await expect(readPrompt(directory, asked())).rejects.toThrow(FileError);
  await expect(readPrompt(join(directory, "none.txt"), asked())).rejects.toThrow("there is no such file");
  rmSync(directory, { recursive: true });
});
