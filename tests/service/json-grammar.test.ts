import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grammar, type Grammar } from "../../src/service/grammar.js";
import { anyObject, anyValue } from "../../src/service/json-grammar.js";
import { schemaMatcher } from "../../src/service/json-schema.js";
import { utf8 } from "../../src/service/utf8.js";
import { callGrammar, describeTools, parseCall, type Tool } from "../../src/service/tools.js";

const of = (schema: unknown): Grammar => grammar(schemaMatcher(schema, "schema"));

const alive = (g: Grammar, bytes: string): boolean => g.after(bytes) !== undefined;
const done = (g: Grammar, bytes: string): boolean => g.after(bytes)?.done ?? false;

/** Every prefix may still become the text, also within a character, and the text is whole. */
function expectGrows(g: Grammar, text: string): void {
  const bytes = utf8(text);
  let rest: Grammar | undefined = g;
  for (let i = 0; i < bytes.length; i++) {
    rest = rest.after(bytes[i]!);
    if (!rest) throw new Error(`${bytes.slice(0, i + 1)} can't become ${text}`);
  }
  expect([text, rest.done]).toEqual([text, true]);
}

function isObject(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

describe("JSON of any kind", () => {
  test("every JSON text grows out of nothing, with and without white space", () => {
    const value = grammar(anyValue);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.integer({ min: 0, max: 4 }), (json, indent) => {
        const text = JSON.stringify(json, null, indent);
        // Numbers of JavaScript may have more digits than a model is let write.
        fc.pre(!/\d{15}/.test(text));
        expectGrows(value, text);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    "{,",
    '{"a" 1',
    "[1,]",
    "01",
    "1.5.",
    "tru e",
    '"\n',
    '"\\x',
    "{}}",
    '{"a":1}x',
    "1e5e",
    "--",
    "nul1",
    "{\u00a0}",
    "[\v]",
  ])("%j can't become JSON", (text) => {
    expect(alive(grammar(anyValue), utf8(text))).toBe(false);
  });

  test.each(["80", "c080", "c3e9", "e08080", "eda080", "f0808080", "f4908080", "f880", "e282e2"])(
    "the bytes %s are no text",
    (hex) => {
      expect(alive(grammar(anyValue), `"${Buffer.from(hex, "hex").toString("latin1")}`)).toBe(false);
    },
  );

  test("any text grows byte by byte", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => expectGrows(grammar(anyValue), JSON.stringify(text))),
    );
  });

  test("it does not nest for ever", () => {
    expect(alive(grammar(anyValue), "[".repeat(150))).toBe(true);
    expect(alive(grammar(anyValue), "[".repeat(100_000))).toBe(false);
  });

  test("what is whole is what JSON.parse takes, however objects are damaged", () => {
    const object = grammar(anyObject);
    const met = { whole: 0, broken: 0 };
    const added = fc.constantFrom("", ...Array.from('{}[]:,"\\0 1.-etn'));
    const damage = fc.record({ at: fc.nat(), removed: fc.nat(2), added });
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })),
        fc.array(damage, { maxLength: 2 }),
        (value, damages) => {
          const characters = Array.from(JSON.stringify(value));
          for (const d of damages) characters.splice(d.at % (characters.length + 1), d.removed, d.added);
          const text = characters.join("");
          // JSON sets no bounds to numbers, the grammar does.
          fc.pre(!/\d{15}|e[+-]?\d{4}/i.test(text));
          const whole = isObject(text) && text.trim() === text;
          met[whole ? "whole" : "broken"]++;
          expect(done(object, utf8(text))).toBe(whole);
        },
      ),
      { numRuns: 1000 },
    );
    expect(Math.min(met.whole, met.broken)).toBeGreaterThan(100);
  });

  test("white space does not go on for ever", () => {
    expect(alive(grammar(anyObject), `{${" ".repeat(16)}`)).toBe(true);
    expect(alive(grammar(anyObject), `{${" ".repeat(17)}`)).toBe(false);
  });
});

