/** @file A method's graph cut where the prompt meets the request: a prompt is read once, whatever is asked behind it. */

import { cut, neg, tokenLoss, type Cut, type Tensor } from "../graph/index.js";
import { requestInputs } from "../methods/method.js";
import { compile } from "../runtime/node.js";
import type { Program } from "../runtime/program.js";
import { i64, paddedRows, type TensorMap } from "../tensor/host-tensor.js";
import type { LoadedMethod } from "./loaded-method.js";

/** Token ids, the last `answer` of them an answer. */
export interface AnsweredRow {
  ids: readonly number[];
  answer: number;
}

/** Each program is compiled when it is first needed, and binds the models' weights. */
export class MethodPrograms {
  readonly #cut: Cut;
  readonly #logprobs: Tensor;
  readonly #programs = new Map<string, Promise<Program>>();
  /** Of the prompt that was read last. */
  #read: { system: string; feeds: Promise<TensorMap> } | undefined;

  constructor(
    private readonly loaded: LoadedMethod,
    private readonly threads?: number,
  ) {
    const { method } = loaded;
    const requests = requestInputs();
    const { logits } = method.build(requests, { dropout: 0 });
    const ofPrompts = new Set(Object.keys(method.promptFeeds([[0]])));
    this.#cut = cut([logits], ofPrompts, Object.values(requests) as Tensor[]);
    this.#logprobs = neg(tokenLoss(this.#cut.outputs[0]!, requests.targets));
  }

  /** The logarithm of each answer's probability, behind one system prompt. */
  async logLikelihoods(system: string, rows: readonly AnsweredRow[]): Promise<number[]> {
    const program = await this.#program("logprobs", { logprobs: this.#logprobs });
    // Each token of an answer is read off the one before it, so that nothing reads the last.
    const { logprobs } = await program.run({
      ...(await this.#feeds(system)),
      ids: paddedRows(rows.map(({ ids }) => ids.slice(0, -1))),
      read_at: paddedRows(rows.map(({ ids, answer }) => ids.slice(-answer).map((_, i) => ids.length - answer + i - 1))),
      targets: paddedRows(rows.map(({ ids, answer }) => ids.slice(-answer))),
    });
    const width = logprobs!.shape[1]!;
    return rows.map(({ answer }, r) => {
      let sum = 0;
      for (let i = 0; i < answer; i++) sum += Number(logprobs!.data[r * width + i]);
      return sum;
    });
  }

  /** The likeliest token behind each row of ids, behind one system prompt. */
  async next(system: string, rows: readonly (readonly number[])[]): Promise<number[]> {
    const program = await this.#program("logits", { logits: this.#cut.outputs[0]! });
    const { logits } = await program.run({
      ...(await this.#feeds(system)),
      ids: paddedRows(rows),
      read_at: i64(
        [rows.length, 1],
        rows.map(({ length }) => length - 1),
      ),
    });
    const words = logits!.shape[2]!;
    const data = logits!.data as Float32Array;
    return rows.map((_, r) => {
      let best = 0;
      for (let w = 1; w < words; w++) if (data[r * words + w]! > data[r * words + best]!) best = w;
      return best;
    });
  }

  async #feeds(system: string): Promise<TensorMap> {
    if (Object.keys(this.#cut.early).length === 0) return {};
    if (this.#read?.system !== system) {
      const feeds = this.#program("early", this.#cut.early).then((program) =>
        program.run(this.loaded.method.promptFeeds([this.loaded.promptIds(system)])),
      );
      this.#read = { system, feeds };
    }
    return this.#read.feeds;
  }

  #program(name: string, outputs: Readonly<Record<string, Tensor>>): Promise<Program> {
    const { method, tensors } = this.loaded;
    const given = this.threads ? { threads: this.threads } : {};
    const made = this.#programs.get(name) ?? compile(outputs, { weights: { ...method.frozen, ...tensors }, ...given });
    this.#programs.set(name, made);
    return made;
  }

  async dispose(): Promise<void> {
    for (const program of this.#programs.values()) await (await program).dispose();
  }
}
