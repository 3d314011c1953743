import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { callsNothing, wrongCall, type BfclFunction } from "../../../src/evaluation/tools/bfcl.js";
import { parseCalls } from "../../../src/evaluation/tools/python-call.js";
import { parsePythonJson, Tuple, type PythonValue } from "../../../src/evaluation/tools/python-value.js";
import { golden } from "../../golden.js";

const read = (file: string): string => readFileSync(golden(`bfcl/${file}`), "utf8");
const cases = JSON.parse(read("cases.json")) as { functions: BfclFunction[]; answer: object; outputs: string[] }[];
const verdicts = JSON.parse(read("verdicts.json")) as (boolean | "no call")[][];
// As Python reads the answers: 5 is not 5.0.
const answers = (parsePythonJson(read("cases.json")) as Map<string, Map<string, Map<string, PythonValue[]>>>[]).map(
  (row) => [...row.get("answer")!][0]!,
);

describe.each(cases.map(({ functions, outputs }, i) => ({ name: functions[0]!.name, functions, outputs, i })))(
  "of the calls of $name",
  ({ functions, outputs, i }) => {
    test.each(outputs.map((output, n) => [output, verdicts[i]![n]!] as const))(
      "%j is right for bfcl-eval: %s, and for us",
      (output, verdict) => {
        const [name, args] = answers[i]!;
        const problem = wrongCall(output, functions, { name, arguments: args });
        expect(problem === "no call" || problem === undefined ? (problem ?? true) : false).toBe(verdict);
      },
    );
  },
);

test("nothing is called by an empty list and by prose; something is by a call, be it wrong", () => {
  expect(["[]", "None of these fits.", "I can't"].map(callsNothing)).toEqual([true, true, true]);
  expect(["area(base=1)", "[a(b=2), c(d=3)]"].map(callsNothing)).toEqual([false, false]);
});

test("names of what JavaScript's objects have are names as others", () => {
  const [call] = parseCalls("[constructor(a=toString)]");
  expect(call!.name).toBe("constructor");
  expect(call!.arguments.get("a")).toBe("toString");
});

test("a call's values keep Python's types", () => {
  const [call] = parseCalls("f(a=1, b=1.0, c=-2, d='x\\n', e=[1, (2,)], f={'k': True}, g=None, h=x, i=...)");
  expect(Object.fromEntries(call!.arguments)).toEqual({
    a: 1n,
    b: 1,
    c: -2n,
    d: "x\n",
    e: [1n, new Tuple([2n])],
    f: new Map([["k", true]]),
    g: null,
    h: "x",
    i: "...",
  });
});
