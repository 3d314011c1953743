import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { addKey, findKey, KeyRing, readKeys, removeKey } from "../../src/service/keys.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { startServing, type Serving } from "./serving.js";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-gen-keys-"));
});
afterAll(() => rm(root, { recursive: true }));

describe("a file of keys", () => {
  test("holds hashes alone, and finds the key of each", async () => {
    const file = join(root, "some.json");
    const [ada, bob] = [await addKey(file, "Ada"), await addKey(file, "Bob", { requestsPerMinute: 3 })];
    const text = await readFile(file, "utf8");
    for (const { key } of [ada, bob]) expect(text).not.toContain(key.slice(3));
    const keys = await readKeys(file);
    expect(findKey(keys, bob.key)).toMatchObject({ id: bob.id, name: "Bob", limits: { requestsPerMinute: 3 } });
    for (const wrong of ["", bob.key.slice(0, -1), `${bob.key} `, keys[0]!.sha256])
      expect(findKey(keys, wrong)).toBeUndefined();
    await removeKey(file, ada.id);
    expect((await readKeys(file)).map(({ id }) => id)).toEqual([bob.id]);
    await expect(removeKey(file, ada.id)).rejects.toThrow(`has no key ${ada.id}`);
  });

  test("loses no change of several at once; one that a dead program was at blocks none", async () => {
    const file = join(root, "new/busy.json");
    const added = await Promise.all(["a", "b", "c"].map((name) => addKey(file, name)));
    expect(await readKeys(file)).toHaveLength(3);
    for (const left of [`${spawnSync("true").pid}\n`, ""]) {
      await writeFile(`${file}.lock`, left);
      await removeKey(file, added.pop()!.id);
    }
    await Promise.all([addKey(file, "d"), removeKey(file, added[0]!.id), addKey(file, "e")]);
    expect((await readKeys(file)).map(({ name }) => name).sort()).toEqual(["d", "e"]);
    expect(await readdir(join(root, "new"))).toEqual(["busy.json"]);
  });

  test("is read anew when it changes; what is damaged neither opens nor shuts the door", async () => {
    const file = join(root, "changing.json");
    await expect(KeyRing.open(file)).rejects.toThrow("there is no such file");
    const ada = await addKey(file, "Ada");
    const ring = await KeyRing.open(file);
    const bob = await addKey(file, "Bob");
    expect((await ring.find(bob.key))?.id).toBe(bob.id);
    await writeFile(file, "{");
    expect((await ring.find(ada.key))?.id).toBe(ada.id);
    await expect(KeyRing.open(file)).rejects.toThrow(`${file}: is not JSON`);
    await writeFile(file, '{"keys": [{"id": "x"}]}');
    await expect(readKeys(file)).rejects.toThrow('"keys.0.id": is no id of a key');
  });
});

