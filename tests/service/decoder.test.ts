import { expect, test } from "vitest";
import type { EdgeModel } from "../../src/adapter/edge-model.js";
import { createDecoder } from "../../src/service/decoder.js";

/** A model whose prompts never end, and take a while at each token. */
const endless = (ended: () => void): EdgeModel => {
  async function* promptLogits(): AsyncGenerator<Float32Array, void, undefined> {
    try {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        yield new Float32Array(1);
      }
    } finally {
      ended();
    }
  }
  return { promptLogits } as unknown as EdgeModel;
};

test("a client that scores many prompts gets no more turns than one that scores a single one", async () => {
  const decoder = createDecoder();
  const enough = new AbortController();
  const seen: string[] = [];
  let ended = 0;
  const stream = async (client: string): Promise<void> => {
    const { signal } = enough;
    const request = { model: endless(() => ended++), ids: [1], client, signal };
    for await (const _ of decoder.promptLogits(request)) {
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
