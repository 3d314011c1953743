import { expect, test, vi } from "vitest";
import { tmpdir } from "node:os";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { quantile } from "../../bench/load.js";
import type { Row } from "../../bench/rows.js";
import { run } from "../../bench/serve.js";

vi.setConfig({ testTimeout: 300_000 });

test("the server under load answers every request, or says that it can't, and gives its memory back", async () => {
  const kept = await mkdtemp(join(tmpdir(), "lora-gen-bench-"));
  const rows: Row[] = [];
  const bench = { model: undefined, data: undefined, threads: 1, runs: 1, out: kept, kept, quick: true };
  await run({ ...bench, row: (row) => void rows.push(row), note: () => {} });
  const ours = (name: string): number => rows.find((row) => row.name.startsWith(`serve/${name}`))!.ours;
  expect(ours("nano, 4 streams, tokens")).toBeGreaterThan(0);
  expect(ours("nano, 4 streams, first token, p95")).toBeGreaterThanOrEqual(ours("nano, 4 streams, first token, p50"));
  const [answered, refused] = [ours("50 requests at once, answered"), ours("50 requests at once, refused")];
  expect(answered).toBeGreaterThan(0);
  expect(answered + refused).toBe(50);
  expect(ours("50 requests at once, memory")).toBeLessThan(100);
  await rm(kept, { recursive: true });
});

test("quantiles are those of the sorted values", () => {
  const values = Array.from({ length: 100 }, (_, i) => i);
  expect([0.5, 0.95, 1].map((q) => quantile(values, q))).toEqual([50, 95, 99]);
});
