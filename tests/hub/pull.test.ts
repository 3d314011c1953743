import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HubError } from "../../src/errors.js";
import { RepositoryCache } from "../../src/hub/cache.js";
import { pull } from "../../src/hub/pull.js";
import type { HubSettings } from "../../src/hub/settings.js";
import { gitSha1, sha256, startHub, type FakeHub } from "./server.js";

const commit = "0123456789abcdef0123456789abcdef01234567";
const text = (value: string): Uint8Array => Buffer.from(value);
const weights = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) ^ (i >> 8));
const model = {
  "README.md": text("# A model"),
  "config.json": text('{"model_type": "llama"}'),
  "model.safetensors": weights,
  "onnx/model.onnx": text("not ours"),
  "pytorch_model.bin": text("not ours either"),
  "tokenizer.json": text("{}"),
  "tokenizer_config.json": text("{}"),
};

let hub: FakeHub;
let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "lora-gen-hub-"));
  hub = await startHub({
    "org/model": { commit, files: model, revisions: ["v1", "refs/pr/1"] },
    "org/secret": { commit, files: model, access: "private" },
    "org/gated": { commit, files: model, access: "gated" },
    "org/gguf": { commit, files: { "a-q4.gguf": text("four"), "a-q8.gguf": text("eight"), "README.md": text("") } },
  });
});
afterEach(async () => {
  await hub.close();
  await rm(cache, { recursive: true });
});

const settings = (more: Partial<HubSettings> = {}): HubSettings => ({
  endpoint: hub.endpoint,
  cache,
  offline: false,
  ...more,
});
const blobs = (name = "org--model"): Promise<string[]> => readdir(join(cache, `models--${name}`, "blobs"));
const expectWeights = async (path: string): Promise<void> =>
  expect(sha256(await readFile(join(path, "model.safetensors")))).toBe(sha256(weights));
const downloads = () => hub.requests.filter(({ origin }) => origin === "cdn");

