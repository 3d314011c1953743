/** @file Runs of LoraHub: no gradients, a search over a few numbers. */

import { join } from "node:path";
import { loadAdapter, saveAdapter } from "../adapter/peft.js";
import { FileError } from "../errors.js";
import type { EncodedConversation } from "../lm/conversation.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { evolve } from "../methods/lora-hub/evolution.js";
import { mixAdapters, mixtureLoss } from "../methods/lora-hub/lora-hub.js";
import { append, writeFileAtomic } from "../tensor/atomic.js";
import { Random } from "../tensor/random.js";
import { sha256 } from "../tensor/sha256.js";
import { openEpisodes, readEpisodes } from "./episodes.js";
import { drawFitting } from "./fitting.js";
import { openModel } from "./method-run.js";
import { mixtureFile, partsIn, withOutput } from "./output.js";
import type { LoraHubRecipe } from "./recipe.js";
import { encodeTurn, requestBatch } from "./requests.js";
import type { Progress } from "./state.js";
import type { TrainerHooks } from "./trainer.js";

/**
 * Searches for the weights of a recipe's adapters, and writes the mixture as the PEFT directories `best` and `last`, its
 * weights as `mixture.json`. It is too short to be resumed: it starts anew, and finds the same. Throws a `FileError` if the
 * output directory holds a run of another method, or the data has too few examples.
 */
export async function mixByRecipe(recipe: LoraHubRecipe, hooks: TrainerHooks): Promise<Progress> {
  const { settings, adapters: directories, output, seed, schedule } = recipe;
  const present = await partsIn(output);
  if (present.length > 0 && !present.includes(mixtureFile) && !hooks.overwrite)
    throw new FileError(
      output,
      "holds a run of another method; take another output directory, or start anew in its place (--force)",
    );
  const { checkpoint, config, weights, tokenizer } = await openModel(recipe.edge);
  try {
    const adapters = await Promise.all(directories.map((directory) => loadAdapter(directory, config)));
    const examples = await examplesOf(recipe, tokenizer, config.positions);
    const mixture = await mixtureLoss(config, weights, adapters, directories);
    return await withOutput(output, { overwrite: true }, async () => {
      const log = join(output, "metrics.jsonl");
      const requests = requestBatch(examples, tokenizer.padId);
      const found = await evolve(
        async (point) => {
          const size = point.reduce((sum, w) => sum + Math.abs(w), 0) / point.length;
          return (await mixture.loss(point, requests)) + settings.penalty * size;
        },
        {
          dimensions: adapters.length,
          evaluations: schedule.steps,
          limit: settings.limit,
          random: new Random(`${seed} search`),
          onEvaluation: () => hooks.signal?.aborted,
        },
      ).finally(() => mixture.dispose());
      const mixed = mixAdapters(adapters, found.point);
      const chosen = directories.map((directory, i) => ({ directory, weight: found.point[i] }));
      await writeFileAtomic(join(output, mixtureFile), `${JSON.stringify(chosen, null, 2)}\n`);
      await append(log, `${JSON.stringify({ step: found.evaluations, loss: found.score })}\n`);
      for (const name of ["best", "last"])
        await saveAdapter(join(output, name), mixed, { config, base: checkpoint.source, dtype: "f16" });
      hooks.onValidation?.(found.evaluations, { loss: found.score });
      const best = { step: found.evaluations, loss: found.score };
      const identity = sha256(JSON.stringify(recipe));
      return { step: found.evaluations, recipe: identity, best };
    });
  } finally {
    await checkpoint.close();
  }
}

/** The first requests of a file that fit the context; of the nano world, which has no first ones, as many drawn by the seed. */
async function examplesOf(
  { data, seed, settings: { examples: count } }: LoraHubRecipe,
  tokenizer: Tokenizer,
  positions: number,
): Promise<EncodedConversation[]> {
  const fits = ({ ids }: EncodedConversation): boolean => ids.length <= positions;
  if (data.kind === "jsonl") {
    const fitting: EncodedConversation[] = [];
    for (const turn of (await readEpisodes(data.train)).flatMap(({ turns }) => turns)) {
      const example = encodeTurn(tokenizer, turn);
      if (fits(example)) fitting.push(example);
      if (fitting.length === count) return fitting;
    }
    throw new FileError(
      data.train,
      `has ${fitting.length} requests that fit the model's context, and "settings.examples" asks for ${count}`,
    );
  }
  const episodes = await openEpisodes(data, 1);
  const random = new Random(`${seed} examples`);
  return Array.from({ length: count }, () =>
    drawFitting(() => encodeTurn(tokenizer, episodes.draw(random).turns[0]!), fits),
  );
}
