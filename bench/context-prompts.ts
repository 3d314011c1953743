/** @file System prompts that an adapter stands for, each with a request and its answer: five solved requests, and a list of tools. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { nanoEpisode } from "../src/data/nano/index.js";
import { intents } from "../src/data/nano/intents.js";
import { fill, Voice } from "../src/data/nano/world.js";
import { ask, solved } from "../src/evaluation/reasoning/ask.js";
import { readQuestions } from "../src/evaluation/reasoning/read.js";
import { reasoningTask, type ReasoningTaskName } from "../src/evaluation/reasoning/tasks.js";
import { readSealTools } from "../src/evaluation/samples/tools/seal-tools.js";
import { Random } from "../src/tensor/random.js";

export interface Asked {
  /** What it is, as rows name it. */
  name: string;
  system: string;
  request: string;
  /** The data's own. */
  answer: string;
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
  const { pairs, answer } = ask(task, questions[shots]!);
  return {
    name: `${shots} shots of ${name}`,
    system: solved(task, questions.slice(0, shots)),
    request: pairs[0]!.context,
    answer: pairs[answer]!.continuation.trim(),
  };
}

function nanoShots(): Asked {
  const { system, turns } = nanoEpisode(new Random("context"), {
    split: "unseen",
    family: "extraction",
    turns: 1,
    shots,
  });
  return { name: `${shots} shots`, system, ...turns[0]! };
}

/** The request whose call is of the median length; its tool comes first in the list. */
async function sealTools(data: string, count: Count): Promise<Asked> {
  const { tools, requests } = await readSealTools(join(data, "tools/seal_tools"));
  const answered = requests
    .filter(({ calls }) => calls.length === 1)
    .map(({ request, calls }) => ({ request, tool: calls[0]!.tool, answer: call(calls[0]!.tool, calls[0]!.arguments) }))
    .map((row) => ({ ...row, length: count(row.answer) }))
    .sort((a, b) => a.length - b.length);
  const { request, tool: called, answer } = answered[answered.length >> 1]!;
  const listed = [tools.get(called)!, ...[...tools.values()].filter(({ name }) => name !== called)];
  const definitions = listed.map(({ name, description, parameters }) => {
    const list = parameters.map((p) => `${p.name}: ${p.type}, ${p.description}`);
    return `${name}(${list.join("; ")}): ${description}`;
  });
  return toolsPrompt(definitions, { request, answer }, count);
}

const call = (name: string, given: Readonly<Record<string, unknown>>): string =>
  `${name}(${Object.entries(given)
    .map(([argument, value]) => `${argument}="${String(value)}"`)
    .join(", ")})`;

function nanoTools(count: Count): Asked {
  const random = new Random("tools");
  const voice = new Voice(random, false);
  const named = ({ verbs, nouns }: (typeof intents)[number]): string => `${verbs[0]!}_${nouns[0]!}`;
  const definitions = intents.map((intent) => {
    const names = intent.slots.map(({ spellings }) => spellings[0]!);
    return `- ${named(intent)}(${names.join(", ")}): ${intent.does[0]!}`;
  });
  const [asked] = intents as [(typeof intents)[number]];
  const values = Object.fromEntries(asked.slots.map(({ id, value }) => [id, value(random)]));
  const given = Object.fromEntries(asked.slots.map(({ id, spellings }) => [spellings[0]!, values[id]!]));
  const request = fill(voice.say(asked.requests), values);
  return toolsPrompt(definitions, { request, answer: call(named(asked), given) }, count);
}

/** As many of the definitions as make the wanted share of the prompt with its request. */
function toolsPrompt(definitions: readonly string[], asked: Pick<Asked, "request" | "answer">, count: Count): Asked {
  const intro = "You can use these tools:";
  const rule = 'Reply with one call: name(argument="value")';
  const rest = count(intro) + count(rule) + count(asked.request);
  let listed = 0;
  let tokens = 0;
  while (listed < definitions.length && tokens < wantedShare * (tokens + rest)) tokens += count(definitions[listed++]!);
  const share = Math.round((100 * tokens) / (tokens + rest));
  return {
    name: `${listed} tools (${share}% definitions)`,
    system: [intro, ...definitions.slice(0, listed), rule].join("\n"),
    ...asked,
  };
}
