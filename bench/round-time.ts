/** @file How long rounds of training take on machines that are not here: a simulation by events. */

export interface Machines {
  workers: number;
  rounds: number;
  innerSteps: number;
  /** Seconds of a step of a worker (from 0) in a round (from 0). */
  step: (worker: number, round: number) => number;
  /** Bytes of a state, which goes out and comes back. */
  stateBytes: number;
  /** Bytes a second of the store's link, which carries one state at a time in each direction. */
  bandwidth: number;
  /** Seconds before a transfer begins. */
  latency: number;
}

/** Seconds from the first round's start to each round's end: out to the store, to every worker, its steps, and back. */
export function roundEnds(machines: Machines): number[] {
  const { workers, rounds, innerSteps, step, stateBytes, bandwidth, latency } = machines;
  const transfer = stateBytes / bandwidth;
  const events = new Events();
  const [into, outOf] = [new Link(events), new Link(events)];
  const ends: number[] = [];
  const begin = (round: number): void => {
    let missing = workers;
    const collected = (): void => {
      if (--missing > 0) return;
      ends.push(events.now);
      if (round + 1 < rounds) begin(round + 1);
    };
    const deal = (): void => {
      for (let worker = 0; worker < workers; worker++)
        outOf.carry(latency, transfer, () => {
          events.after(innerSteps * step(worker, round), () => {
            into.carry(latency, transfer, () => outOf.carry(latency, transfer, collected));
          });
        });
    };
    into.carry(latency, transfer, deal);
  };
  begin(0);
  events.run();
  return ends;
}

/** What happens when, in order of time; at one time, in the order it was planned. */
class Events {
  now = 0;
  readonly #planned: { at: number; happen: () => void }[] = [];

  after(seconds: number, happen: () => void): void {
    const at = this.now + seconds;
    const next = this.#planned.findIndex((event) => event.at > at);
    this.#planned.splice(next < 0 ? this.#planned.length : next, 0, { at, happen });
  }

  run(): void {
    for (let event; (event = this.#planned.shift());) {
      this.now = event.at;
      event.happen();
    }
  }
}

/** One transfer at a time; those that come meanwhile wait. */
class Link {
  #free = 0;
  constructor(private readonly events: Events) {}

  carry(latency: number, seconds: number, arrived: () => void): void {
    const { events } = this;
    events.after(latency, () => {
      this.#free = Math.max(this.#free, events.now) + seconds;
      events.after(this.#free - events.now, arrived);
    });
  }
}
