/** @file Token ids between the one who makes them and the one who reads them. */

/** One reader takes the ids in their order; what was pushed before the end is still read. */
export class TokenQueue implements AsyncIterable<number> {
  readonly #ids: number[] = [];
  #error: Error | undefined;
  #wake: (() => void) | undefined;
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  push(id: number): void {
    this.#ids.push(id);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Ends with an error, which the reader meets behind the ids that are there. */
  fail(error: Error): void {
    if (!this.#ended) this.#error = error;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<number, void, undefined> {
    for (;;) {
      while (this.#ids.length > 0) yield this.#ids.shift()!;
      if (this.#error) throw this.#error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
