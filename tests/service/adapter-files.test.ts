import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { unpackProvenance } from "../../src/service/adapter-archive.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { contentFiles } from "./content-files.js";
import { startServing, type Serving } from "./serving.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let pair: TinyPair;
let store: string;
let serving: Serving;
beforeAll(async () => {
  pair = await makeTinyPair();
  store = await mkdtemp(join(tmpdir(), "lora-gen-damaged-"));
  serving = await startServing({ generator: pair.generator, store });
});
afterAll(async () => {
  await serving.stop();
  await rm(pair.root, { recursive: true });
  await rm(store, { recursive: true });
});

const prompt = "Answer in upper case.";
const make = async (): Promise<string> =>
  ((await (await serving.post("/v1/adapters", { prompt })).json()) as { id: string }).id;
const ask = (model: string, messages: object[]): Promise<Response> =>
  serving.post("/v1/chat/completions", { model, messages, max_tokens: 2 });
const user = { role: "user", content: "go" };

test("an adapter that is damaged is made again for who gives its prompt, and gone for who gives its id", async () => {
  const id = await make();
  const damage = async (): Promise<void> => {
    for (const file of await contentFiles(store)) await writeFile(file, "damaged");
  };
  await damage();
  const answer = await ask("lora-gen", [{ role: "system", content: prompt }, user]);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ adapter: id, usage: { prompt_tokens_saved: 0 } });
  expect((await serving.get(`/v1/adapters/${id}?format=tar`)).status).toBe(200);

  await fetch(`${serving.url}/v1/adapters/${id}`, { method: "DELETE" });
  expect(await contentFiles(store)).toEqual([]);
  expect(await make()).toBe(id);
  await damage();
  expect((await ask(id, [user])).status).toBe(404);
});

test("gates are told without a look at the tensors", async () => {
  const id = await make();
  const gates = await (await serving.get(`/v1/adapters/${id}/gates`)).json();
  const archive = Buffer.from(await (await serving.get(`/v1/adapters/${id}?format=tar`)).arrayBuffer());
  const tensors = Buffer.from(await (await serving.get(`/v1/adapters/${id}?format=safetensors`)).arrayBuffer());
  expect(archive.includes(tensors)).toBe(true);
  archive.fill(0xff, archive.indexOf(tensors), archive.indexOf(tensors) + tensors.length);
  const { routes, gates: rows } = await unpackProvenance(id, archive);
  expect(gates).toMatchObject({ routes, gates: rows });
});

test("files are chosen by format or the Accept header, which caches are told to heed; gates are in no tar", async () => {
  const id = await make();
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await serving.get(`/v1/adapters/${id}${path}`, headers);
    await response.arrayBuffer();
    return [response.status, response.headers.get("content-type"), response.headers.get("vary")];
  };
  const vary = "Accept, Authorization";
  const [tar, bytes] = ["application/x-tar", "application/octet-stream"];
  expect(await get("", { Accept: tar })).toEqual([200, tar, vary]);
  expect(await get("", { Accept: bytes })).toEqual([200, bytes, vary]);
  expect(await get("?format=tar")).toEqual([200, tar, vary]);
  expect(await get("")).toEqual([200, "application/json", null]);
  expect(await get("/gates", { Accept: bytes })).toEqual([200, bytes, vary]);
  expect(await get("/gates", { Accept: tar })).toEqual([200, "application/json", null]);
  expect((await get("/gates?format=tar"))[0]).toBe(400);
});
