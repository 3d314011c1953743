import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { table, visible } from "../../src/cli/table.js";

const columns = [{ header: "name" }, { header: "size", align: "right" as const }];

describe("a table", () => {
  test("is as wide as its content", () => {
    expect(
      table(
        columns,
        [
          ["a", "1"],
          ["long name", "1000"],
        ],
        80,
      ),
    ).toBe(["name      │ size", "──────────┼─────", "a         │    1", "long name │ 1000"].join("\n"));
  });

  test("wraps the widest column where there is no room", () => {
    expect(table(columns, [["one two three four", "1"]], 20)).toBe(
      ["name          │ size", "──────────────┼─────", "one two three │    1", "four          │"].join("\n"),
    );
  });

  test.each([
    "🧑‍🚀 👩‍👩‍👧‍👦 🇩🇪 emoji that are wider than their code points say",
    "東京の天気を教えてください。明日の朝七時に起こして",
    "naïve café e\u0301 combining",
  ])("aligns %s", (text) => {
    const lines = table([{ header: "x" }, { header: "y" }], [[text, text]], 30).split("\n");
    const at = lines.map((line) => /[│┼]/.exec(line)!.index).map((index, i) => stringWidth(lines[i]!.slice(0, index)));
    expect(new Set(at).size).toBe(1);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(30);
    const left = lines.slice(2).map((line) => line.split("│")[0]!.slice(0, -1));
    expect(left.join("").replaceAll(/\s/g, "")).toBe(text.normalize().replaceAll(/\s/g, ""));
  });

  test("keeps line breaks of a cell, and their indentation", () => {
    expect(table([{ header: "h" }], [["{\n  one two\n}"]], 7)).toBe("h\n───────\n{\n  one\n  two\n}");
    expect(table([{ header: "h" }, { header: "i" }], [["a\nb", "c"]], 80)).toBe("h │ i\n──┼──\na │ c\nb │");
  });

  test("stays readable however narrow the terminal", () => {
    expect(table(columns, [["a long cell indeed", "1"]], 3).split("\n")[2]).toContain("a long");
  });
});

test("no answer moves the cursor, colours the screen or turns the text around", () => {
  expect(visible("a\u001b[31mred\u0007\tb\r\nc\u202e")).toBe("a␛[31mred␇    b\nc\ufffd");
});
