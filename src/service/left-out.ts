/** @file What the playground needs for WebGPU and the package leaves out: it is in onnxruntime-web, where that is installed. */

import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";
import { parseAs, readTextIfPresent } from "../lm/json-file.js";
import { sha256OfFile } from "../tensor/sha256.js";

/** Written by `npm run build:web` beside index.html. */
const note = "left-out.json";
const schema = z.object({ file: z.string().regex(/^assets\/[\w.-]+$/), source: z.string(), sha256: z.string() });

/** The address below the site and the file to serve there; none if it is not installed, or of another version. */
export async function leftOut(site: string): Promise<{ address: string; file: string } | undefined> {
  const text = await readTextIfPresent(join(site, note));
  if (text === undefined) return undefined;
  const { file, source, sha256 } = parseAs(schema, join(site, note), text);
  const found = resolved(source);
  if (found === undefined || (await sha256OfFile(found)) !== sha256) return undefined;
  return { address: `/${file}`, file: found };
}

function resolved(source: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(source);
  } catch {
    return undefined;
  }
}
