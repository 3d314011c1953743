/** @file Where the Hub and its cache are, by the environment variables that huggingface_hub reads. */

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { InputError } from "../errors.js";

export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** Sent to the endpoint's origin, and to no other. */
  readonly token?: string;
  /** Directory of the repositories' folders. */
  readonly cache: string;
  /** Only what the cache has. */
  readonly offline: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const isTrue = (value: string | undefined): boolean => /^(1|on|yes|true)$/i.test(value ?? "");
const atHome = (path: string): string => path.replace(/^~(?=$|[/\\])/, homedir());

/**
 * `HF_ENDPOINT`, `HF_TOKEN` (or the file that `hf auth login` writes), `HF_HUB_CACHE` or `HF_HOME`, `HF_HUB_OFFLINE`.
 * Throws an `InputError` for an endpoint that is no URL.
 */
export async function hubSettings(env: Environment = process.env): Promise<HubSettings> {
  const value = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);
  const home = atHome(value("HF_HOME") ?? join(value("XDG_CACHE_HOME") ?? join(homedir(), ".cache"), "huggingface"));
  const endpoint = (value("HF_ENDPOINT") ?? "https://huggingface.co").replace(/\/+$/, "");
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint))
    throw new InputError(`HF_ENDPOINT is "${endpoint}"; it must be a URL, as https://huggingface.co`);
  const tokenFile = atHome(value("HF_TOKEN_PATH") ?? join(home, "token"));
  const token = (value("HF_TOKEN") ?? (await readFile(tokenFile, "utf8").catch(() => ""))).trim();
  return {
    endpoint,
    ...(token ? { token } : {}),
    cache: atHome(value("HF_HUB_CACHE") ?? value("HUGGINGFACE_HUB_CACHE") ?? join(home, "hub")),
    offline: isTrue(env["HF_HUB_OFFLINE"]) || isTrue(env["TRANSFORMERS_OFFLINE"]),
  };
}
