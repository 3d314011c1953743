/** @file Answers side by side: one column for each way to give the model its prompt. */

import type { EdgeModel, Message } from "lora-gen/edge";
import { element } from "./dom.js";

const maxTokens = 96;

/** A column of index.html, which has its place before its answer is there. */
export class Column {
  readonly name: string;
  readonly #answer: HTMLOutputElement;
  readonly #tokens = element("dd");
  readonly #first = element("dd");
  readonly #total = element("dd");

  constructor(id: "bare" | "in-context" | "specialised") {
    const root = document.querySelector(`[data-column=${id}]`)!;
    this.name = root.querySelector("h3")!.textContent;
    this.#answer = root.querySelector("output")!;
    const figures = { "Prompt tokens": this.#tokens, "First token": this.#first, Total: this.#total };
    const lines = Object.entries(figures).map(([name, figure]) => element("div", {}, element("dt", {}, name), figure));
    root.querySelector("dl")!.append(...lines);
    this.clear();
  }

  clear(): void {
    this.#answer.textContent = "";
    for (const figure of [this.#tokens, this.#first, this.#total]) figure.textContent = "–";
  }

  /** Streams the answer of `model`; returns its text. */
  async ask(model: EdgeModel, system: string | undefined, request: string, signal: AbortSignal): Promise<string> {
    const user: Message = { role: "user", content: request };
    const messages = system === undefined ? [user] : [{ role: "system", content: system }, user];
    this.#tokens.textContent = String(model.encode(messages).length - model.encode([user]).length);
    // A first pass of the same shape pays for what a model does but once.
    await model.complete(messages, { maxTokens: 1, signal });
    const start = performance.now();
    const onFirstToken = (): void => {
      this.#first.textContent = milliseconds(performance.now() - start);
    };
    for await (const piece of model.stream(messages, { maxTokens, signal, onFirstToken })) this.#answer.append(piece);
    this.#total.textContent = milliseconds(performance.now() - start);
    return this.#answer.textContent;
  }
}

const milliseconds = (ms: number): string => `${Math.round(ms)} ms`;
