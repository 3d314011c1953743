import { expect, test } from "vitest";
import { chooser } from "../../src/lm/generate-options.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { golden } from "../golden.js";

test("generation is greedy unless a temperature is given, also where it is given as undefined", async () => {
  const tokenizer = await Tokenizer.load(golden("tokenizers/byte-level"));
  const choices = (options: object): Set<number> => {
    const choose = chooser(tokenizer, { seed: 1, ...options });
    return new Set(Array.from({ length: 50 }, (_, n) => choose(Float32Array.of(0, 0.1, 0), [], n)));
  };
  for (const options of [{}, { temperature: undefined }]) expect(choices(options)).toEqual(new Set([1]));
  expect(choices({ temperature: 1 }).size).toBe(3);
});
