/** @file Texts at which generation ends. */

/** Holds text back while it may still become a stop string. */
export class StopStrings {
  stopped = false;
  #held = "";
  private readonly stops: readonly string[];

  constructor(stops: readonly string[]) {
    // An empty one would end every text before it begins.
    this.stops = stops.filter((stop) => stop !== "");
  }

  push(text: string): string {
    if (this.stops.length === 0) return text;
    this.#held += text;
    const at = Math.min(...this.stops.map((s) => this.#held.indexOf(s)).filter((i) => i >= 0));
    if (Number.isFinite(at)) {
      this.stopped = true;
      return this.#held.slice(0, at);
    }
    let keep = 0;
    for (const s of this.stops)
      for (let n = Math.min(s.length - 1, this.#held.length); n > keep; n--)
        if (s.startsWith(this.#held.slice(-n))) keep = n;
    const out = this.#held.slice(0, this.#held.length - keep);
    this.#held = this.#held.slice(this.#held.length - keep);
    return out;
  }

  finish(): string {
    return this.stopped ? "" : this.#held;
  }
}
