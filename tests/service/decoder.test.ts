import { expect, test } from "vitest";
import type { EdgeModel } from "../../src/adapter/edge-model.js";
import { takingTurns } from "../../src/service/decoder.js";

/** A model whose tokens never end, each after a while. */
const endless = (ended: () => void): EdgeModel => {
  async function* tokens(): AsyncGenerator<number, void, undefined> {
    try {
      for (let i = 0; ; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        yield i;
      }
    } finally {
      ended();
    }
  }
  return { tokens } as unknown as EdgeModel;
};

test("a client with many streams gets no more turns than one with a single stream", async () => {
  const decoder = takingTurns();
  const enough = new AbortController();
  const seen: string[] = [];
  let ended = 0;
  const stream = async (client: string): Promise<void> => {
    const { signal } = enough;
    const request = { model: endless(() => ended++), ids: [1], client, signal, choose: () => 0 };
    for await (const _ of decoder.tokens(request)) {
      seen.push(client);
      if (seen.length === 300) enough.abort(new Error("enough"));
    }
  };
  const all = await Promise.allSettled([...Array<string>(5).fill("many"), "one"].map(stream));
  expect(all.map((result) => result.status === "rejected" && String(result.reason))).toEqual(
    Array(6).fill("Error: enough"),
  );
  expect(seen.filter((client) => client === "one").length).toBeGreaterThan(130);
  // Nothing goes on behind who has left.
  expect(ended).toBe(6);
});
