import { expect, test } from "vitest";
import { fitted } from "../../../src/evaluation/reasoning/encode.js";

const ids = (length: number): number[] => Array.from({ length }, (_, i) => i);

// lm-evaluation-harness: (context + continuation)[-(max_length + 1):][:-1] is what the model reads.
test.each([
  [3, 2, 8],
  [7, 2, 8],
  [8, 2, 8],
  [20, 3, 8],
  [20, 8, 8],
])("of %i tokens of context before %i, a model of %i positions reads the harness's", (context, answer, positions) => {
  const whole = ids(context + answer);
  const found = fitted({ context: whole.slice(0, context), continuation: whole.slice(context) }, positions);
  expect(found.continuation).toEqual(whole.slice(context));
  expect([...found.context, ...found.continuation].slice(0, -1)).toEqual(whole.slice(-(positions + 1)).slice(0, -1));
});
