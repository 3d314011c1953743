/** @file A server in this process, on any port that is free. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import OpenAI from "openai";
import { shippedGenerator } from "../../src/shipped.js";
import { runServer, type ServerSettings } from "../../src/service/run-server.js";

export { shippedGenerator };
export const shippedEdge = fileURLToPath(new URL("../../checkpoints/nano/edge", import.meta.url));

export interface Serving {
  url: string;
  /** What was logged. */
  log: string[];
  /** OpenAI's own client; it does not try again. */
  client(key?: string): OpenAI;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** The value of a metric, labels as Prometheus writes them. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

export async function startServing(settings: Partial<ServerSettings> = {}): Promise<Serving> {
  const store = settings.store ?? (await mkdtemp(join(tmpdir(), "lora-gen-serving-")));
  const log: string[] = [];
  const end = new AbortController();
  let done: Promise<void> | undefined;
  const url = await new Promise<string>((resolve, reject) => {
    done = runServer({
      generator: shippedGenerator,
      host: "127.0.0.1",
      port: 0,
      store,
      grace: 60,
      deadline: 120,
      log: (line) => log.push(line),
      signal: end.signal,
      onReady: resolve,
      ...settings,
    });
    done.catch(reject);
  });
  const get: Serving["get"] = (path, headers = {}) => fetch(`${url}${path}`, { headers });
  return {
    url,
    log,
    get,
    client: (key = "none") => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 }),
    post: (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    async metric(name) {
      const lines = (await (await get("/metrics")).text()).split("\n");
      return Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1));
    },
    async stop() {
      end.abort();
      await done;
      if (settings.store === undefined) await rm(store, { recursive: true });
    },
  };
}
