/** @file safetensors files whose header says something else. */

import type { Random } from "../../src/tensor/random.js";
import { mutateBytes, mutateJson } from "./mutate.js";

/** The header's JSON damaged under its right length, or any bytes. */
export function mutateSafetensors(random: Random, bytes: Uint8Array): Uint8Array {
  if (random.chance(0.4)) return mutateBytes(random, bytes);
  const end = 8 + Number(Buffer.from(bytes.buffer).readBigUInt64LE());
  const json = Buffer.from(mutateJson(random, Buffer.from(bytes.subarray(8, end)).toString()));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, bytes.subarray(end)]);
}
