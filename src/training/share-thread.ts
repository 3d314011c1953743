/** @file The thread of a `ShareRunner`: it says when the run is open, then answers shares one after the other. */

import { parentPort, workerData } from "node:worker_threads";
import { sentError } from "../errors.js";
import { buffersOf } from "../runtime/worker-program.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { createOptimizer } from "./optimizer.js";
import type { GradientRecipe } from "./recipe.js";
import { trainShare, type Share } from "./rounds.js";
import { objectiveOf } from "./run.js";
import type { ShareReply } from "./share-runner.js";

const send = (reply: ShareReply): void => {
  parentPort!.postMessage(reply, "tensors" in reply ? buffersOf(Object.values(reply.tensors)) : []);
};
const fail = (error: unknown): void => {
  send({ error: sentError(error) });
};

try {
  const recipe = workerData as GradientRecipe;
  const objective = await objectiveOf(recipe);
  const optimizer = await createOptimizer(objective, recipe.schedule);
  parentPort!.on("message", ({ share, tensors }: { share: Share; tensors: TensorMap }) => {
    trainShare(objective, optimizer, recipe.schedule, share, tensors).then(send, fail);
  });
  send({ tensors: {}, metrics: {} });
} catch (error) {
  fail(error);
}
