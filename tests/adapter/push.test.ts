import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { saveMergedGguf } from "../../src/adapter/gguf.js";
import { loadAdapter } from "../../src/adapter/peft.js";
import { pushAdapter, type PushOptions } from "../../src/adapter/push.js";
import { runCommandLine } from "../../src/cli/command-line.js";
import { LoraGenError } from "../../src/errors.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { openGguf } from "../../src/tensor/gguf-file.js";
import { fakeTerminal } from "../cli/fake-terminal.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

interface Asked {
  request: string;
  body: unknown;
  key: string | undefined;
}

let pair: TinyPair;
let options: Omit<PushOptions, "directory">;
let directory: string;
let server: Server;
let url: string;
let asked: Asked[];
/** What the server says, by method and path. */
let answers: Record<string, [status: number, body: unknown]>;

beforeAll(async () => {
  pair = await makeTinyPair();
  const checkpoint = await openCheckpoint(pair.edge);
  const config = parseConfig(checkpoint.config, pair.edge);
  await checkpoint.close();
  options = { adapter: await loadAdapter(pair.lora, config), base: pair.edge, config, name: "mine" };
});
afterAll(() => rm(pair.root, { recursive: true }));

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "lora-gen-push-"));
  asked = [];
  answers = {};
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const name = `${request.method} ${request.url}`;
      const text = Buffer.concat(parts).toString();
      asked.push({ request: name, body: text && JSON.parse(text), key: request.headers.authorization });
      const [status, body] = answers[name] ?? [404, { detail: "Not Found" }];
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});

test("vLLM loads the directory under its name, by the path that it has there", async () => {
  answers["POST /v1/load_lora_adapter"] = [200, "Success: LoRA adapter 'mine' added successfully"];
  const pushed = await pushAdapter("vllm", `${url}/`, { ...options, directory, remote: "/adapters", key: "secret" });
  const body = { lora_name: "mine", lora_path: "/adapters/mine", load_inplace: true };
  expect(asked).toEqual([{ request: "POST /v1/load_lora_adapter", body, key: "Bearer secret" }]);
  expect(pushed).toMatchObject({ path: "/adapters/mine", loaded: true });
  const written = await loadAdapter(join(directory, "mine"), options.config);
  expect(written.layers[0]!.up!.a).toBeAllclose(options.adapter.layers[0]!.up!.a, { rtol: 1e-3, atol: 1e-6 });
});

test("a vLLM that takes no adapters at run time: what to start it with", async () => {
  await expect(pushAdapter("vllm", url, { ...options, directory })).rejects.toThrow(
    /answers 404: start vLLM with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True/,
  );
});

test("LoRAX loads the directory with a request for one token", async () => {
  answers["POST /generate"] = [200, { generated_text: "x" }];
  const path = join(directory, "mine");
  expect(await pushAdapter("lorax", url, { ...options, directory })).toMatchObject({ path, loaded: true });
  const parameters = { adapter_id: path, adapter_source: "local", max_new_tokens: 1 };
  expect(asked[0]).toMatchObject({ request: "POST /generate", body: { inputs: "a", parameters } });
  answers["POST /generate"] = [424, { error: "adapter does not fit" }];
  await expect(pushAdapter("lorax", url, { ...options, directory })).rejects.toThrow(/answers 424: .*does not fit/);
});

test("llama.cpp gets a GGUF file for its start, and switches on one that it was started with", async () => {
  answers["GET /lora-adapters"] = [200, []];
  const first = await pushAdapter("llama.cpp", url, { ...options, directory });
  const { path } = first;
  expect(path.slice(directory.length)).toMatch(/^\/mine-[0-9a-f]{12}\.gguf$/);
  expect(first.loaded).toBe(false);
  expect(first.use).toContain(`--lora ${path}`);
  const file = await openGguf(path);
  expect(file.metadata.get("adapter.type")).toBe("lora");
  await file.close();
  const other = { id: 0, path: "/other.gguf", scale: 0.5 };
  answers["GET /lora-adapters"] = [200, [other, { id: 1, path, scale: 0 }]];
  answers["POST /lora-adapters"] = [200, { success: true }];
  expect(await pushAdapter("llama.cpp", url, { ...options, directory })).toMatchObject({ path, loaded: true });
  expect(asked.at(-1)!.body).toEqual([
    { id: 0, scale: 0.5 },
    { id: 1, scale: 1 },
  ]);
});

test("llama.cpp has a changed adapter only when it was started with that one, which then goes before the older one", async () => {
  answers["GET /lora-adapters"] = [200, []];
  const push = (scale = 1) =>
    pushAdapter("llama.cpp", url, {
      ...options,
      directory,
      adapter: { ...options.adapter, scale: scale * options.adapter.scale },
    });
  const { path } = await push();
  const rows = [
    { id: 0, path, scale: 1 },
    { id: 1, path: join(directory, "mine-too.gguf"), scale: 1 },
  ];
  answers["GET /lora-adapters"] = [200, rows];
  answers["POST /lora-adapters"] = [200, { success: true }];
  const changed = await push(2);
  expect(changed.loaded).toBe(false);
  expect(await push(2)).toEqual(changed);
  expect((await push()).loaded).toBe(true);
  answers["GET /lora-adapters"] = [200, [...rows, { id: 2, path: changed.path, scale: 0 }]];
  expect(await push(2)).toMatchObject({ path: changed.path, loaded: true });
  expect(asked.at(-1)!.body).toEqual([
    { id: 0, scale: 0 },
    { id: 1, scale: 1 },
    { id: 2, scale: 1 },
  ]);
});

