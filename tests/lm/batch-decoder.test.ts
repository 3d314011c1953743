import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { loadWeights } from "../../src/lm/checkpoint.js";
import { InputError } from "../../src/errors.js";
import type { BatchDecoder, StreamOptions } from "../../src/lm/batch-decoder.js";
import type { FirstToken, GenerateOptions } from "../../src/lm/generate-options.js";
import { LanguageModel } from "../../src/lm/language-model.js";
import { PrefixCache } from "../../src/lm/prefix-cache.js";
import { projectionWeights } from "../../src/lm/weights.js";
import { LocalGrowing } from "../../src/runtime/growing.js";
import { makeTinyPair } from "../tiny-pair.js";

const collect = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const found = [];
  for await (const item of stream) found.push(item);
  return found;
};

const requests = ["what a day", "a", "wake me at 7:30 tomorrow, please", "no", "one two three four", "play a song"];
/** Answers that go on for a while, and do not say one thing over and over. */
const lively: GenerateOptions = { repetitionPenalty: 10 };
const long: GenerateOptions = { ...lively, minTokens: 20, maxTokens: 30 };

describe.each(["main", "worker"] as const)("streams decoded together, in the %s thread", (thread) => {
  let [root, model]: [string, LanguageModel] = [] as never;
  beforeAll(async () => {
    const pair = await makeTinyPair();
    root = pair.root;
    model = await LanguageModel.load(pair.edge, { thread, variable: projectionWeights });
  });
  afterAll(async () => {
    await model.dispose();
    await rm(root, { recursive: true });
  });
  const ids = (i: number): number[] => model.encode(requests[i % requests.length]!);
  const alone = (i: number, options = long): Promise<number[]> => collect(model.tokens(ids(i), options));
  const idle = (batch: BatchDecoder): Promise<void> => expect.poll(() => batch.load).toEqual({ active: 0, waiting: 0 });

  test("have the tokens of each alone, whoever joins and leaves at whichever token", async () => {
    const batch = model.batch({ maxStreams: 4, promptTokens: 3 });
    const later: Promise<void>[] = [];
    const options = (i: number): GenerateOptions => ({ ...lively, minTokens: 5 + 2 * i, maxTokens: 6 + 3 * i });
    const checked = async (i: number): Promise<void> => {
      const found = [];
      for await (const id of batch.add(ids(i), options(i))) {
        found.push(id);
        // Every stream brings another one along in its course.
        if (found.length === 3 && i + 3 < requests.length) later.push(checked(i + 3));
      }
      expect(found).toEqual(await alone(i, options(i)));
    };
    await Promise.all([checked(0), checked(1), checked(2)]);
    await Promise.all(later);
    expect(new Set(await alone(2)).size).toBeGreaterThan(10);
    expect(later).toHaveLength(3);
    await idle(batch);
  });

  test("draw what each would draw alone", async () => {
    const batch = model.batch();
    const options = (i: number): GenerateOptions => ({ ...long, temperature: 1.5, topK: 20, seed: i });
    const together = await Promise.all([0, 1, 2].map((i) => collect(batch.add(ids(i), options(i)))));
    for (const i of [0, 1, 2]) expect(together[i]).toEqual(await alone(i, options(i)));
  });

  test("give the text of each alone, up to its stop string", async () => {
    const batch = model.batch();
    const whole = await model.complete(requests[0]!, long);
    const stop = [whole.slice(6, 8)];
    const [text, stopped] = await Promise.all([
      collect(batch.text(ids(0), long)),
      collect(batch.text(ids(0), { ...long, stop })),
    ]);
    expect(text.join("")).toBe(whole);
    expect(stopped.join("")).toBe(await model.complete(requests[0]!, { ...long, stop }));
    await idle(batch);
  });

  test("end at an abort or when they are left, and the others go on", async () => {
    const batch = model.batch();
    const abort = new AbortController();
    const aborted = async (): Promise<number> => {
      let count = 0;
      for await (const _ of batch.add(ids(1), { ...long, signal: abort.signal })) if (++count === 4) abort.abort();
      return count;
    };
    const left = async (): Promise<void> => {
      let count = 0;
      for await (const _ of batch.add(ids(2), long)) if (++count === 6) break;
    };
    const [whole, count] = await Promise.all([collect(batch.add(ids(0), long)), aborted(), left()]);
    expect(whole).toEqual(await alone(0));
    expect(count).toBeLessThan(20);
    await idle(batch);
  });

  test("that wait can be aborted before they begin", async () => {
    const batch = model.batch({ maxStreams: 1 });
    const abort = new AbortController();
    const first = collect(batch.add(ids(0), long));
    const second = collect(batch.add(ids(1), { ...long, signal: abort.signal }));
    abort.abort();
    expect(await second).toEqual([]);
    expect(await first).toEqual(await alone(0));
    expect(await collect(batch.add(ids(1), { signal: AbortSignal.abort() }))).toEqual([]);
  });

  test("are decoded even if they join in the moment in which the last one ends", async () => {
    const batch = model.batch();
    const expected = await alone(0, { ...lively, maxTokens: 2 });
    for (let i = 0; i < 20; i++)
      expect(await collect(batch.add(ids(0), { ...lively, maxTokens: 2 }))).toEqual(expected);
  });

  describe("over a prefix cache", () => {
    const cached = async (batch: BatchDecoder, prompt: readonly number[], options: StreamOptions = {}) => {
      let cachedTokens = -1;
      const onFirstToken = (figures: FirstToken): void => void ({ cachedTokens } = figures);
      const tokens = await collect(batch.add(prompt, { ...long, ...options, onFirstToken }));
      return { tokens, cachedTokens };
    };

    test("read only what is new, and have the tokens of each alone", async () => {
      const prefixes = new PrefixCache(1000);
      const batch = model.batch({ prefixes, promptTokens: 3 });
      const first = await cached(batch, ids(2));
      expect(first).toEqual({ tokens: await alone(2), cachedTokens: 0 });
      await idle(batch);
      const read = prefixes.size; // all but perhaps the last token, which nothing came behind
      expect(read).toBeGreaterThanOrEqual(ids(2).length + first.tokens.length - 1);
      // The same again: all but the last token, whose logits are needed.
      expect(await cached(batch, ids(2))).toEqual({ tokens: first.tokens, cachedTokens: ids(2).length - 1 });
      // The next turn of a conversation, and one that leaves it early.
      const next = [...ids(2), ...first.tokens, ...ids(4)];
      expect(await cached(batch, next)).toEqual({
        tokens: await collect(model.tokens(next, long)),
        cachedTokens: read,
      });
      const other = [...ids(2).slice(0, 7), ...ids(5)];
      expect(await cached(batch, other)).toEqual({
        tokens: await collect(model.tokens(other, long)),
        cachedTokens: 7,
      });
    });

    test("share it while they run", async () => {
      const batch = model.batch({ prefixes: new PrefixCache(1000) });
      const together = await Promise.all([0, 1, 2].map(() => cached(batch, ids(2))));
      expect(together.map(({ cachedTokens }) => cachedTokens)).toEqual([0, ids(2).length - 1, ids(2).length - 1]);
      for (const { tokens } of together) expect(tokens).toEqual(await alone(2));
    });

    test("share it with nobody else: not with other weights, not with another scope", async () => {
      const prefixes = new PrefixCache(1000);
      const name = projectionWeights(model.config)[0]!;
      const weight = (await loadWeights(model.source)).weights[name]!;
      const doubled = { ...weight, data: (weight.data as Float32Array).map((x) => 2 * x) };
      const variant = await model.withWeights({ [name]: doubled });
      const [batch, changed] = [model.batch({ prefixes }), variant.batch({ prefixes })];
      await cached(batch, ids(2), { scope: "a" });
      expect((await cached(batch, ids(2), { scope: "b" })).cachedTokens).toBe(0);
      expect(await cached(changed, ids(2), { scope: "a" })).toEqual({
        tokens: await collect(variant.tokens(ids(2), long)),
        cachedTokens: 0,
      });
      expect((await cached(batch, ids(2), { scope: "a" })).cachedTokens).toBe(ids(2).length - 1);
      await idle(changed);
      variant.release();
    });

    test("keep what a stream has read before it was left", async () => {
      const batch = model.batch({ prefixes: new PrefixCache(1000) });
      for await (const _ of batch.add(ids(2), long)) break;
      await idle(batch);
      expect((await cached(batch, ids(2))).cachedTokens).toBe(ids(2).length - 1);
    });

    test("hold no more than they may: the least recently used go", async () => {
      const prefixes = new PrefixCache(70);
      const batch = model.batch({ prefixes });
      const sizes: number[] = [];
      for (const i of [0, 1, 0, 2]) {
        await cached(batch, ids(i), { maxTokens: 20 });
        await idle(batch);
        sizes.push(prefixes.size);
      }
      expect(Math.max(...sizes)).toBeLessThanOrEqual(70);
      expect((await cached(batch, ids(1), { maxTokens: 20 })).cachedTokens).toBe(0);
      await idle(batch);
      expect((await cached(batch, ids(1), { maxTokens: 20 })).cachedTokens).toBe(ids(1).length - 1);
      const none = model.batch({ prefixes: new PrefixCache(0) });
      await cached(none, ids(2));
      expect((await cached(none, ids(2))).cachedTokens).toBe(0);
    });
  });

  test("fail alone where a prompt or a setting is wrong", async () => {
    const batch = model.batch();
    const good = collect(batch.add(ids(0), long));
    await expect(collect(batch.add([], long))).rejects.toBeInstanceOf(InputError);
    await expect(collect(batch.add(ids(0), { topP: 2 }))).rejects.toBeInstanceOf(InputError);
    for (const wrong of [2.5, NaN, -1, Infinity])
      for (const name of ["maxTokens", "minTokens"]) {
        const refused = new InputError(`${name} is ${wrong}, expected a whole number of at least 0`);
        await expect(collect(batch.add(ids(0), { [name]: wrong }))).rejects.toThrow(refused);
        await expect(collect(model.tokens(ids(0), { [name]: wrong }))).rejects.toThrow(refused);
      }
    const choose = (): number => {
      throw new InputError("no choice");
    };
    await expect(collect(batch.add(ids(1), { choose }))).rejects.toThrow("no choice");
    expect(await good).toEqual(await alone(0));
  });

  test("begin where the context holds one more token, and are refused where it holds none", async () => {
    const { positions } = model.config;
    const prompt = Array.from({ length: positions }, (_, i) => i % 50);
    const one = await collect(model.tokens(prompt.slice(1), lively));
    expect(one.length).toBeLessThanOrEqual(1);
    expect(await collect(model.batch().add(prompt.slice(1), lively))).toEqual(one);
    const refused = `the prompt has ${positions} tokens; this model's context holds ${positions}, the answer included`;
    await expect(collect(model.tokens(prompt))).rejects.toThrow(refused);
    await expect(collect(model.batch().add(prompt))).rejects.toThrow(refused);
  });

  test("fail together where the model's weights are gone, and a new decoder works", async () => {
    const variant = await model.withWeights({});
    const batch = variant.batch();
    variant.release();
    await expect(collect(batch.add(ids(0), long))).rejects.toBeInstanceOf(InputError);
    await idle(batch);
    expect(await collect(model.batch().add(ids(0), long))).toEqual(await alone(0));
  });
});

test("a stream that can't join fails with its reason, and leaves nothing behind", async () => {
  const { root, edge } = await makeTinyPair();
  const model = await LanguageModel.load(edge, { thread: "main" });
  const ids = model.encode("what a day");
  for (const prefixes of [undefined, new PrefixCache(1000)]) {
    const batch = model.batch(prefixes && { prefixes });
    if (prefixes) await collect(batch.add(ids, long));
    await expect.poll(() => batch.load).toEqual({ active: 0, waiting: 0 });
    const [copied, released] = (["copyRow", "release"] as const).map((name) => vi.spyOn(LocalGrowing.prototype, name));
    copied!.mockRejectedValueOnce(new Error("no memory"));
    await expect(collect(batch.add(ids, long))).rejects.toThrow("no memory");
    // Its own cache; without prefixes, the place among the others too was made before.
    expect(released).toHaveBeenCalledTimes(prefixes ? 1 : 2);
    vi.restoreAllMocks();
    expect(batch.load).toEqual({ active: 0, waiting: 0 });
    expect(await collect(batch.add(ids, long))).toEqual(await collect(model.tokens(ids, long)));
  }
  await model.dispose();
  await rm(root, { recursive: true });
}, 30_000);
