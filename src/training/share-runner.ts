/** @file The shares of a run's rounds, in a thread of their own: the event loop stays free to say that this worker lives. */

import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { LoraGenError, receivedError, type SentError } from "../errors.js";
import { startThread } from "../runtime/start-thread.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { GradientRecipe } from "./recipe.js";
import type { Share, ShareResult } from "./rounds.js";

export type ShareReply = ShareResult | { error: SentError };

export class ShareRunner {
  #running: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly thread: Worker,
    /** When the thread has ended, and why. */
    private readonly ended: Promise<never>,
  ) {}

  /** Opens what the recipe trains. Errors as of `trainRecipe`. */
  static async open(recipe: GradientRecipe): Promise<ShareRunner> {
    const thread = startThread(new URL("./share-thread.js", import.meta.url), recipe);
    const ended = new Promise<never>((_, reject) => {
      thread.once("error", reject);
      thread.once("exit", () => reject(new LoraGenError("the thread that trains has ended")));
    });
    ended.catch(() => {});
    const runner = new ShareRunner(thread, ended);
    try {
      await runner.reply();
    } catch (error) {
      await thread.terminate();
      throw error;
    }
    return runner;
  }

  /** One share at a time. Throws a `TrainingError` where any other worker would, too. */
  run(share: Share, tensors: TensorMap): Promise<ShareResult> {
    this.thread.postMessage({ share, tensors });
    const reply = this.reply();
    this.#running = reply.catch(() => {});
    return reply;
  }

  private async reply(): Promise<ShareResult> {
    const [reply] = (await Promise.race([once(this.thread, "message"), this.ended])) as [ShareReply];
    if (!("error" in reply)) return reply;
    const error = receivedError(reply.error);
    throw error instanceof LoraGenError ? error : new LoraGenError(error.message, { cause: error });
  }

  /** When a running share is done: within a run of its graph a thread would take the process with it. */
  async dispose(): Promise<void> {
    await this.#running;
    await this.thread.terminate();
  }
}
