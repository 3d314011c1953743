/** @file Reasoning sets as samples: solved questions for a system prompt, further ones for requests. */

import type { Turn } from "../../data/episode.js";
import { InputError } from "../../errors.js";
import { Random } from "../../tensor/random.js";
import { ask, solvedInChat } from "../reasoning/ask.js";
import { chatTexts } from "../reasoning/encode.js";
import type { Question } from "../reasoning/question.js";
import type { ReasoningTask, ReasoningTaskName } from "../reasoning/tasks.js";
import { readTrainingSets } from "./reasoning-sets.js";
import { checkNew, sampleFiles, writeJsonLines, type Sample, type WriteOptions } from "./write.js";

export interface ReasoningSampling {
  names: readonly ReasoningTaskName[];
  seed: number;
  /** Of each set; validation has a tenth as many, but at least one. */
  samples: number;
  /** Fewest and most solved questions of a prompt. */
  shots: readonly [number, number];
  /** Questions of a prompt. */
  turns: number;
  /** Characters of a system prompt, and of two requests with their answers. */
  longest: number;
}

export interface WrittenReasoning {
  /** Samples by file. */
  files: Record<string, number>;
  sets: { name: string; train: number; validation: number; dropped: number }[];
}

/**
 * Writes `train.jsonl` and `validation.jsonl`: as many samples of each set, in random order, drawn by the seed. Throws a
 * `FileError` for data that can't be read and files that are there, an `InputError` where nothing is short enough.
 */
export async function writeReasoning(
  directory: string,
  output: string,
  sampling: ReasoningSampling,
  options: WriteOptions = {},
): Promise<WrittenReasoning> {
  await checkNew(output, sampleFiles, options);
  const { names, seed, samples } = sampling;
  const sets = await readTrainingSets(directory, names, seed);
  const drawn = (split: "train" | "validation", count: number): Sample[] => {
    const random = new Random(`reasoning ${split} ${seed}`);
    return random.shuffle(
      sets.flatMap(({ task, train, validation }) =>
        reasoningSamples(
          task,
          { shots: train, questions: split === "train" ? train : validation },
          count,
          random,
          sampling,
        ),
      ),
    );
  };
  const rows = {
    "train.jsonl": drawn("train", samples),
    "validation.jsonl": drawn("validation", Math.ceil(samples / 10)),
  };
  const files = await writeJsonLines(output, rows, options);
  return {
    files,
    sets: sets.map(({ task, train, validation, dropped }) => ({
      name: task.name,
      train: train.length,
      validation: validation.length,
      dropped,
    })),
  };
}

/** So many prompts in vain mean that none is short enough. */
const patience = 1000;

/** Questions come in turn, in a random order each time round; none is asked behind itself. */
export function reasoningSamples(
  task: ReasoningTask,
  from: { shots: readonly Question[]; questions: readonly Question[] },
  count: number,
  random: Random,
  { shots: [fewest, most], turns, longest }: Pick<ReasoningSampling, "shots" | "turns" | "longest">,
): Sample[] {
  const fits = ({ request, answer }: Turn): boolean => 2 * (request.length + answer.length) <= longest;
  const asked = from.questions.filter((question) => fits(turn(task, question)));
  if (asked.length <= most)
    throw new InputError(`${task.name}: too few questions have ${longest / 2} characters at most`);
  let waiting: Question[] = [];
  const next = (): Question => {
    if (waiting.length === 0) waiting = random.shuffle([...asked]);
    return waiting.pop()!;
  };
  const prompt = (): Question[] => {
    for (let i = 0; i < patience; i++) {
      const shots = random.sample(from.shots, random.between(fewest, most));
      while (shots.length > fewest && solvedInChat(task, shots).length > longest) shots.pop();
      if (solvedInChat(task, shots).length <= longest) return shots;
    }
    throw new InputError(`${task.name}: no ${fewest} solved questions have ${longest} characters at most together`);
  };
  return Array.from({ length: count }, () => {
    const shots = prompt();
    const questions: Question[] = [];
    while (questions.length < turns) {
      const question = next();
      if (!shots.includes(question)) questions.push(question);
    }
    return { system: solvedInChat(task, shots), turns: questions.map((question) => turn(task, question)) };
  });
}

/** The right choice, as a chat is scored. */
function turn(task: ReasoningTask, question: Question): Turn {
  const { pairs, answer } = ask(task, question);
  const { context, continuation } = pairs[answer]!;
  const { request, answer: text } = chatTexts("", context, continuation);
  return { request, answer: text };
}