describe("JSON of a schema", () => {
  const person = of({
    type: "object",
    properties: {
      name: { type: "string" },
      age: { type: "integer" },
      tags: { type: "array", items: { enum: ["a", "ab", 3] } },
      next: { anyOf: [{ type: "null" }, { $ref: "#" }] },
    },
    required: ["name", "next"],
    additionalProperties: false,
  });

  test.each([
    '{"name": "Ada", "next": null}',
    '{"name":"Ada","age":36,"tags":["a","ab",3],"next":{"name":"B\\u00e9la \\"x\\"","next":null}}',
    '{\n  "name": "",\n  "tags": [],\n  "next": null\n}',
  ])("%s fits, and so does every prefix", (text) => {
    expectGrows(person, text);
  });

  test.each([
    '{"nam": ',
    '{"age": 3, "name": "x"',
    '{"name": 3',
    '{"name": "x", "age": 3.',
    '{"name": "x"}',
    '{"name": "x", "tags": ["abc',
    '{"name": "x", "next": null, "',
  ])("%s does not", (text) => {
    expect(alive(person, text)).toBe(false);
  });

  test("keys and values are any characters", () => {
    const menu = of({
      type: "object",
      properties: { größe: { enum: ["café", "城"] }, note: { type: "string" } },
      required: ["größe"],
    });
    expectGrows(menu, '{"größe": "café", "note": "– ’ 😀"}');
    expect(alive(menu, utf8('{"größe": "cafe'))).toBe(false);
    expect(alive(menu, utf8('{"größe": "').concat("\xe5\x9f"))).toBe(true); // of 城
    expect(alive(menu, utf8('{"größe": "').concat("\xe5\x9e"))).toBe(false);
  });

  test("a schema in itself nests as deep as an answer does", () => {
    const next = (depth: number): string => (depth === 0 ? "null" : `{"name": "x", "next": ${next(depth - 1)}}`);
    expectGrows(person, next(40));
  });

  test("alternatives that refer to the same schemas are read once", () => {
    const fan = 14;
    const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
    const all = Array.from({ length: fan }, (_, i) => ref(`s${i}`));
    const either = { anyOf: [...all, { type: "null" }] };
    const one = { type: "object", properties: { a: either }, required: ["a"] };
    const $defs = Object.fromEntries(all.map((_, i) => [`s${i}`, one]));
    const wide = of({ anyOf: all, $defs });
    expectGrows(wide, '{"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": null}}}}}}}}');
    const doubled = (depth: number): object =>
      depth === 0 ? {} : { type: ["object", "object"], properties: { a: doubled(depth - 1) } };
    expectGrows(of(doubled(30)), '{"a": {"a": {}}}');
  });

  test("what leads to itself besides is what it leads to", () => {
    const numbers = of({ anyOf: [{ $ref: "#" }, { type: "integer" }] });
    expectGrows(numbers, "12");
    expect(alive(numbers, '"')).toBe(false);
  });

  test("an object without properties is any, of such values, or empty", () => {
    expectGrows(of({ type: "object" }), '{"a": [1]}');
    expectGrows(of({ type: "object", additionalProperties: { type: "integer" } }), '{"a": 1, "b": 2}');
    expect(alive(of({ type: "object", additionalProperties: { type: "integer" } }), '{"a": "')).toBe(false);
    expectGrows(of({ type: "object", additionalProperties: false }), "{}");
    expect(alive(of({ type: "object", additionalProperties: false }), '{"')).toBe(false);
  });

  test("a value of an enum has its type, if one is told", () => {
    const level = of({ type: ["string", "null"], enum: ["low", null, 3] });
    expectGrows(level, "null");
    expectGrows(level, '"low"');
    expect(alive(level, "3")).toBe(false);
  });

  test.each([
    [{ type: "string", pattern: "a+" }, '"pattern" is not supported'],
    [{ type: "strin" }, '"strin" is not a type'],
    [{ $ref: "#/$defs/none" }, 'there is no "#/$defs/none"'],
    [{ type: "object", properties: {}, required: ["x"] }, '"x" is required, but no property'],
    [{ type: "array", items: 3 }, "a schema must be an object"],
    [{ type: "object", required: ["city"] }, '"city" is required, but no property'],
    [{ type: "object", properties: [] }, '"properties" must be an object'],
    [{ anyOf: [{ type: "null" }], type: "object" }, '"type" is not supported beside "anyOf"'],
    [{ $ref: "#/$defs/a", minLength: 1, $defs: { a: {} } }, '"minLength" is not supported beside "$ref"'],
    [{ enum: ["a"], pattern: "b" }, '"pattern" is not supported beside "enum"'],
    [{ const: 1, type: "string" }, 'no value of "const" has its "type"'],
    [{ $ref: "#" }, "nothing is of this schema"],
  ])("%j is refused", (schema, message) => {
    expect(() => of(schema)).toThrow(`schema: ${message}`);
  });
});

