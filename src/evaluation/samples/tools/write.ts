/** @file Tool data of several sources as samples, and as tests in the form that evaluation reads. */

import path from "node:path";
import { FileError, InputError } from "../../../errors.js";
import { exists } from "../../../tensor/exists.js";
import { Random } from "../../../tensor/random.js";
import { checkNew, sampleFiles, writeJsonLines, type Sample, type WriteOptions } from "../write.js";
import { PromptDrawer, type ToolDrawing, type ToolPrompt } from "./draw.js";
import { bfclFunction, toolFormat, type ToolFormatName } from "./formats.js";
import { renamed } from "./rename.js";
import { readMetaTool } from "./meta-tool.js";
import { readSealTools } from "./seal-tools.js";
import type { ToolSplit } from "./splits.js";
import type { ToolSource } from "./tool.js";
import { readToolformer } from "./toolformer.js";

export interface ToolSampling {
  formats: readonly ToolFormatName[];
  seed: number;
  /** System prompts to train on, of each format; a twentieth as many each to choose by and to test seen and unseen tools. */
  samples: number;
  listed: readonly [number, number];
  turns: number;
  none: number;
  /** Share of the tools under other names, in what is trained on. */
  renamed: number;
  /** Characters of a system prompt, and of four requests with their answers. */
  longest: number;
}

export interface WrittenTools {
  /** Rows by file. */
  files: Record<string, number>;
  sources: { name: string; tools: number; requests: number }[];
}

const readers: Record<string, (path: string) => Promise<ToolSource>> = {
  seal_tools: readSealTools,
  metatool: readMetaTool,
  "gpteacher_toolformer.jsonl.gz": readToolformer,
};

/**
 * Writes `train.jsonl` and `validation.jsonl`, all formats in random order, and tests of `seen` and `unseen` tools: JSON
 * Lines of the same kind for `gpt4tools`, BFCL's questions and answers for `bfcl`. Throws a `FileError` for data that can't
 * be read, and files that are there.
 */
export async function writeTools(
  directory: string,
  output: string,
  sampling: ToolSampling,
  options: WriteOptions = {},
): Promise<WrittenTools> {
  await checkNew(output, sampleFiles, options);
  const { formats, seed, samples } = sampling;
  const sources = await readSources(directory);
  const few = Math.ceil(samples / 20);
  const drawn = (name: ToolFormatName, split: ToolSplit): ToolPrompt[] =>
    drawPrompts(
      shortEnough(sources, name, sampling.longest),
      split,
      split === "train" ? samples : few,
      new Random(`tools ${name} ${split} ${seed}`),
      {
        ...sampling,
        fits: (tools) => toolFormat(name).system(tools).length <= sampling.longest,
        once: split !== "train",
      },
    );
  const renaming = new Random(`names ${seed}`);
  const all = (split: "train" | "validation"): Sample[] => {
    const named = (name: ToolFormatName, prompt: ToolPrompt): ToolPrompt => {
      const other = split === "train" ? renamed(prompt, sampling.renamed, renaming) : prompt;
      return toolFormat(name).system(other.tools).length <= sampling.longest ? other : prompt;
    };
    return new Random(`tools ${split} ${seed}`).shuffle(
      formats.flatMap((name) =>
        asSamples(
          name,
          drawn(name, split).map((prompt) => named(name, prompt)),
        ),
      ),
    );
  };
  const tests = formats.flatMap((name) =>
    (["seen", "unseen"] as const).map((split) =>
      name === "bfcl"
        ? bfclFiles(split, drawn(name, split))
        : { [`${split}.jsonl`]: asSamples(name, drawn(name, split)) },
    ),
  );
  const rows = {
    "train.jsonl": all("train"),
    "validation.jsonl": all("validation"),
    ...Object.fromEntries(tests.flatMap((of) => Object.entries(of))),
  };
  const files = await writeJsonLines(output, rows, options);
  return {
    files,
    sources: sources.map(({ name, tools, requests }) => ({ name, tools: tools.size, requests: requests.length })),
  };
}

function asSamples(name: ToolFormatName, prompts: readonly ToolPrompt[]): Sample[] {
  const format = toolFormat(name);
  return prompts.map(({ tools, requests }) => ({
    system: format.system(tools),
    turns: requests.map(({ request, calls }) => ({ request, answer: format.answer(calls, tools) })),
  }));
}

async function readSources(directory: string): Promise<ToolSource[]> {
  const there = await Promise.all(
    Object.entries(readers).map(async ([name, read]) => {
      const file = path.join(directory, name);
      return (await exists(file)) ? [await read(file)] : [];
    }),
  );
  if (there.flat().length === 0)
    throw new FileError(directory, `should hold one of ${Object.keys(readers).join(", ")}`);
  return there.flat();
}

/** Requests of which four with their answers are within `longest`. */
const shortEnough = (sources: readonly ToolSource[], name: ToolFormatName, longest: number): ToolSource[] =>
  sources.map((source) => ({
    ...source,
    requests: source.requests.filter(({ request, calls }) => {
      const tools = calls.map(({ tool }) => source.tools.get(tool)!);
      return 4 * (request.length + toolFormat(name).answer(calls, tools).length) <= longest;
    }),
  }));

/** A source comes as often as the root of the number of its tools that are asked for, as long as it has something. */
function drawPrompts(
  sources: readonly ToolSource[],
  split: ToolSplit,
  count: number,
  random: Random,
  drawing: ToolDrawing,
): ToolPrompt[] {
  let drawers = sources.map((source) => new PromptDrawer(source, split, drawing));
  const out: ToolPrompt[] = [];
  while (out.length < count && drawers.length > 0) {
    let at = random.uniform() * drawers.reduce((sum, { size }) => sum + Math.sqrt(size), 0);
    const drawer = drawers.find(({ size }) => (at -= Math.sqrt(size)) < 0) ?? drawers[0]!;
    const prompt = drawer.draw(random);
    if (prompt) out.push(prompt);
    else drawers = drawers.filter((d) => d !== drawer);
  }
  if (out.length === 0) throw new InputError(`${split}: no tools with a request are short enough together`);
  return out;
}

/** BFCL tells calls apart by files: one call, and none; what takes several is left out. */
function bfclFiles(split: ToolSplit, prompts: readonly ToolPrompt[]): Record<string, unknown[]> {
  const rows = prompts.flatMap(({ tools, requests }) =>
    requests.map(({ request, calls }) => ({ functions: tools.map(bfclFunction), request, calls })),
  );
  const questions = (calls: number) =>
    rows
      .filter((row) => row.calls.length === calls)
      .map((row, i) => ({
        id: `${split}_${calls}_${i}`,
        question: [[{ role: "user", content: row.request }]],
        function: row.functions,
        calls: row.calls,
      }));
  const [one, none] = [questions(1), questions(0)];
  const bare = ({ id, question, function: functions }: (typeof one)[number]) => ({ id, question, function: functions });
  return {
    [`${split}.questions.jsonl`]: one.map(bare),
    [`${split}.answers.jsonl`]: one.map(({ id, calls: [call] }) => ({
      id,
      ground_truth: [
        {
          [call!.tool]: Object.fromEntries(
            Object.entries(call!.arguments).map(([name, value]) => [
              name,
              [typeof value === "bigint" ? Number(value) : value],
            ]),
          ),
        },
      ],
    })),
    ...(none.length > 0 ? { [`${split}.none.jsonl`]: none.map(bare) } : {}),
  };
}
