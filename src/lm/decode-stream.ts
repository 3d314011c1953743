/** @file Text from token ids that arrive one by one: only whole characters leave. */

/** Ids that may wait for the rest of a character; after that they are broken bytes, and leave as U+FFFD. */
const maxPending = 16;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Length of the part of `text` that no later text can change: all but a last grapheme that may go on. */
function settledLength(text: string): number {
  // An ASCII character is hardly ever continued (by a combining mark), and text in Latin script shall not lag behind.
  if (text === "" || text.charCodeAt(text.length - 1) < 0x80) return text.length;
  let last = 0;
  for (const { index } of graphemes.segment(text)) last = index;
  return last;
}

/**
 * Incremental decoding as in Text Generation Inference and vLLM: the last ids are decoded with and without the new
 * one, and the difference is the new text, since a token's text may depend on the one before it (a leading space).
 */
export class DecodeStream {
  /** Ids whose text has left; the context of the next. */
  #context: readonly number[] = [];
  #contextText = "";
  /** Ids whose text is not whole yet. */
  #pending: number[] = [];
  /** Whole, but it ends in a grapheme that the next text may continue. */
  #held = "";

  constructor(private readonly decode: (ids: readonly number[]) => string) {}

  /** Adds an id. Returns the text that is whole now: no part of a UTF-8 sequence, emoji or accented letter; often "". */
  push(id: number): string {
    this.#pending.push(id);
    const text = this.decode([...this.#context, ...this.#pending]);
    if (text.endsWith("\ufffd") && this.#pending.length < maxPending) return "";
    const settled = this.#settle(this.#held + text.slice(this.#contextText.length));
    const pendingText = this.decode(this.#pending);
    if (pendingText === "") {
      // Special tokens that are skipped: alone they would be no context, and the next token would seem the first.
      this.#context = [...this.#context, ...this.#pending];
      this.#contextText = text;
    } else {
      this.#context = this.#pending;
      this.#contextText = pendingText;
    }
    this.#pending = [];
    return settled;
  }

  /** The text still held back, as it is: an unfinished character gives U+FFFD. The stream can then be used anew. */
  end(): string {
    const rest = this.#held + this.decode([...this.#context, ...this.#pending]).slice(this.#contextText.length);
    this.#context = [];
    this.#pending = [];
    this.#contextText = this.#held = "";
    return rest;
  }

  #settle(text: string): string {
    const length = settledLength(text);
    this.#held = text.slice(length);
    return text.slice(0, length);
  }
}
