/** @file BFCL's files of questions and of possible answers. */

import { z } from "zod";
import { parseLine, readJsonLines, readLines } from "../../data/json-lines.js";
import { FileError } from "../../errors.js";
import { hashText } from "../hash.js";
import { callsNothing, wrongCall, type BfclAnswer } from "./bfcl.js";
import { parsePythonJson, type PythonValue } from "./python-value.js";

const parameter = z.looseObject({ type: z.string(), items: z.looseObject({ type: z.string() }).optional() });
const functionRow = z.looseObject({
  name: z.string(),
  parameters: z.looseObject({
    properties: z.record(z.string(), parameter),
    required: z.array(z.string()).default([]),
  }),
});
const question = z.object({
  id: z.string(),
  /** Turns of messages; one turn here. */
  question: z.array(z.array(z.object({ role: z.string(), content: z.string() })).min(1)).min(1),
  function: z.array(functionRow).min(1),
});
const answerLine = z.object({
  id: z.string(),
  ground_truth: z.array(z.record(z.string(), z.record(z.string(), z.array(z.unknown())))).length(1),
});

export interface BfclItem {
  system: string;
  request: string;
  /** Of the right answer. */
  identity: string;
  isRight(answer: string): boolean;
}

/** What a model is told of functions, as BFCL describes them. */
export const bfclSystem = (functions: readonly unknown[]): string =>
  instruction(functions.map((fn) => functionRow.parse(fn)));

const instruction = (functions: readonly z.infer<typeof functionRow>[]): string =>
  `You are given a question and a set of functions. Answer with the function calls that it takes, and nothing else, as
[name1(parameter1=value1, parameter2=value2), name2(parameter=value)]
If no function is of use, or a value that one requires is not given, say so in words.
${JSON.stringify(functions)}`;

/** Without answers nothing is to be called. Throws a `FileError` that names the line, or the question without an answer. */
export async function readBfcl(questions: string, answers?: string): Promise<BfclItem[]> {
  const rows = await readJsonLines(questions, question, "BFCL questions");
  const right = answers === undefined ? undefined : await readAnswers(answers);
  return rows.map(({ id, question: turns, function: functions }) => {
    const messages = turns[0]!;
    const told = messages.filter(({ role }) => role === "system").map(({ content }) => content);
    const asked = messages.filter(({ role }) => role !== "system").map(({ content }) => content);
    const answer = right?.get(id);
    if (right && !answer) throw new FileError(answers!, `has no answer to ${id}`);
    return {
      system: [instruction(functions), ...told].join("\n\n"),
      request: asked.join("\n\n"),
      identity: hashText(JSON.stringify(functions), answer?.text ?? "nothing"),
      isRight: (text) => (answer ? wrongCall(text, functions, answer) === undefined : callsNothing(text)),
    };
  });
}

async function readAnswers(path: string): Promise<Map<string, BfclAnswer & { text: string }>> {
  const lines = await readLines(path, "BFCL answers");
  return new Map(
    lines.map(({ place, text }) => {
      const { id } = parseLine(place, text, answerLine);
      // Read once more as Python does, whose int and float stay apart.
      const [truth] = (parsePythonJson(text) as Map<string, PythonValue>).get("ground_truth") as [
        Map<string, Map<string, PythonValue[]>>,
      ];
      const [name, args] = [...truth][0]!;
      return [id, { name, arguments: args, text }];
    }),
  );
}
