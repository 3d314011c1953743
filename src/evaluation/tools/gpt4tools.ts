/** @file The five metrics of GPT4Tools (Yang et al., 2023, arXiv 2305.18752), as its authors compute them. */

import { mean } from "../statistics.js";

export interface ToolScores {
  /** Of the thoughts: whether a tool is needed. */
  srThought: number;
  /** Of the tools' names. */
  srAction: number;
  /** Of their arguments: 1 for an image whose place is taken by an image, BLEU-1 for text. */
  srArguments: number;
  /** The whole answer: thoughts and names right, arguments at least half. */
  sr: number;
  /** Overlap of what is right with what was given or wanted. */
  iou: number;
}

const found = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, value]) => value!.trim());
const thoughts = (text: string): string[] => found(text, /Thought: Do I need to use a tool\? (.*)/g);
const actions = (text: string): string[] => found(text, /Action: (.*)/g);
const inputs = (text: string): string[] => found(text, /Action Input: (.*)/g);

/** Scores an answer by the right one; both are in GPT4Tools' format of thoughts and actions. */
export function toolScores(answer: string, right: string): ToolScores {
  return right.includes("Action:") && right.includes("Action Input:")
    ? withTools(answer, right)
    : withoutTools(answer, right);
}

function withTools(answer: string, right: string): ToolScores {
  const wanted = { actions: actions(right), inputs: inputs(right) };
  const given = { thoughts: thoughts(answer), actions: actions(answer), inputs: inputs(answer) };
  // A closing thought that no further tool is needed is not wrong.
  if (given.thoughts.length === given.actions.length + 1 && given.thoughts.at(-1) === "No") given.thoughts.pop();
  const parts = [
    compared(thoughts(right).slice(0, wanted.actions.length), given.thoughts, exact),
    compared(wanted.actions, given.actions, exact),
    compared(wanted.inputs, given.inputs, argumentsScore),
  ];
  const [srThought, srAction, srArguments] = parts.map(share) as [number, number, number];
  const sr = srThought === 1 && srAction === 1 && srArguments >= 0.5 ? 1 : 0;
  return { srThought, srAction, srArguments, sr, iou: overlap(parts) };
}

function withoutTools(answer: string, right: string): ToolScores {
  const given = thoughts(answer);
  const part = compared(thoughts(right), given, exact);
  const answers = given[0] === "No" && /AI: (.*)/.test(answer);
  const srThought = answers ? share(part) : 0;
  const all = srThought === 1 ? 1 : 0;
  return { srThought, srAction: all, srArguments: all, sr: all, iou: overlap([part]) };
}

interface Part {
  /** One for each that was given or wanted; 0 for one too many or too few. */
  scores: number[];
  /** 1 where something was wanted. */
  wanted: number[];
}

/** Of a part that neither has, all is right. */
const share = ({ scores }: Part): number => (scores.length === 0 ? 1 : mean(scores));

function compared(wanted: readonly string[], given: readonly string[], score: (w: string, g: string) => number): Part {
  const length = Math.max(wanted.length, given.length);
  const both = Math.min(wanted.length, given.length);
  return {
    scores: Array.from({ length }, (_, i) => (i < both ? score(wanted[i]!, given[i]!) : 0)),
    wanted: Array.from({ length }, (_, i) => (i < wanted.length ? 1 : 0)),
  };
}

const exact = (wanted: string, given: string): number => (wanted === given ? 1 : 0);

/** Mean over the arguments between commas; 0 where there are more or fewer, or text stands where an image should. */
function argumentsScore(wanted: string, given: string): number {
  const [w, g] = [wanted.split(","), given.split(",")];
  if (w.length !== g.length) return 0;
  const scores = w.map((argument, i) => {
    if (!argument.includes(".png")) return bleu1(argument, g[i]!);
    return g[i]!.includes(".png") ? 1 : NaN;
  });
  return scores.some(Number.isNaN) ? 0 : mean(scores);
}

/** BLEU of single words with its penalty for brevity (Papineni et al., 2002). */
function bleu1(wanted: string, given: string): number {
  const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
  const [w, g] = [words(wanted), words(given)];
  const left = new Map<string, number>();
  for (const word of w) left.set(word, (left.get(word) ?? 0) + 1);
  let right = 0;
  for (const word of g) {
    const count = left.get(word) ?? 0;
    if (count > 0) right++;
    left.set(word, count - 1);
  }
  if (right === 0) return 0;
  return (right / g.length) * Math.min(1, Math.exp(1 - w.length / g.length));
}

function overlap(parts: readonly Part[]): number {
  const pairs = parts.flatMap(({ scores, wanted }) => scores.map((score, i) => [score, wanted[i]!] as const));
  const union = pairs.reduce((sum, [score, wanted]) => sum + Math.max(score, wanted), 0);
  return pairs.reduce((sum, [score, wanted]) => sum + score * wanted, 0) / Math.max(union, 1);
}
