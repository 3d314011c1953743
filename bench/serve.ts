/** @file The server under load, in a process of its own, beside llama.cpp's engine with the same weights behind HTTP. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initGenerator } from "../src/methods/lora-gen/start.js";
import { derivedGguf, shipped, someIds, threadCounts, type Bench } from "./bench.js";
import { startChild, type Child } from "./child.js";
import { allAtOnce, quantile, streamAll, type Load, type LoadFigures } from "./load.js";
import { alone, versus } from "./rows.js";

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export async function run(bench: Bench): Promise<void> {
  const { model, quick, threads } = bench;
  const store = await mkdtemp(join(tmpdir(), "lora-gen-bench-serve-"));
  const seconds = quick ? 1 : 60;
  const serve = (generator: string, settings: object): Promise<Server> =>
    start(
      process.execPath,
      [
        ...["--expose-gc", "--import", "tsx", path("serving.ts")],
        JSON.stringify({ generator, host: "127.0.0.1", port: 0, store, ...settings }),
      ],
      threads,
    );
  try {
    const [edge, streams] = [shipped("edge"), quick ? 4 : 64];
    const file = await derivedGguf(bench, edge, "f16");
    const nano = await serve(shipped("generator"), { streams, waiting: 2 * streams });
    await compare(bench, "nano", nano, [file], { streams, seconds, ...requests(1024, quick) });
    await burst(bench, nano, quick ? 50 : 1000);
    await nano.end();
    if (model?.endsWith(".gguf") !== true) {
      bench.note("SmolLM2 is left out: --model names no GGUF file.");
      return;
    }
    // Its LoRAs would change nothing: requests go to the model as it is.
    const generator = join(store, "generator");
    await initGenerator(generator, { cloud: shipped("cloud"), edge: model });
    const large = await serve(generator, { streams: 8, bits: "w8a8" });
    // Of 4-bit weights llama.cpp multiplies several tokens fast by Q4_0 alone.
    const fast = await derivedGguf(bench, model, "q4_0");
    await compare(bench, "SmolLM2", large, [model, fast], { streams: 8, seconds, ...requests(40_000, quick) });
    await large.end();
  } finally {
    await rm(store, { recursive: true });
  }
}

interface Server extends Child {
  url: string;
}

async function start(command: string, args: readonly string[], threads: number): Promise<Server> {
  const child = startChild(command, args, { LORA_GEN_THREADS: `${threads}` });
  return { ...child, url: await child.ask<string>("url") };
}

/** Prompts of 32 ids, no two alike at one time. */
function requests(vocabulary: number, quick: boolean): Pick<Load, "prompt" | "maxTokens"> {
  const ids = someIds(1000, vocabulary);
  return {
    prompt: (stream, number) => ids.slice((stream * 13 + number * 7) % 960).slice(0, 32),
    maxTokens: quick ? 8 : 64,
  };
}

/** Ours, then the peer's fastest of `files`, under the same load. */
async function compare(bench: Bench, name: string, ours: Server, files: readonly string[], load: Load): Promise<void> {
  const measure = async (server: Server): Promise<LoadFigures> => {
    await streamAll(server.url, { ...load, seconds: 0 });
    return streamAll(server.url, load);
  };
  const mine = await measure(ours);
  let theirs: LoadFigures | undefined;
  const ways = files.flatMap((file) => threadCounts(bench).map((threads) => ({ file, threads })));
  for (const { file, threads } of ways) {
    const args = ["--import", "tsx", path("peers/llama-serving.ts"), file, `${load.streams}`, `${threads}`];
    const peer = await start(process.execPath, args, threads).catch((error: unknown) => {
      bench.note(`llama.cpp is left out: ${(error as Error).message}`);
      return undefined;
    });
    if (!peer) break;
    const figures = await measure(peer);
    await peer.end();
    if (figures.tokensPerSecond > (theirs?.tokensPerSecond ?? 0)) theirs = figures;
  }
  const title = (what: string): string => `serve/${name}, ${load.streams} streams, ${what}`;
  const add = (what: string, unit: string, better: "more" | "less", of: (figures: LoadFigures) => number): void =>
    bench.row(
      theirs ? versus(title(what), unit, better, [of(mine)], [of(theirs)]) : alone(title(what), unit, of(mine)),
    );
  add("tokens", "tokens/s", "more", ({ tokensPerSecond }) => tokensPerSecond);
  for (const q of [0.5, 0.95])
    add(`first token, p${q * 100}`, "ms", "less", ({ firstToken }) => quantile(firstToken, q));
}

/** More requests than there are places: what is answered, and the memory that stays. Throws for any other status than 200 and 429. */
async function burst({ row }: Bench, server: Server, count: number): Promise<void> {
  const body = { prompt: "x", max_tokens: 4 };
  await allAtOnce(server.url, count, body);
  const before = await server.ask<number>("memory");
  const { 200: answered = 0, 429: refused = 0, ...others } = await allAtOnce(server.url, count, body);
  if (Object.keys(others).length > 0) throw new Error(`statuses of ${count} requests: ${JSON.stringify(others)}`);
  const after = await server.ask<number>("memory");
  row(alone(`serve/${count} requests at once, answered`, "requests", answered));
  row(alone(`serve/${count} requests at once, refused with 429`, "requests", refused));
  row(alone(`serve/${count} requests at once, memory that stays`, "MB", after - before));
}
