import { spawn, spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const program = ["--import", "tsx", "src/cli/main.ts"];

test("the program exits with the code of what happened", () => {
  const exit = (...argv: string[]) => spawnSync(process.execPath, [...program, ...argv], { encoding: "utf8" });
  expect(exit("--version")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
  expect(exit("nonsense")).toMatchObject({ status: 2, stdout: "" });
});

test("a reader that stops early is no failure", async () => {
  const child = spawn(process.execPath, [...program, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect([code, stderr]).toEqual([0, ""]);
});

test("an error that nobody reads is one nevertheless", async () => {
  const child = spawn(process.execPath, [...program, "nonsense"], { stdio: ["ignore", "ignore", "pipe"] });
  child.stderr.destroy();
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(2);
});