describe("a schema as large as may be", () => {
  const some = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const fields = (count: number): object => Object.fromEntries(some(count).map((i) => [`key ${i}`, {}]));
  const items = (schema: object): object => ({ type: "array", items: schema });

  test.each([
    ["values", items({ enum: some(1000) }), some(1000).join()],
    ["alternatives", items({ anyOf: some(250).map((i) => ({ const: i })) }), some(250).join()],
    [
      "properties",
      items({ type: "object", properties: fields(1000) }),
      some(100)
        .map((i) => `{"key ${9 * i}":[]}`)
        .join(),
    ],
  ])("does not make a token dear, however long the text before it: %s", (_, schema, text) => {
    const start = performance.now();
    expectGrows(of(schema), `[${text}]`);
    const rest = of(schema).after(`[${text},`);
    for (let byte = 0; byte < 256; byte++) rest?.after(String.fromCharCode(byte));
    // Tens of milliseconds; where every byte had all of them read anew, it was minutes.
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test.each([
    ["values", items({ enum: some(1001) })],
    ["properties", { type: "object", properties: { a: { type: "object", properties: fields(1000) } } }],
    ["alternatives", { anyOf: some(251).map(() => ({ type: "string" })) }],
    [
      "alternatives",
      items({ type: "object", properties: { a: { anyOf: some(126).map(() => items({ type: ["null", "string"] })) } } }),
    ],
  ])("is refused with more %s", (what, schema) => {
    expect(() => of(schema)).toThrow(new RegExp(`^schema: more than \\d+ ${what} in all$`));
  });

  test("is counted over all tools of a request", () => {
    const tool = (name: string): Tool => ({ name, parameters: { type: "object", properties: fields(501) } });
    expect(() => callGrammar([tool("a"), tool("b")])).toThrow("tools.1.function.parameters: more than 1000 properties");
  });

  test("what may be read in several ways does not multiply", () => {
    const either = items({ anyOf: [{ type: "integer" }, { type: "number" }, { enum: [1, 2] }] });
    expectGrows(of(either), `[${"1,".repeat(2000)}1]`);
  });
});

describe("tools", () => {
  const tools: Tool[] = [
    {
      name: "set_alarm",
      description: "sets an alarm",
      parameters: {
        type: "object",
        properties: { time: { type: "string", description: "hh:mm", pattern: "\\d" }, times: { type: "integer" } },
        required: ["time"],
      },
    },
    { name: "stop" },
  ];

  test("are told with their arguments", () => {
    expect(describeTools(tools)).toBe(
      [
        "You can call these tools:",
        "- set_alarm(time (hh:mm), times? (integer)): sets an alarm",
        "- stop()",
        'Answer as {"name": "NAME", "arguments": {"ARG1": "VALUE1"}}',
        "If no tool fits, answer in words.",
      ].join("\n"),
    );
  });

  test("a call is one of a tool that there is, with its arguments", () => {
    const call = callGrammar(tools);
    expectGrows(call, '{"name": "set_alarm", "arguments": {"time": "7:30", "times": 2}}');
    expectGrows(call, '{"name": "stop", "arguments": {}}');
    for (const wrong of [
      '{"name": "go',
      '{"name": "set_alarm", "arguments": {"times": 2',
      '{"name": "stop", "arguments": {"',
    ])
      expect(alive(call, wrong)).toBe(false);
    expect(parseCall('{"name": "set_alarm", "arguments": {"time": "7:30"}}', tools)).toEqual({
      name: "set_alarm",
      arguments: '{"time":"7:30"}',
    });
    for (const none of [
      "",
      "none",
      "null",
      "[]",
      '{"name": "go", "arguments": {}}',
      '{"name": "stop", "arguments": []}',
    ])
      expect(parseCall(none, tools)).toBeUndefined();
  });
});
