import { expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.js";
import { wholeNumber } from "../../src/cli/options.js";
import { printResult, UsageError } from "../../src/cli/output.js";
import type { Register } from "../../src/cli/context.js";
import { FileError } from "../../src/errors.js";
import { fakeTerminal } from "./fake-terminal.js";

const greet: Register = (program, { terminal, signal }) => {
  program
    .command("greet")
    .description("Greets.")
    .argument("<name>")
    .option("--times <n>", "how often", wholeNumber(1), 1)
    .option("--json", "print the result as JSON")
    .action(async (name: string, { times, json }: { times: number; json?: boolean }) => {
      if (name === "nobody") throw new UsageError("nobody can't be greeted");
      if (name === "file") throw new FileError("weights.bin", "is truncated: 12 bytes, expected 40");
      if (name === "bug") throw new TypeError("x is not a function");
      if (name === "slow") signal.throwIfAborted();
      printResult(terminal, json, { name, times }, () => `Hello, ${name}!`.repeat(times));
    });
};

async function run(argv: string[], signal?: AbortSignal) {
  const terminal = fakeTerminal();
  const code = await runCommandLine(argv, signal ? { terminal, signal } : { terminal }, [greet]);
  return { code, stdout: terminal.stdout, stderr: terminal.stderr };
}

test("a result is text for people and one JSON document for machines", async () => {
  expect(await run(["greet", "Ada", "--times", "2"])).toEqual({
    code: 0,
    stdout: "Hello, Ada!Hello, Ada!\n",
    stderr: "",
  });
  const { code, stdout } = await run(["greet", "Ada", "--json"]);
  expect([code, JSON.parse(stdout)]).toEqual([0, { name: "Ada", times: 1 }]);
});

test("help and version are no errors", async () => {
  for (const argv of [["--help"], ["help"], ["greet", "--help"], ["help", "greet"]]) {
    const { code, stdout, stderr } = await run(argv);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Usage: lora-gen");
  }
  expect(await run(["--version"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
  });
});

test.each([
  ["an unknown command", ["great", "Ada"], "Did you mean greet?"],
  ["an unknown option", ["greet", "Ada", "--time", "3"], "Did you mean --times?"],
  ["a missing argument", ["greet"], "missing required argument 'name'"],
  ["one argument too many", ["greet", "Ada", "Bob"], "too many arguments"],
  ["a value that can't be", ["greet", "Ada", "--times", "none"], "It must be a whole number, 1 or more."],
  ["what the command itself refuses", ["greet", "nobody"], "nobody can't be greeted"],
  ["no command at all", [], "Usage: lora-gen"],
])("%s is wrong usage: exit code 2, nothing on stdout", async (_, argv, message) => {
  const { code, stdout, stderr } = await run(argv);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

test("a failure is one line on stderr and exit code 1", async () => {
  expect(await run(["greet", "file", "--json"])).toEqual({
    code: 1,
    stdout: "",
    stderr: "weights.bin: is truncated: 12 bytes, expected 40\n",
  });
});

test("a bug tells how to see its stack", async () => {
  const { code, stderr } = await run(["greet", "bug"]);
  expect([code, stderr]).toEqual([1, "TypeError: x is not a function\n(set LORA_GEN_DEBUG=1 to see where)\n"]);
  process.env["LORA_GEN_DEBUG"] = "1";
  try {
    expect((await run(["greet", "bug"])).stderr).toContain("command-line.test.ts");
  } finally {
    delete process.env["LORA_GEN_DEBUG"];
  }
});

test("an interrupt is exit code 130, in silence", async () => {
  expect(await run(["greet", "slow"], AbortSignal.abort())).toEqual({ code: 130, stdout: "", stderr: "" });
});
