/** @file Adapters for servers that run elsewhere: put where a server reads them, and loaded into it (Node). */

import { join, posix, resolve } from "node:path";
import { z } from "zod";
import { InputError, LoraGenError } from "../errors.js";
import type { DecoderConfig } from "../lm/config.js";
import { writeFileAtomic } from "../tensor/atomic.js";
import { sha256 } from "../tensor/sha256.js";
import type { Adapter } from "./adapter.js";
import { ggufLoraBytes } from "./gguf-lora.js";
import { saveAdapter, type Provenance } from "./peft.js";
import { checkAdapterDirectory, checkAdapterFile } from "./push-target.js";

export interface PushOptions {
  adapter: Adapter;
  /** Directory that the adapter was read from, which is never written over. */
  source?: string | undefined;
  /** The model that it is for. */
  base: string;
  config: DecoderConfig;
  provenance?: Provenance | undefined;
  /** What the server calls it. */
  name: string;
  /** A directory that the server reads too, and its path there if that is another. */
  directory: string;
  remote?: string | undefined;
  /** For the server's `Authorization`. */
  key?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface Pushed {
  /** What was written, as the server sees it. */
  path: string;
  /** Whether the server has it now; llama.cpp reads new ones at its start only. */
  loaded: boolean;
  /** What to do to use it. */
  use: string;
}

export type PushTarget = "vllm" | "lorax" | "llama.cpp";

/**
 * Throws an `InputError` for a name that is no file's, a `FileError` where something else than an adapter has the name,
 * or `source`, and a `LoraGenError` with what the server answered if it does not take it.
 */
export async function pushAdapter(target: PushTarget, url: string, options: PushOptions): Promise<Pushed> {
  const { name } = options;
  if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name))
    throw new InputError(`an adapter can't be called "${name}": use letters, digits, "-", "_" and "."`);
  return targets[target](new Server(url, options), options);
}

/** The server need not run where this process does. */
const remotePath = ({ remote, directory }: PushOptions, file: string): string =>
  remote === undefined ? resolve(directory, file) : posix.join(remote, file);

/** What llama.cpp's server tells of the adapters that it was started with, as far as it is read here. */
const loadedAdapters = z.array(z.object({ id: z.number(), path: z.string(), scale: z.number() }));

async function writePeft(options: PushOptions): Promise<string> {
  const { adapter, source, config, base, provenance, directory, name } = options;
  const target = join(directory, name);
  await checkAdapterDirectory(target, source);
  await saveAdapter(target, adapter, { config, base, provenance, dtype: "f16" });
  return remotePath(options, name);
}

const targets: Record<PushTarget, (server: Server, options: PushOptions) => Promise<Pushed>> = {
  /** vLLM's docs/features/lora.md: loading at run time, in place of one of the same name. */
  async vllm(server, options) {
    const path = await writePeft(options);
    const body = { lora_name: options.name, lora_path: path, load_inplace: true };
    await server.ask("POST", "/v1/load_lora_adapter", body, {
      404: "start vLLM with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True in its environment",
    });
    return { path, loaded: true, use: `"model": "${options.name}" in requests to ${server.url}/v1` };
  },

  /** LoRAX loads an adapter with the first request that names it: that is one token here. */
  async lorax(server, options) {
    const path = await writePeft(options);
    const parameters = { adapter_id: path, adapter_source: "local", max_new_tokens: 1 };
    await server.ask("POST", "/generate", { inputs: "a", parameters });
    return {
      path,
      loaded: true,
      use: `"adapter_id": "${path}", "adapter_source": "local" in requests to ${server.url}`,
    };
  },

  /** llama.cpp's server knows the files that it was started with; those it can switch on. */
  async "llama.cpp"(server, options) {
    const { adapter, base, config, directory, name } = options;
    const bytes = await ggufLoraBytes(config, base, { adapter, name, dtype: "f16" });
    // The server tells paths alone: this one tells what it has read from it, whatever was pushed since.
    const file = `${name}-${sha256(bytes).slice(0, 12)}.gguf`;
    const local = join(directory, file);
    await checkAdapterFile(local);
    const { success, data: known } = loadedAdapters.safeParse(await server.ask("GET", "/lora-adapters"));
    if (!success)
      throw new LoraGenError(
        `${server.url}/lora-adapters: the answer is no list of adapters, as llama-server gives it`,
      );
    await writeFileAtomic(local, bytes);
    const path = remotePath(options, file);
    const there = known.find((row) => row.path === path);
    if (!there)
      return {
        path,
        loaded: false,
        use: `start llama-server with --lora ${path}: it reads new adapters at its start only`,
      };
    // Older ones of this name, which would be added to it.
    const start = remotePath(options, `${name}-`);
    const isOlder = (row: string): boolean =>
      row.startsWith(start) && /^[0-9a-f]{12}\.gguf$/.test(row.slice(start.length));
    const scales = known.map(({ id, path: row, scale }) => ({
      id,
      scale: id === there.id ? 1 : isOlder(row) ? 0 : scale,
    }));
    await server.ask("POST", "/lora-adapters", scales);
    return { path, loaded: true, use: `"lora": [{"id": ${there.id}, "scale": 1}] in requests to ${server.url}` };
  },
};

class Server {
  readonly url: string;

  constructor(
    url: string,
    private readonly options: PushOptions,
  ) {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new InputError(`${url} is no address of a server: http://host:port or https://…`);
    this.url = url.replace(/\/+$/, "");
  }

  /** Asks for JSON; `advice` is what an answer's status says of the server's settings. */
  async ask(
    method: "GET" | "POST",
    path: string,
    body?: unknown,
    advice: Readonly<Record<number, string>> = {},
  ): Promise<unknown> {
    const { key, signal } = this.options;
    const headers = { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) };
    const failure = (problem: string) => (cause: unknown) => {
      signal?.throwIfAborted();
      const reason = ((cause as Error).cause as Error | undefined)?.message ?? (cause as Error).message;
      throw new LoraGenError(`${this.url}${problem}: ${reason}`, { cause });
    };
    const answer = await fetch(this.url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    }).catch(failure(": can't be reached"));
    const text = await answer.text().catch(failure(`${path}: the answer breaks off`));
    if (!answer.ok) {
      const hint = advice[answer.status];
      throw new LoraGenError(
        `${this.url}${path}: the server answers ${answer.status}: ${hint ?? (text.slice(0, 500) || answer.statusText)}`,
      );
    }
    try {
      return JSON.parse(text);
    } catch {
      return text; // vLLM answers in words
    }
  }
}