describe("a server with keys", () => {
  let pair: TinyPair;
  let serving: Serving;
  let file: string;
  const keys: Record<"ada" | "bob" | "few" | "small", string> = { ada: "", bob: "", few: "", small: "" };
  beforeAll(async () => {
    pair = await makeTinyPair();
    file = join(root, "keys.json");
    keys.ada = (await addKey(file, "Ada")).key;
    keys.bob = (await addKey(file, "Bob")).key;
    keys.few = (await addKey(file, "few", { requestsPerMinute: 2, adaptersPerMinute: 1 })).key;
    keys.small = (await addKey(file, "small", { bodyBytes: 200 })).key;
    serving = await startServing({ generator: pair.generator, keys: file });
  });
  afterAll(async () => {
    await serving.stop();
    await rm(pair.root, { recursive: true });
  });

  const as = (key: string) => ({ Authorization: `Bearer ${key}` });
  const post = async (key: string, path: string, body: object): Promise<[number, Record<string, unknown>]> => {
    const response = await serving.post(path, body, as(key));
    return [response.status, (await response.json()) as Record<string, unknown>];
  };

  test("lets nobody in without one, and tells no more", async () => {
    const wrong: Record<string, string>[] = [{}, as("lg-wrong"), { Authorization: `Basic ${keys.ada}` }];
    for (const headers of wrong) {
      for (const response of [
        await serving.get("/v1/models", headers),
        await serving.post("/v1/chat/completions", {}, headers),
      ]) {
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({
          error: { type: "authentication_error", code: "invalid_api_key" },
        });
      }
    }
    expect((await serving.get("/v1/models", as(keys.ada))).status).toBe(200);
    expect((await serving.get("/healthz")).status).toBe(200);
    expect((await serving.get("/readyz")).status).toBe(200);
  });

  test("keeps an adapter to the key that made it, unless it is shared", async () => {
    const [status, made] = await post(keys.ada, "/v1/adapters", { prompt: "for Ada" });
    expect([status, made["shared"]]).toEqual([201, false]);
    const id = String(made["id"]);
    expect((await post(keys.ada, "/v1/adapters", { prompt: "for Ada" }))[0]).toBe(200);
    for (const path of [
      `/v1/adapters/${id}`,
      `/v1/adapters/${id}/gates`,
      `/v1/adapters/${id}?format=tar`,
      `/v1/models/${id}`,
    ]) {
      expect((await serving.get(path, as(keys.ada))).status).toBe(200);
      expect((await serving.get(path, as(keys.bob))).status).toBe(404);
    }
    expect(
      (await post(keys.bob, "/v1/chat/completions", { model: id, messages: [{ role: "user", content: "x" }] }))[0],
    ).toBe(404);
    // The same prompt of another key is another adapter: nothing tells that Ada has it.
    const [again, own] = await post(keys.bob, "/v1/adapters", { prompt: "for Ada" });
    expect([again, own["id"] === id]).toEqual([201, false]);

    const [, shared] = await post(keys.ada, "/v1/adapters", { prompt: "for all", shared: true });
    expect((await serving.get(`/v1/adapters/${String(shared["id"])}`, as(keys.bob))).status).toBe(200);
    expect((await post(keys.bob, "/v1/adapters", { prompt: "for all" }))[1]["id"]).toBe(shared["id"]);

    const remove = async (key: string, which: unknown): Promise<number> =>
      (await fetch(`${serving.url}/v1/adapters/${String(which)}`, { method: "DELETE", headers: as(key) })).status;
    expect(await remove(keys.bob, id)).toBe(404);
    expect(await remove(keys.bob, shared["id"])).toBe(404);
    expect(await remove(keys.ada, id)).toBe(204);
    expect((await serving.get(`/v1/adapters/${id}`, as(keys.ada))).status).toBe(404);
  });

  test("limits each key: requests, adapters, bodies", async () => {
    expect((await post(keys.few, "/v1/adapters", { prompt: "one" }))[0]).toBe(201);
    const second = await serving.post("/v1/adapters", { prompt: "two" }, as(keys.few));
    expect([second.status, await second.json()]).toMatchObject([
      429,
      { error: { code: "rate_limit_exceeded", message: "this key may make 1 adapters a minute" } },
    ]);
    const third = await serving.post("/v1/adapters", { prompt: "one" }, as(keys.few));
    expect([third.status, await third.json()]).toMatchObject([
      429,
      { error: { message: "this key may make 2 requests a minute" } },
    ]);
    const wait = Number(third.headers.get("retry-after"));
    expect(wait >= 1 && wait <= 60).toBe(true);
    const [status] = await post(keys.small, "/v1/adapters", { prompt: "p".repeat(300) });
    expect(status).toBe(413);
    expect((await post(keys.ada, "/v1/adapters", { prompt: "p".repeat(300) }))[0]).toBe(201);
  });

  test("counts an adapter once, however many wait for it", async () => {
    const one = (await addKey(file, "one", { adaptersPerMinute: 1 })).key;
    const waiting = [1, 2, 3].map(() => post(one, "/v1/adapters", { prompt: "all at once" }));
    expect((await Promise.all(waiting)).map(([status]) => status)).toEqual([201, 201, 201]);
    expect((await post(one, "/v1/adapters", { prompt: "another" }))[0]).toBe(429);
  });

  test("forgets a key that is removed, without a restart", async () => {
    const gone = await addKey(file, "gone");
    expect((await serving.get("/v1/models", as(gone.key))).status).toBe(200);
    await removeKey(file, gone.id);
    expect((await serving.get("/v1/models", as(gone.key))).status).toBe(401);
  });

  test("logs who asked for what, but no prompt, answer or key", async () => {
    const secret = "my secret system prompt";
    const answer: OpenAI.ChatCompletion = await serving.client(keys.ada).chat.completions.create({
      model: "lora-gen",
      messages: [
        { role: "system", content: secret },
        { role: "user", content: "my secret request" },
      ],
      max_completion_tokens: 20,
    });
    const wrong = await serving.post("/v1/chat/completions", { model: "m", messages: secret }, as(keys.ada));
    expect(wrong.status).toBe(400);
    const id = wrong.headers.get("x-request-id");
    const lines = serving.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    const ada = (await readKeys(file)).find(({ name }) => name === "Ada")!.id;
    expect(lines).toContainEqual(
      expect.objectContaining({ request: id, status: 400, route: "/v1/chat/completions", client: ada }),
    );
    const log = serving.log.join("");
    for (const hidden of [secret, "my secret request", ...Object.values(keys)]) expect(log).not.toContain(hidden);
    expect(answer.choices).toHaveLength(1);
    const metrics = await (await serving.get("/metrics")).text();
    for (const hidden of [secret, ...Object.values(keys)]) expect(metrics).not.toContain(hidden);
  });
});
