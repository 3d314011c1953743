/** @file How long it takes until something happens: a command's first token, the package's import, a model's session. */

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { nanoItems } from "../src/data/nano/index.js";
import { root, shipped, type Bench } from "./bench.js";
import { alone, alternate, best } from "./rows.js";
import type { SessionReply } from "./session.js";

const execute = promisify(execFile);

export async function run(bench: Bench): Promise<void> {
  const { threads, runs, quick } = bench;
  const fromSource = ["--import", "tsx"];
  const built = quick ? [...fromSource, join(root, "src")] : [join(root, "dist")];
  const place = (file: string): string[] => [
    ...built.slice(0, -1),
    join(built.at(-1)!, `${file}.${quick ? "ts" : "js"}`),
  ];
  if (quick) bench.note("From TypeScript sources, which are compiled each time: these figures mean nothing.");
  else
    await execute(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--build", "tsconfig.build.json"], {
      cwd: root,
    });

  const directory = await mkdtemp(join(tmpdir(), "lora-gen-startup-"));
  const [{ system, request }] = nanoItems("unseen", 1, 0) as [ReturnType<typeof nanoItems>[number]];
  const prompt = join(directory, "prompt.txt");
  await writeFile(prompt, system);
  const command = [...place("cli/main"), "run", request];
  const generator = ["--generator", shipped("generator")];
  const module = place("index").at(-1)!;
  const script = `const start = performance.now(); await import(${JSON.stringify(pathToFileURL(module).href)}); process.stdout.write(String(performance.now() - start)); process.exit(0)`;
  const measures: Record<string, () => Promise<number>> = {
    "lora-gen run, first token": () => firstOutput([...command, ...generator], threads),
    "lora-gen run with a prompt, first token": () =>
      firstOutput([...command, ...generator, "--prompt", prompt], threads),
    'import "lora-gen"': async () =>
      Number(
        (
          await execute(process.execPath, [...built.slice(0, -1), "--input-type=module", "--eval", script], {
            cwd: root,
          })
        ).stdout,
      ),
  };
  const model = bench.model ?? shipped("edge");
  const name = bench.model ? "SmolLM2-135M" : "the shipped edge model";
  const peaks: Record<string, number> = {};
  for (const bits of quick ? [4] : [32, 8, 4]) {
    const what = `session of ${name}, ${bits} bits`;
    measures[what] = async () => {
      const args = [...fromSource, join(root, "bench/session.ts"), model, `${bits}`, `${threads}`];
      const { stdout } = await execute(process.execPath, args, { cwd: root });
      const { milliseconds, peakMb } = JSON.parse(stdout) as SessionReply;
      peaks[what] = peakMb;
      return milliseconds;
    };
  }
  const samples = await alternate(runs, measures, { warm: !quick });
  await rm(directory, { recursive: true });
  for (const [what, values] of Object.entries(samples)) {
    bench.row(alone(`startup/${what}`, "ms", best(values, "less")));
    if (what in peaks) bench.row(alone(`startup/${what}, peak memory`, "MB", peaks[what]!));
  }
}

/** Milliseconds from the start of a process to the first that it prints. */
function firstOutput(args: readonly string[], threads: number): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, LORA_GEN_THREADS: `${threads}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let first: number | undefined;
  child.stdout.on("data", () => (first ??= performance.now() - start));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0 && first !== undefined) resolve(first);
      else reject(new Error(`${args.join(" ")} ended with ${code ?? "a signal"}`));
    });
  });
}
