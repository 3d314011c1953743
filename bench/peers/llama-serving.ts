/**
 * @file llama.cpp as a server, in a process of its own: `tsx llama-serving.ts FILE STREAMS THREADS`. Its own server is in no
 * package, so this is its engine with a sequence for each stream, decoded together, behind the same route as ours.
 */

import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { getLlama, type LlamaContextSequence, type Token } from "node-llama-cpp";

const [modelPath, streams, threads] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])];
const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: threads });
const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
const context = await model.createContext({ contextSize: 256, sequences: streams, batchSize: 512, threads });
const free: LlamaContextSequence[] = Array.from({ length: streams }, () => context.getSequence());

interface Body {
  prompt: Token[];
  max_tokens: number;
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as Body;
}

const server = createServer((request, response) => {
  void bodyOf(request).then(async ({ prompt, max_tokens: most }) => {
    response.flushHeaders();
    const sequence = free.pop()!;
    await sequence.clearHistory();
    const send = (value: unknown): boolean => response.write(`data: ${JSON.stringify(value)}\n\n`);
    let tokens = 0;
    for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: false })) {
      tokens++;
      send({ choices: [{ text: model.detokenize([token]) }] });
      if (tokens === most) break;
    }
    free.push(sequence);
    send({ choices: [], usage: { completion_tokens: tokens } });
    response.end("data: [DONE]\n\n");
  });
});
await once(server.listen(0, "127.0.0.1"), "listening");
for await (const _ of createInterface(process.stdin))
  process.stdout.write(`"http://127.0.0.1:${(server.address() as AddressInfo).port}"\n`);
process.exit(0);
