/** @file The numbers of the paper (arXiv 2506.11638) that reports stand beside ours. */

export interface PaperRow {
  method: string;
  ave: number;
  har: number;
  /** Milliseconds of a question, on an A100. */
  milliseconds: number;
}

/** Mean accuracy over the eight reasoning sets, in per cent; 5 shots in context, or as LoRA-Gen's prompt. */
export const paperReasoning: Readonly<Record<string, readonly PaperRow[]>> = {
  "TinyLlama-1.1B": rows(
    [51.7, 46.7, 44.5],
    [54.3, 48.5, 44.5],
    [54.9, 49.3, 55.9],
    [54.5, 48.6, 100.1],
    [55.1, 49.8, 21.2],
  ),
  "Qwen-1.5B": rows(
    [57.3, 51.9, 56.3],
    [59.1, 53.9, 56.3],
    [58.8, 53.2, 65.7],
    [59.2, 54.2, 141.9],
    [59.8, 55.0, 26.7],
  ),
  "Gemma-2B": rows(
    [61.8, 57.0, 87.3],
    [63.5, 59.2, 87.3],
    [63.9, 60.0, 101.8],
    [63.8, 60.2, 177.7],
    [63.9, 60.2, 36.1],
  ),
};

type Figures = [ave: number, har: number, milliseconds: number];

function rows(...figures: Figures[]): PaperRow[] {
  const methods = ["in-context", "lora", "lora-moe", "mix-lora", "lora-gen"];
  return figures.map(([ave, har, milliseconds], i) => ({ method: methods[i]!, ave, har, milliseconds }));
}

/** GPT4Tools with Gemma-2B: average of the metrics, in per cent. */
export const paperTools: readonly (readonly [setting: string, average: number])[] = [
  ["in context, with tools", 79.3],
  ["LoRA, with tools", 88.4],
  ["LoRA, without", 75.1],
  ["LoRA-Gen, not trained on tools, without", 84.2],
  ["LoRA-Gen, without", 91.5],
];

/** Multiply-adds for 100 tokens of input and 200 of instruction; which models, our count tells (docs/evaluation.md). */
export const paperOperations: readonly (readonly [what: string, operations: number])[] = [
  ["inference, LoRA", 4.708e11],
  ["inference, LoRA-Gen", 1.552e11],
  ["training, LoRA", 4.736e11],
  ["training, LoRA-Gen", 1.667e12],
];
