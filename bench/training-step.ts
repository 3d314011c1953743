/** @file The process of ours that `train` measures: as many steps as each line of standard input asks for. */

import { createInterface } from "node:readline";
import { paperSettings, dimensions } from "../src/methods/lora-gen/settings.js";
import { loraGen } from "../src/methods/lora-gen/method.js";
import { firstValues } from "../src/methods/lora-gen/start.js";
import { requestInputs } from "../src/methods/method.js";
import { openPair } from "../src/training/method-run.js";
import { compileTraining, value, type Objective } from "../src/training/objective.js";
import { createOptimizer } from "../src/training/optimizer.js";
import { requestBatch } from "../src/training/requests.js";
import { takeStep } from "../src/training/step.js";
import { Random } from "../src/tensor/random.js";
import { peakMegabytes } from "./memory.js";

/** Sizes of a step, in tokens; the last `answer` of each query are its targets. */
export interface StepSizes {
  prompt: number;
  queries: number;
  tokens: number;
  answer: number;
}

export interface StepRequest {
  /** Cloud and edge model. */
  model: string;
  sizes: StepSizes;
}

/** Of the steps that one line asked for. */
export interface StepReply {
  /** Of each step. */
  seconds: number[];
  peakMb: number;
}

async function stepper({ model, sizes }: StepRequest): Promise<() => Promise<void>> {
  const { cloud, edge } = await openPair(model, model);
  await Promise.all([cloud.checkpoint.close(), edge.checkpoint.close()]);
  const d = dimensions(paperSettings(edge.config), cloud.config, edge.config);
  const { parameters, buffers } = firstValues(d, cloud.weights, 0);
  // As in training by a recipe, nothing holds on to the weights that the program was made of.
  const { frozen, ...method } = loraGen(d, { cloud: cloud.weights, edge: edge.weights }, 0.01);
  // Batch statistics need more than one prompt; the cost is the same. The peer does so too.
  const graph = method.build(requestInputs(), { dropout: 0 });
  const { program, gradientsOf } = await compileTraining(
    graph.loss,
    graph.parameters,
    { lm: graph.lm, ...graph.outputs },
    { ...frozen, ...buffers },
  );
  const random = new Random("train");
  const ids = (count: number): number[] => Array.from({ length: count }, () => random.below(d.cloud.vocabularySize));
  const objective: Pick<Objective, "parameters" | "decays" | "matrices" | "batch" | "run"> = {
    parameters,
    decays: (name) => method.decays(name),
    matrices: () => undefined,
    batch: () => ({
      ...method.promptFeeds([ids(sizes.prompt)]),
      ...requestBatch(
        Array.from({ length: sizes.queries }, () => ({
          ids: ids(sizes.tokens),
          answer: Array.from({ length: sizes.tokens }, (_, i) => i >= sizes.tokens - sizes.answer),
        })),
        0,
      ),
    }),
    async run(feeds) {
      const results = await program.run({ ...parameters, ...feeds });
      return {
        loss: value(results["loss"]),
        tokens: sizes.prompt + sizes.queries * sizes.tokens,
        gradients: gradientsOf(results),
        metrics: {},
      };
    },
  };
  const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, clip: 0, accumulate: 1 };
  const schedule = {
    steps: 1,
    learningRate: 1e-4,
    warmupSteps: 0,
    decay: "constant" as const,
    decaySteps: 1,
    finalLearningRate: 1,
  };
  const optimizer = await createOptimizer(objective, settings);
  let step = 0;
  return async () => {
    await takeStep(objective, optimizer, { ...settings, ...schedule }, ++step);
  };
}

const take = await stepper(JSON.parse(process.argv[2]!) as StepRequest);
for await (const line of createInterface(process.stdin)) {
  const seconds: number[] = [];
  for (let n = JSON.parse(line) as number; n > 0; n--) {
    const start = performance.now();
    await take();
    seconds.push((performance.now() - start) / 1000);
  }
  process.stdout.write(`${JSON.stringify({ seconds, peakMb: peakMegabytes() } satisfies StepReply)}\n`);
}
// Threads of ONNX Runtime may still wait for work.
process.exit(0);
