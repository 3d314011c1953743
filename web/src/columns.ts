/** @file Answers side by side: one column for each way to give the model its prompt. */

import type { EdgeModel, Message } from "lora-gen/edge";

const maxTokens = 96;

/** A column of index.html, which has its place before its answer is there. */
export class Column {
  readonly name: string;
  readonly #answer: HTMLOutputElement;
  /** Prompt tokens, first token, total. */
  readonly #figures: [HTMLElement, HTMLElement, HTMLElement];

  constructor(id: "bare" | "in-context" | "specialised") {
    const root = document.querySelector(`[data-column=${id}]`)!;
    this.name = root.querySelector("h3")!.textContent;
    this.#answer = root.querySelector("output")!;
    this.#figures = [...root.querySelectorAll("dd")] as [HTMLElement, HTMLElement, HTMLElement];
  }

  clear(): void {
    this.#answer.textContent = "";
    for (const value of this.#figures) value.textContent = "–";
  }

  /** Streams the answer of `model`; returns its text. */
  async ask(model: EdgeModel, system: string | undefined, request: string, signal: AbortSignal): Promise<string> {
    const user: Message = { role: "user", content: request };
    const messages = system === undefined ? [user] : [{ role: "system", content: system }, user];
    const [tokens, first, total] = this.#figures;
    tokens.textContent = String(model.encode(messages).length - model.encode([user]).length);
    // A first pass of the same shape pays for what a model does but once.
    await model.complete(messages, { maxTokens: 1, signal });
    const start = performance.now();
    const onFirstToken = (): void => {
      first.textContent = milliseconds(performance.now() - start);
    };
    for await (const piece of model.stream(messages, { maxTokens, signal, onFirstToken })) this.#answer.append(piece);
    total.textContent = milliseconds(performance.now() - start);
    return this.#answer.textContent;
  }
}

const milliseconds = (ms: number): string => `${Math.round(ms)} ms`;
