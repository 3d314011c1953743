import { afterEach, expect, test, vi } from "vitest";
import { fetched } from "../../../src/browser/directory.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a file is read piece by piece where streams can't be iterated over, as in Safari", async () => {
  const body = new Response("a file of ours").body!;
  Object.defineProperty(body, Symbol.asyncIterator, { value: undefined });
  vi.stubGlobal("fetch", async () => ({
    status: 200,
    ok: true,
    headers: new Headers({ "content-length": "14" }),
    body,
  }));
  const told: number[] = [];
  const bytes = await fetched(
    "http://here/x",
    { onProgress: ({ loaded, total }) => told.push(loaded / total) },
    {},
    "x",
  );
  expect(new TextDecoder().decode(bytes)).toBe("a file of ours");
  expect(told.at(-1)).toBe(1);
});
