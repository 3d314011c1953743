import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { ShapeError } from "../../src/errors.js";
import { input, overGroups, prepend } from "../../src/graph/index.js";
import { at, build } from "./ndarray.js";
import { checkOperation, ids, real } from "./operation-case.js";

describe("a prefix of vectors", () => {
  test("each group's vector stands for all of its rows", () =>
    checkOperation({
      inputs: [real("groups", "n"), ids(5, "rows", "k")],
      sizes: { each: fc.integer({ min: 1, max: 3 }) },
      derived: { rows: ({ groups, each }) => groups! * each! },
      build: ([x, like]) => overGroups(x!, like!),
      reference: ([x, like], { each }) =>
        build([like!.shape[0]!, x!.shape[1]!], ([row, column]) => at(x!, [Math.floor(row! / each!), column!])),
    }));

  test("prepend joins along the tokens, whose number need not be known", () =>
    checkOperation({
      inputs: [real("rows", "n", "width"), real("rows", "tokens", "width")],
      fixed: ["n"],
      build: ([head, x]) => prepend(head!, x!),
      reference: ([head, x], { n }) =>
        build([x!.shape[0]!, n! + x!.shape[1]!, x!.shape[2]!], ([row, token, column]) =>
          token! < n! ? at(head!, [row!, token!, column!]) : at(x!, [row!, token! - n!, column!]),
        ),
    }));

  test("two prefixes of one length give one dim; rows that differ are refused", () => {
    const [head, x] = [input("head", ["rows", 3, 4]), input("x", ["rows", "tokens", 4])];
    expect(prepend(head, x).shape).toEqual(["rows", "3 + tokens", 4]);
    expect(() => prepend(input("other", ["prompts", 3, 4]), x)).toThrow(ShapeError);
    expect(() => prepend(input("free", ["rows", "n", 4]), x)).toThrow(ShapeError);
  });
});
