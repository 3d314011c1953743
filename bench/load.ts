/** @file Clients of a server: streams side by side, and requests all at once. */

export interface Load {
  streams: number;
  /** After which no stream asks again; those that run go on to their end. */
  seconds: number;
  /** Token ids of request `number` of a stream. */
  prompt: (stream: number, number: number) => readonly number[];
  maxTokens: number;
}

export interface LoadFigures {
  tokensPerSecond: number;
  /** Milliseconds from each request to its first token, in order of size. */
  firstToken: number[];
}

/** So many streams at one time, each with one request behind the other. */
export async function streamAll(url: string, { streams, seconds, prompt, maxTokens }: Load): Promise<LoadFigures> {
  const start = performance.now();
  const firstToken: number[] = [];
  let tokens = 0;
  const client = async (stream: number): Promise<void> => {
    for (let number = 0; number === 0 || performance.now() - start < seconds * 1000; number++) {
      const asked = performance.now();
      const response = await ask(url, { prompt: prompt(stream, number), max_tokens: maxTokens, stream: true });
      if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
      let first = true;
      for await (const { usage } of events(response)) {
        if (first) firstToken.push(performance.now() - asked);
        first = false;
        tokens += usage?.completion_tokens ?? 0;
      }
    }
  };
  await Promise.all(Array.from({ length: streams }, (_, i) => client(i)));
  const took = (performance.now() - start) / 1000;
  return { tokensPerSecond: tokens / took, firstToken: firstToken.sort((a, b) => a - b) };
}

/** How often each status came back from so many requests at one time. */
export async function allAtOnce(url: string, count: number, body: object): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  await Promise.all(
    Array.from({ length: count }, async () => {
      const response = await ask(url, body);
      await response.arrayBuffer();
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    }),
  );
  return statuses;
}

/** The value below which the share `q` of them is. */
export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;

const ask = (url: string, body: object): Promise<Response> =>
  fetch(`${url}/v1/completions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ model: "lora-gen", stream_options: { include_usage: true }, ...body }),
  });

interface Event {
  usage?: { completion_tokens: number } | null;
}

/** Server-sent events as OpenAI sends them. */
async function* events(response: Response): AsyncGenerator<Event, void, undefined> {
  let rest = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith("data: {")) yield JSON.parse(line.slice("data: ".length)) as Event;
  }
}