test("an answer that no server of the kind gives is told of before anything is written", async () => {
  for (const body of ["<html></html>", {}, [{ id: "0", path: "/a.gguf" }], null]) {
    answers["GET /lora-adapters"] = [200, body];
    const refused = pushAdapter("llama.cpp", url, { ...options, directory });
    await expect(refused).rejects.toThrow(`${url}/lora-adapters: the answer is no list of adapters`);
    await expect(refused).rejects.toBeInstanceOf(LoraGenError);
  }
  server.removeAllListeners("request").on("request", (_, response: ServerResponse) => {
    response.writeHead(200, { "Content-Length": 100 });
    response.write("[", () => response.destroy());
  });
  const cut = pushAdapter("llama.cpp", url, { ...options, directory });
  await expect(cut).rejects.toThrow(`${url}/lora-adapters: the answer breaks off`);
  await expect(cut).rejects.toBeInstanceOf(LoraGenError);
  expect(await readdir(directory)).toEqual([]);
});

test("a path from where this process runs is made one that any process finds", async () => {
  answers["POST /generate"] = [200, { generated_text: "x" }];
  const pushed = await pushAdapter("lorax", url, { ...options, directory: relative(process.cwd(), directory) });
  expect(pushed.path).toBe(join(directory, "mine"));
  expect(asked[0]!.body).toMatchObject({ parameters: { adapter_id: join(directory, "mine") } });
});

test("names and addresses that can't be are refused before anything is written", async () => {
  for (const name of ["../mine", "", "..", "a b"])
    await expect(pushAdapter("vllm", url, { ...options, directory, name })).rejects.toThrow("can't be called");
  await expect(pushAdapter("vllm", "localhost:8000", { ...options, directory })).rejects.toThrow("no address");
  await expect(stat(join(directory, "mine"))).rejects.toThrow("ENOENT");
  await expect(pushAdapter("llama.cpp", "http://127.0.0.1:1", { ...options, directory })).rejects.toThrow(
    /127.0.0.1:1: can't be reached/,
  );
});

test("what is no adapter keeps its name, and its content", async () => {
  answers["GET /lora-adapters"] = [200, []];
  const { path: file } = await pushAdapter("llama.cpp", url, { ...options, directory });
  const model = join(directory, "mine");
  asked = [];
  await mkdir(model);
  await writeFile(join(model, "config.json"), "{}");
  await writeFile(join(model, "adapter_config.json"), "{}");
  await saveMergedGguf(file, pair.edge, { name: "mine", dtype: "f16" });
  const before = await readFile(file);
  for (const target of ["vllm", "lorax", "llama.cpp"] as const)
    await expect(pushAdapter(target, url, { ...options, directory })).rejects.toThrow("is no adapter, and would be");
  expect(await readdir(model)).toEqual(["adapter_config.json", "config.json"]);
  expect(await readFile(file)).toEqual(before);
  expect(asked).toEqual([]);
});

test("an adapter takes the place of another one, but of itself never", async () => {
  answers["POST /v1/load_lora_adapter"] = [200, "Success"];
  await pushAdapter("vllm", url, { ...options, directory });
  await pushAdapter("vllm", url, { ...options, directory, source: pair.lora });
  const beside = join(directory, "link");
  await symlink(directory, beside);
  const own = { ...options, directory: beside, source: join(directory, "mine") };
  await expect(pushAdapter("vllm", url, own)).rejects.toThrow("is the adapter itself");
  const argv = ["push", join(directory, "mine"), url, "--to", "vllm", "--dir", directory, "-g", pair.generator];
  const terminal = fakeTerminal();
  expect(await runCommandLine(argv, { terminal })).toBe(1);
  expect(terminal.stderr).toContain("is the adapter itself, which would be replaced");
});

test("the command pushes an adapter under its directory's name", async () => {
  answers["POST /v1/load_lora_adapter"] = [200, "Success"];
  const terminal = fakeTerminal();
  const argv = ["push", pair.lora, url, "--to", "vllm", "--dir", directory, "--generator", pair.generator, "--json"];
  expect(await runCommandLine(argv, { terminal })).toBe(0);
  const name = basename(pair.lora);
  expect(JSON.parse(terminal.stdout)).toMatchObject({ name, to: "vllm", path: join(directory, name), loaded: true });
  const config = JSON.parse(await readFile(join(directory, name, "adapter_config.json"), "utf8")) as object;
  expect(config).toMatchObject({ base_model_name_or_path: pair.edge });
});