test("a model's own files come into the cache as huggingface_hub lays it out", async () => {
  const { path, files, ...rest } = await pull({ name: "org/model" }, { settings: settings() });
  expect(rest.commit).toBe(commit);
  expect(path).toBe(join(cache, "models--org--model", "snapshots", commit));
  expect(files).toEqual(["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]);
  expect((await readdir(path)).sort()).toEqual(files);
  await expectWeights(path);
  expect(await readlink(join(path, "model.safetensors"))).toBe(`../../blobs/${sha256(weights)}`);
  expect(await readlink(join(path, "config.json"))).toBe(`../../blobs/${gitSha1(model["config.json"])}`);
  expect(await readFile(join(cache, "models--org--model", "refs", "main"), "utf8")).toBe(commit);
});

test("what is there is not downloaded again", async () => {
  await pull({ name: "org/model" }, { settings: settings() });
  hub.requests.length = 0;
  const progress: number[] = [];
  await pull({ name: "org/model" }, { settings: settings(), onProgress: (done) => progress.push(done) });
  expect(hub.requests.every(({ url }) => url.startsWith("/api/models/"))).toBe(true);
  expect(progress.at(-1)).toBe(weights.length + 23 + 2 + 2);
});

test("revisions, patterns and single files choose what is pulled", async () => {
  const at = await pull(
    { name: "org/model", revision: "refs/pr/1" },
    { settings: settings(), include: ["onnx/*", "R?ADME*"] },
  );
  expect(at.files).toEqual(["README.md", "onnx/model.onnx"]);
  expect(await readFile(join(cache, "models--org--model", "refs", "refs/pr/1"), "utf8")).toBe(commit);
  const one = await pull({ name: "org/gguf", file: "a-q8.gguf" }, { settings: settings() });
  expect(await readFile(one.path, "utf8")).toBe("eight");
  expect(await readdir(join(one.path, ".."))).toEqual(["a-q8.gguf"]);
});

describe("a connection that breaks", () => {
  test("in a body is made again, and goes on where it was", async () => {
    hub.troubles.push({ at: "model.safetensors", times: 2, cutAfter: 100_000 });
    const seen: number[] = [];
    const { path } = await pull({ name: "org/model" }, { settings: settings(), onProgress: (done) => seen.push(done) });
    await expectWeights(path);
    const ranges = downloads().map(({ range }) => range);
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBeUndefined();
    for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-299999$/);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test("to a server without ranges starts over", async () => {
    hub.troubles.push({ at: "model.safetensors", times: 1, cutAfter: 100_000 });
    hub.troubles.push({ at: "model.safetensors", times: 1, noRange: true });
    const { path } = await pull({ name: "org/model" }, { settings: settings() });
    await expectWeights(path);
  });

  test("for good leaves a part that the next pull resumes", async () => {
    const stop = new AbortController();
    hub.troubles.push({ at: "model.safetensors", times: 1, hangAfter: 100_000 });
    const pulled = pull(
      { name: "org/model" },
      {
        settings: settings(),
        signal: stop.signal,
        onProgress: (done) => done > 50_000 && setTimeout(() => stop.abort(), 200),
      },
    );
    await expect(pulled).rejects.toMatchObject({ name: "AbortError" });
    const part = `${sha256(weights)}.free.incomplete`;
    expect(await blobs()).toContain(part);
    const { size } = await stat(join(cache, "models--org--model", "blobs", part));
    await expect(readdir(join(cache, "models--org--model", "snapshots"))).rejects.toThrow("ENOENT");
    await pull({ name: "org/model" }, { settings: settings() });
    expect(downloads().at(-1)!.range).toBe(`bytes=${size}-299999`);
    expect((await blobs()).filter((name) => name.includes("incomplete"))).toEqual([]);
  });

  test("or a busy Hub is asked again", async () => {
    hub.troubles.push({ at: "/revision/", times: 1, status: 503 }, { at: "/tree/", times: 1, status: 429 });
    await pull({ name: "org/model" }, { settings: settings() });
    expect(hub.requests.filter(({ url }) => url.includes("/revision/"))).toHaveLength(2);
  });
});

describe("bytes that are not the repository's", () => {
  test("are an error that names the file, and are deleted", async () => {
    hub.troubles.push({ at: "model.safetensors", times: 100, corrupt: true });
    const pulled = pull({ name: "org/model" }, { settings: settings() });
    await expect(pulled).rejects.toThrow(
      /^org\/model\/model\.safetensors: the bytes from 127\.0\.0\.1:\d+ are not those of the repository \([0-9a-f]{64}\) and were deleted/,
    );
    expect((await blobs()).filter((name) => name.startsWith(sha256(weights)))).toEqual([]);
  });

  // A download that stalls is tried again: each answer is corrupt.
  test("are found in a small file too", async () => {
    hub.troubles.push({ at: "config.json", times: 100, corrupt: true });
    await expect(pull({ name: "org/model" }, { settings: settings() })).rejects.toThrow(
      /^org\/model\/config\.json: the bytes/,
    );
  });

  test("in a part that was left are fetched anew", async () => {
    await pull({ name: "org/model" }, { settings: settings(), include: ["config.json"] });
    const torn = join(cache, "models--org--model", "blobs", `${sha256(weights)}.free.incomplete`);
    await writeFile(torn, new Uint8Array(1000));
    const { path } = await pull({ name: "org/model" }, { settings: settings() });
    await expectWeights(path);
    expect(downloads().map(({ range }) => range)).toEqual(["bytes=1000-299999", undefined]);
  });
});

test("the token goes to the Hub alone", async () => {
  await pull({ name: "org/secret" }, { settings: settings({ token: hub.token }) });
  const origins = new Map(hub.requests.map(({ origin, authorization }) => [origin, authorization]));
  expect(origins).toEqual(
    new Map([
      ["hub", "Bearer hf_test"],
      ["cdn", undefined],
    ]),
  );
});

test("a part is one process's at a time, and nobody's when that is dead", async () => {
  await pull({ name: "org/model" }, { settings: settings(), include: ["config.json"] });
  const at = (owner: string): string =>
    join(cache, "models--org--model", "blobs", `${sha256(weights)}.${owner}.incomplete`);
  const theirs = at(`00000000-1-abcdef`); // of another host
  await writeFile(theirs, weights.subarray(0, 1000));
  const pulled = pull({ name: "org/model" }, { settings: settings() });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(downloads()).toHaveLength(0);
  await utimes(theirs, 0, 0); // not written to since 1970
  await pulled;
  expect(downloads().map(({ range }) => range)).toEqual(["bytes=1000-299999"]);
});

test("pulls at the same time download once", async () => {
  const both = await Promise.all([1, 2, 3].map(() => pull({ name: "org/model" }, { settings: settings() })));
  expect(new Set(both.map(({ path }) => path)).size).toBe(1);
  await expectWeights(both[0]!.path);
  expect((await blobs()).filter((name) => name.includes("incomplete"))).toEqual([]);
});

test("a file put into a snapshot by several at the same time is there once", async () => {
  const shared = new RepositoryCache(cache, { name: "org/model" });
  await mkdir(join(shared.directory, "blobs"), { recursive: true });
  await writeFile(shared.blob("free"), "{}");
  await Promise.all(Array.from({ length: 20 }, () => shared.link(commit, "config.json", "free")));
  expect(await readdir(shared.snapshot(commit))).toEqual(["config.json"]);
  expect(await readFile(join(shared.snapshot(commit), "config.json"), "utf8")).toBe("{}");
});

describe("offline", () => {
  test("the cache is all there is", async () => {
    const pulled = await pull({ name: "org/model" }, { settings: settings() });
    hub.requests.length = 0;
    expect(await pull({ name: "org/model" }, { settings: settings({ offline: true }) })).toEqual(pulled);
    expect(hub.requests).toEqual([]);
  });

  test("what it lacks is an error that says what to do", async () => {
    await expect(pull({ name: "org/model" }, { settings: settings({ offline: true }) })).rejects.toThrow(
      `org/model: is not in the cache (${join(cache, "models--org--model")}), and HF_HUB_OFFLINE is set; unset it, or pull`,
    );
  });
});

describe("a refusal says what to do", () => {
  test.each([
    [
      "a name that is not there",
      { name: "org/none" },
      {},
      /^org\/none: is neither here .* nor a model on http.*; check the name, or set HF_TOKEN if it is private or gated$/,
    ],
    ["a private model", { name: "org/secret" }, {}, /^org\/secret: is neither here .*set HF_TOKEN/],
    [
      "a gated model",
      { name: "org/gated" },
      {},
      /^org\/gated: is gated: accept its terms at http:.*\/org\/gated with an account whose token is in HF_TOKEN$/,
    ],
    [
      "a wrong token",
      { name: "org/model" },
      { token: "hf_old" },
      /^org\/model: http.* does not accept the token of HF_TOKEN; make a new one at/,
    ],
    [
      "a wrong revision",
      { name: "org/model", revision: "v2" },
      {},
      /^org\/model@v2: has no revision "v2"; its branches and tags are at/,
    ],
    [
      "GGUF files, none of them named",
      { name: "org/gguf" },
      {},
      /^org\/gguf: has no safetensors; name one file; its GGUF files are org\/gguf\/a-q4\.gguf, org\/gguf\/a-q8\.gguf$/,
    ],
    [
      "a GGUF file that is not there",
      { name: "org/gguf", file: "a-q2.gguf" },
      {},
      /^org\/gguf\/a-q2\.gguf: has no such file; its GGUF files are/,
    ],
  ])("%s", async (_, id, more, message) => {
    const pulled = pull(id, { settings: settings(more) });
    await expect(pulled).rejects.toThrow(HubError);
    await expect(pulled).rejects.toThrow(message);
  });

  test("a Hub that nobody answers for", async () => {
    await hub.close();
    await expect(pull({ name: "org/model" }, { settings: settings() })).rejects.toThrow(
      /^org\/model: 127\.0\.0\.1:\d+ can't be reached \(ECONNREFUSED\); check the connection and HF_ENDPOINT/,
    );
    hub = await startHub({});
  });

  test("a Hub that is none", async () => {
    hub.troubles.push({ at: "/revision/", times: 1, status: 200 });
    await expect(pull({ name: "org/model" }, { settings: settings() })).rejects.toThrow(
      /^org\/model: http:\S+ does not answer as the Hugging Face Hub does \(.*JSON.*\); check HF_ENDPOINT$/,
    );
  });

  test("a Hub that stays busy", async () => {
    hub.troubles.push({ at: "/revision/", times: 9, status: 500 });
    await expect(pull({ name: "org/model" }, { settings: settings() })).rejects.toThrow(
      /is busy \(it answers 500, still after several tries\)/,
    );
    expect(hub.requests).toHaveLength(5);
  }, 60_000);

  test.each(["../../outside", "a/../../b", "C:\\evil.json"])("a file that would leave the cache: %s", async (path) => {
    hub.repositories["org/evil"] = { commit, files: { [path]: text("!") } };
    await expect(pull({ name: "org/evil" }, { include: ["*"], settings: settings() })).rejects.toThrow(
      "org/evil: names a file that can't be one",
    );
  });

  test("but one that nobody asked for may be called as it likes", async () => {
    const files = { "config.json": text("{}"), "logs/12:30.txt": text("late") };
    hub.repositories["org/logged"] = { commit, files };
    expect((await pull({ name: "org/logged" }, { settings: settings() })).files).toEqual(["config.json"]);
  });
});
