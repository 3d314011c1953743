/** @file Where adapters are kept: by an id that follows from what they are made of. */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { Identity } from "../methods/lora-gen/provenance.js";

/** Owner of what every client may use. */
export const everyone = "";

export const adapterRecord = z.object({
  id: z.string(),
  /** Id of the API key it was made with, or `everyone`. */
  owner: z.string(),
  /** Unix time, in seconds. */
  created: z.number(),
  /** Tokens of the system prompt, as the cloud model read it; and what it would cost the edge model in context. */
  promptTokens: z.number(),
  contextTokens: z.number(),
  /** Bytes of its archive. */
  bytes: z.number(),
});

/** What is known of an adapter without reading it. The prompt is not. */
export type AdapterRecord = z.infer<typeof adapterRecord>;

export interface AdapterStore {
  info(id: string): Promise<AdapterRecord | undefined>;
  /** The archive (a tar of a PEFT directory), checked against its hash; undefined if there is none. */
  read(id: string): Promise<Uint8Array | undefined>;
  /** Writing the same adapter again changes nothing that is seen. */
  write(record: AdapterRecord, archive: Uint8Array): Promise<void>;
  remove(id: string): Promise<void>;
}

export const adapterIdPattern = /^adapter-[0-9a-f]{64}$/;

/** Two prompts, generators, edge models or owners never share an id; the same ones always do. */
export function adapterId({ generator, edge }: Identity, owner: string, prompt: string): string {
  const hash = createHash("sha256");
  // No part holds a line break but the last.
  for (const part of [generator, edge, owner, prompt]) hash.update(`${part}\n`);
  return `adapter-${hash.digest("hex")}`;
}
