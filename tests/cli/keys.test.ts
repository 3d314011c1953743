import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.js";
import { findKey, readKeys } from "../../src/service/keys.js";
import { fakeTerminal } from "./fake-terminal.js";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-gen-keys-"));
});
afterAll(() => rm(root, { recursive: true }));

async function keys(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const terminal = fakeTerminal();
  const code = await runCommandLine(["keys", ...argv], { terminal });
  return { code, stdout: terminal.stdout, stderr: terminal.stderr };
}

test("keys are added, listed and removed; a key is told once", async () => {
  const file = join(root, "keys.json");
  const key = (await keys("add", "--keys", file, "--name", "Ada", "--requests-per-minute", "5")).stdout.trim();
  expect(key).toMatch(/^lg-[\w-]{43}$/);
  const stored = findKey(await readKeys(file), key)!;
  expect(stored).toMatchObject({ name: "Ada", limits: { requestsPerMinute: 5 } });
  const listed = await keys("list", "--keys", file);
  expect(listed.stdout).toContain(stored.id);
  expect(JSON.parse((await keys("list", "--keys", file, "--json")).stdout)).toEqual({
    keys: [{ id: stored.id, name: "Ada", created: stored.created, limits: { requestsPerMinute: 5 } }],
  });
  expect((await readFile(file, "utf8")) + listed.stdout).not.toContain(key);
  expect(await keys("remove", stored.id, "--keys", file)).toMatchObject({
    code: 0,
    stdout: `${stored.id} is removed.\n`,
  });
  expect(await keys("remove", stored.id, "--keys", file)).toMatchObject({
    code: 1,
    stderr: `${file} has no key ${stored.id}\n`,
  });
  expect((await keys("add", "--name", "Ada")).code).toBe(2);
});
