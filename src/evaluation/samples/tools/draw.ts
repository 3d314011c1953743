/** @file Prompts that list the right tools among others, with the requests that go with them. */

import type { Random } from "../../../tensor/random.js";
import { mayList, splitOfRequest, type ToolSplit } from "./splits.js";
import type { Tool, ToolRequest, ToolSource } from "./tool.js";

/** A prompt's tools, and requests for them or for none. */
export interface ToolPrompt {
  tools: readonly Tool[];
  requests: readonly ToolRequest[];
}

export interface ToolDrawing {
  /** Fewest and most tools of a prompt. */
  listed: readonly [number, number];
  /** Requests of a prompt at most. */
  turns: number;
  /** Share of requests that no listed tool is for, where there are such. */
  none: number;
  /** Whether a list is short enough. */
  fits(tools: readonly Tool[]): boolean;
  /** Whether a request comes once alone: tests. */
  once: boolean;
}

/** Prompts of one source and split, drawn one after the other. */
export class PromptDrawer {
  readonly #tools: ToolSource["tools"];
  /** Requests by the tools they call; those of one tool are drawn as often as those of any other. */
  readonly #byTool = new Map<string, ToolRequest[]>();
  readonly #none: ToolRequest[] = [];
  readonly #company: string[];
  readonly #used = new Set<string>();

  constructor(
    source: ToolSource,
    private readonly split: ToolSplit,
    private readonly drawing: ToolDrawing,
  ) {
    this.#tools = source.tools;
    this.#company = [...source.tools.keys()].filter((name) => mayList(split, name));
    for (const request of source.requests) {
      if (splitOfRequest(request) !== split) continue;
      if (request.calls.length === 0) this.#none.push(request);
      for (const { tool } of request.calls) this.#byTool.set(tool, [...(this.#byTool.get(tool) ?? []), request]);
    }
  }

  /** How many tools are asked for. */
  get size(): number {
    return this.#byTool.size;
  }

  /** A prompt; undefined if requests have run out, or none of several tries fits. */
  draw(random: Random): ToolPrompt | undefined {
    for (let i = 0; i < 50; i++) {
      const tried = this.#try(random);
      if (!tried) continue;
      if (this.drawing.once) tried.requests.forEach(({ request }) => this.#used.add(request));
      return tried;
    }
    return undefined;
  }

  #try(random: Random): ToolPrompt | undefined {
    const {
      listed: [fewest, most],
      turns,
      none,
      fits,
    } = this.drawing;
    const asked = [...this.#byTool.keys()].filter((name) => this.#fresh(this.#byTool.get(name)!).length > 0);
    const special = random.chance(none) ? this.#fresh(this.#none.filter((r) => r.useless)) : [];
    if (asked.length === 0 && special.length === 0) return undefined;
    const first = random.pick(special.length > 0 ? special : this.#fresh(this.#byTool.get(random.pick(asked))!));
    const names = new Set(first.calls.map(({ tool }) => tool));
    const wanted = random.between(fewest, most);
    const add = (name: string): void => {
      if (names.size >= wanted || names.has(name) || !this.#tools.has(name)) return;
      if (first.useless && !first.useless.includes(name)) return;
      if (fits(this.#of([...names, name]))) names.add(name);
    };
    if (!fits(this.#of([...names]))) return undefined;
    // Half of the list has requests of its own, if there are so many.
    const near = (first.near ?? []).filter((name) => mayList(this.split, name));
    const own = first.useless ? asked.filter((name) => first.useless!.includes(name)) : asked;
    random.sample(own, Math.floor(wanted / 2)).forEach(add);
    random.shuffle([...near]).forEach(add);
    random.sample(this.#company, first.useless ? this.#company.length : 4 * most).forEach(add);
    if (names.size < Math.min(fewest, this.#company.length)) return undefined;

    const answerable = [...new Set([...names].flatMap((name) => this.#fresh(this.#byTool.get(name) ?? [])))].filter(
      (request) => request !== first && request.calls.every(({ tool }) => names.has(tool)),
    );
    const others = random.shuffle(answerable).slice(0, turns - 1);
    const useless = random.shuffle([
      ...this.#fresh(this.#none.filter((r) => !r.useless)),
      ...asked.flatMap((name) => this.#strange(name, names)),
    ]);
    const requests = [first, ...others].map((request, i) =>
      i > 0 && useless.length > 0 && random.chance(none) ? useless.pop()! : request,
    );
    return { tools: this.#of(random.shuffle([...names])), requests };
  }

  /** Requests for a tool of a field of which none is listed: they go with no listed tool. */
  #strange(name: string, listed: ReadonlySet<string>): ToolRequest[] {
    const fieldOf = (tool: string): string | undefined => this.#tools.get(tool)?.field;
    const fields = new Set([...listed].map(fieldOf));
    return this.#fresh(this.#byTool.get(name)!)
      .filter(({ calls }) => calls.every(({ tool }) => fieldOf(tool) !== undefined && !fields.has(fieldOf(tool))))
      .map(({ request }) => ({ request, calls: [] }));
  }

  #fresh(requests: readonly ToolRequest[]): ToolRequest[] {
    return requests.filter(({ request }) => !this.#used.has(request));
  }

  #of(names: readonly string[]): Tool[] {
    return names.map((name) => this.#tools.get(name)!);
  }
}
