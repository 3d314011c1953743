/** @file System prompts that an adapter stands for, each with a request: five solved requests, and a list of tools. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readJsonLines } from "../src/data/json-lines.js";
import { nanoEpisode } from "../src/data/nano/index.js";
import { intents } from "../src/data/nano/intents.js";
import { fill, Voice } from "../src/data/nano/world.js";
import { ask, solved } from "../src/evaluation/reasoning/ask.js";
import { readQuestions } from "../src/evaluation/reasoning/read.js";
import { reasoningTask, type ReasoningTaskName } from "../src/evaluation/reasoning/tasks.js";
import { Random } from "../src/tensor/random.js";

export interface Asked {
  /** What it is, as rows name it. */
  name: string;
  system: string;
  request: string;
}

type Count = (text: string) => number;

const shots = 5;
/** Share of definitions in what the edge model reads: that of the paper's tools prompt. */
const wantedShare = 0.91;

/** Prompts of the data sets in `data`; of the nano world where there are none. `count` gives the tokens of a text. */
export async function contextPrompts(data: string | undefined, count: Count): Promise<Asked[]> {
  if (data === undefined) return [nanoShots(), nanoTools(count)];
  return [await reasoning(data, "arc_challenge"), await reasoning(data, "boolq"), await sealTools(data, count)];
}

async function reasoning(data: string, name: ReasoningTaskName): Promise<Asked> {
  const task = reasoningTask(name);
  const file = ["test", "validation"].map((split) => join(data, "mc", name, `${split}.jsonl.gz`)).find(existsSync);
  const questions = await readQuestions(file ?? join(data, "mc", name), task);
  const asked = questions[shots]!;
  return {
    name: `${shots} shots of ${name}`,
    system: solved(task, questions.slice(0, shots)).trimEnd(),
    request: ask(task, asked).pairs[0]!.context,
  };
}

function nanoShots(): Asked {
  const { system, turns } = nanoEpisode(new Random("context"), {
    split: "unseen",
    family: "extraction",
    turns: 1,
    shots,
  });
  return { name: `${shots} shots`, system, request: turns[0]!.request };
}

const sealTool = z.object({
  api_name: z.string(),
  api_description: z.string(),
  parameters: z.record(z.string(), z.object({ type: z.string(), description: z.string() })),
});

async function sealTools(data: string, count: Count): Promise<Asked> {
  const tools = await readJsonLines(join(data, "tools/seal_tools/tool.jsonl.gz"), sealTool, "tools");
  const definitions = tools.map(({ api_name, api_description, parameters }) => {
    const list = Object.entries(parameters).map(([name, { type, description }]) => `${name}: ${type}, ${description}`);
    return `${api_name}(${list.join("; ")}): ${api_description}`;
  });
  const request = "Analyze the white powder that was found in the parcel by mass spectrometry, with priority 2.";
  return toolsPrompt(definitions, request, count);
}

function nanoTools(count: Count): Asked {
  const random = new Random("tools");
  const voice = new Voice(random, false);
  const definitions = intents.map(({ verbs, nouns, slots, does }) => {
    const names = slots.map(({ spellings }) => spellings[0]!);
    return `- ${verbs[0]!}_${nouns[0]!}(${names.join(", ")}): ${does[0]!}`;
  });
  const [{ requests, slots }] = intents as [(typeof intents)[number]];
  const values = Object.fromEntries(slots.map(({ id, value }) => [id, value(random)]));
  return toolsPrompt(definitions, fill(voice.say(requests), values), count);
}

/** As many of the definitions as make the wanted share of the prompt with its request. */
function toolsPrompt(definitions: readonly string[], request: string, count: Count): Asked {
  const intro = "You can use these tools:";
  const rule = 'Reply with one call: name(argument="value")';
  const rest = count(intro) + count(rule) + count(request);
  let listed = 0;
  let tokens = 0;
  while (listed < definitions.length && tokens < wantedShare * (tokens + rest)) tokens += count(definitions[listed++]!);
  const share = Math.round((100 * tokens) / (tokens + rest));
  return {
    name: `${listed} tools (${share}% definitions)`,
    system: [intro, ...definitions.slice(0, listed), rule].join("\n"),
    request,
  };
}
