import { describe, expect, test } from "vitest";
import { sampler } from "../../src/lm/sampling.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { grammarOf } from "../../src/service/chat-answer.js";
import { chatPrompt } from "../../src/service/chat-prompt.js";
import { constrained } from "../../src/service/constrained.js";
import { grammar, type Grammar } from "../../src/service/grammar.js";
import { schemaMatcher } from "../../src/service/json-schema.js";
import { tokenBytes } from "../../src/service/token-bytes.js";
import { utf8 } from "../../src/service/utf8.js";

const tokenizer = await Tokenizer.load("checkpoints/nano/tokenizer");
const [end] = tokenizer.eosIds;

/** What a model writes that has a text in mind, and holds special tokens for likelier still. */
function written(wanted: string, must: Grammar): string {
  const choose = constrained(sampler({ temperature: 0 }), must, tokenizer, 0);
  const inMind = tokenizer.encode(wanted, { addSpecial: false });
  const ids: number[] = [];
  for (;;) {
    const logits = new Float32Array(tokenizer.vocabSize);
    for (const special of [0, 2, 3, 4]) logits[special] = 3;
    logits[inMind[ids.length] ?? end!] = 2;
    const id = choose(logits, ids);
    if (id === end) return tokenizer.decode(ids);
    ids.push(id);
    if (ids.length > 200) throw new Error(`no end: ${tokenizer.decode(ids)}`);
  }
}

const text = "café — 城😀";

test("a text that must be is written, whatever its characters", () => {
  const must = grammar(schemaMatcher({ const: text }, "schema"));
  expect(written("no", must)).toBe(JSON.stringify(text));
  const keys = { type: "object", properties: { größe: { enum: ["–"] } }, required: ["größe"] };
  expect(JSON.parse(written("no", grammar(schemaMatcher(keys, "schema"))))).toEqual({ größe: "–" });
});

test("a model that has nothing in mind writes it, too, and soon", () => {
  const kind = (i: number): object => ({ type: "object", properties: { [`key ${i}`]: { const: text } } });
  const wide = { type: "array", items: { anyOf: Array.from({ length: 249 }, (_, i) => kind(i)) } };
  const start = performance.now();
  for (const schema of [{ const: text }, { enum: [text, `${text}!`] }, wide]) {
    const must = grammar(schemaMatcher(schema, "schema"));
    const choose = constrained(sampler({ temperature: 1, seed: 5 }), must, tokenizer, 0);
    const ids: number[] = [];
    while (ids.length < 60 && ids.at(-1) !== end) ids.push(choose(new Float32Array(tokenizer.vocabSize), ids));
    const bytes = tokenBytes(tokenizer);
    expect(must.after(ids.map((id, i) => (i === 0 ? bytes.first(id) : bytes.next(id))).join(""))).toBeDefined();
  }
  // Milliseconds a token; where each one was read through all alternatives, it was a second.
  expect(performance.now() - start).toBeLessThan(15_000);
});

describe("a model that has in mind what it may write, writes it", () => {
  const user = { role: "user", content: "?" } as const;
  const must = (more: object): Grammar => {
    const body = { model: "m", messages: [user], ...more };
    return grammarOf(body, chatPrompt(body))!;
  };

  test("as JSON", () => {
    const json = JSON.stringify({ [text]: [text] });
    expect(written(json, must({ response_format: { type: "json_object" } }))).toBe(json);
  });

  test("in words beside tools", () => {
    const tools = [{ type: "function", function: { name: "stop" } }];
    expect(written(`Well – ${text} it is`, must({ tools }))).toBe(`Well – ${text} it is`);
  });
});

test.each([
  "checkpoints/nano/tokenizer",
  "tests/golden/tokenizers/byte-level",
  "tests/golden/tokenizers/byte-fallback",
])("tokens of %s together have the bytes of their text", async (directory) => {
  const of = await Tokenizer.load(directory);
  const { first, next } = tokenBytes(of);
  for (const sample of [text, "’ö\u0800\ud7ff\u{10ffff}\u{10000}\u00ad\u00a0", " and so on"]) {
    const ids = of.encode(sample, { addSpecial: false });
    expect(ids.map((id, i) => (i === 0 ? first(id) : next(id))).join("")).toBe(utf8(of.decode(ids)));
  }
  const lost = Array.from({ length: of.vocabSize }, (_, id) => id).filter(
    (id) => next(id) === "" && of.decode([id], { skipSpecial: true }) !== "",
  );
  expect(lost).toHaveLength(13); // C0, C1 and F5 to FF, which no UTF-8 has
  for (const none of [...of.eosIds, of.vocabSize]) expect(next(none)).toBe("");
});
