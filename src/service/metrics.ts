/** @file Figures for Prometheus. No label ever holds what a client wrote. */

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What is read when it is asked for. */
export interface Observed {
  waiting(queue: Queue): number;
  active(queue: Queue): number;
  resident(): number;
}

export type Queue = "decode" | "generate";
const queues: readonly Queue[] = ["decode", "generate"];

/** Seconds: from a token of a tiny model to a prompt that waits its turn. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class Metrics {
  readonly registry = new Registry();
  readonly requests = this.counter("requests_total", "Requests answered.", ["route", "status"]);
  readonly promptTokens = this.counter("prompt_tokens_total", "Tokens of prompts that were read.");
  readonly cachedTokens = this.counter("prompt_tokens_cached_total", "Of these, kept from an earlier request.");
  readonly completionTokens = this.counter("completion_tokens_total", "Tokens that were generated.");
  readonly savedTokens = this.counter(
    "prompt_tokens_saved_total",
    "Tokens of system prompts that were not read, since they are in the weights.",
  );
  readonly generation = this.histogram("generation_seconds", "From a system prompt to its adapter, waiting included.");
  readonly firstToken = this.histogram("first_token_seconds", "From a request to its first token.");
  readonly duration = this.histogram("request_seconds", "From a request to the end of its answer.", ["route"]);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  observe(observed: Observed): void {
    const perQueue = (name: string, help: string, read: (queue: Queue) => number): Gauge =>
      this.gauge(name, help, ["queue"], (gauge) => queues.forEach((queue) => gauge.set({ queue }, read(queue))));
    perQueue("queue_depth", "Requests that wait for their turn.", observed.waiting);
    perQueue("active", "Requests that are being computed.", observed.active);
    this.gauge("resident_adapters", "Specialised models in memory.", [], (gauge) => gauge.set(observed.resident()));
  }

  private counter<L extends string = never>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name: `lora_gen_${name}`, help, labelNames, registers: [this.registry] });
  }

  private gauge(name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => void): Gauge {
    return new Gauge({
      name: `lora_gen_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        collect(this);
      },
    });
  }

  private histogram<L extends string = never>(name: string, help: string, labelNames: L[] = []): Histogram<L> {
    return new Histogram({ name: `lora_gen_${name}`, help, labelNames, buckets, registers: [this.registry] });
  }
}
