import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter/adapter.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { saveMergedModel } from "../../src/adapter/merged-model.js";
import { InputError, ShapeError } from "../../src/errors.js";
import { withModel } from "../../src/lm/language-model.js";
import { ffnProjections, projectionWeights } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import type { Compile } from "../../src/runtime/program.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { randomAdapter } from "./adapters.js";

describe("an edge model", () => {
  let [pair, root, base, adapter]: [TinyPair, string, EdgeModel, Adapter] = [] as never;
  beforeAll(async () => {
    pair = await makeTinyPair();
    root = await mkdtemp(join(tmpdir(), "lora-gen-edge-"));
    base = await EdgeModel.load(pair.edge, { thread: "main" });
    adapter = randomAdapter(base.config, ffnProjections(base.config));
  });
  afterAll(async () => {
    await base.dispose();
    for (const directory of [root, pair.root]) await rm(directory, { recursive: true });
  });
  const answer = (model: EdgeModel): Promise<string> => model.complete("what a day", { maxTokens: 24 });

  test("stays as it is when it is specialised, and both run", async () => {
    const before = await answer(base);
    const specialist = await base.specialize(adapter);
    const special = await answer(specialist);
    expect(special).not.toBe(before);
    expect(await answer(base)).toBe(before);
    specialist.release();
    expect(await answer(base)).toBe(before);
    await expect(answer(specialist)).rejects.toBeInstanceOf(InputError);
    base.release();
    expect(await answer(base)).toBe(before);
    expect(await answer(await base.specialize(adapter))).toBe(special);
  });

  test("merges in the thread that it runs in: this one computes nothing, and no weights pass between them", async () => {
    const [threads, held, derived]: [unknown[], string[][], string[][]] = [[], [], []];
    const watched: Compile = async (outputs, options) => {
      threads.push(options?.thread);
      const program = await compile(outputs, options);
      return {
        ...program,
        hold: (tensors) => (held.push(Object.keys(tensors)), program.hold(tensors)),
        derive: (base, by) => (derived.push(Object.keys(by.feeds)), program.derive(base, by)),
      };
    };
    const served = await withModel(pair.edge, (parts) => EdgeModel.of({ ...parts, compile: watched }));
    const adapted = projectionWeights(base.config, ffnProjections(base.config));
    expect([threads, held]).toEqual([["worker"], [adapted]]);
    const specialist = await served.specialize(adapter);
    expect(derived).toEqual([adapted]);
    expect([threads, held]).toEqual([["worker"], [adapted]]);
    expect(await answer(specialist)).toBe(await answer(await base.specialize(adapter)));
    await served.dispose();
  });

  test("with an adapter answers as the model that has it merged on the disk", async () => {
    const directory = join(root, "merged");
    await saveMergedModel(directory, pair.edge, adapter);
    const merged = await EdgeModel.load(directory, { thread: "main" });
    expect(await answer(merged)).toBe(await answer(await base.specialize(adapter)));
    await merged.dispose();
  });

  test("refuses an adapter that does not fit, or changes what it was not loaded to change", async () => {
    await expect(base.specialize(randomAdapter({ ...base.config, layers: 1 }, ["up"]))).rejects.toBeInstanceOf(
      ShapeError,
    );
    await expect(base.specialize(randomAdapter(base.config, ["q"]))).rejects.toThrow(
      new InputError("model.layers.0.self_attn.q_proj.weight is not a variable weight of this model"),
    );
    const open = await EdgeModel.load(pair.edge, { thread: "main", adaptable: ["q"] });
    await expect(open.specialize(randomAdapter(base.config, ["q"]))).resolves.toBeInstanceOf(EdgeModel);
    await open.dispose();
  });

  test("answers the same with the adapter attached, of any rank, and refuses what it has no place for", async () => {
    const attached = await EdgeModel.load(pair.edge, { thread: "main", adapters: "attached" });
    expect(await answer(attached)).toBe(await answer(base));
    for (const rank of [1, 4, 9]) {
      const some = randomAdapter(base.config, ffnProjections(base.config), rank);
      expect(await answer(await attached.specialize(some))).toBe(await answer(await base.specialize(some)));
    }
    await expect(attached.specialize(randomAdapter(base.config, ["q"]))).rejects.toThrow(
      new InputError("this model takes adapters on gate, up, down; this one changes q too"),
    );
    await expect(attached.specialize(randomAdapter({ ...base.config, layers: 1 }, ["up"]))).rejects.toBeInstanceOf(
      ShapeError,
    );
    await attached.dispose();
  });
});
