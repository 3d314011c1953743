import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyObject, anyValue, grammar, type Grammar } from "../../src/service/json-grammar.js";
import { schemaMatcher } from "../../src/service/json-schema.js";
import { callGrammar, describeTools, parseCall, type Tool } from "../../src/service/tools.js";

const of = (schema: unknown): Grammar => grammar(schemaMatcher(schema, "schema"));

/** Every prefix may still become the text, and the text is whole. */
function expectGrows(g: Grammar, text: string): void {
  for (let i = 0; i <= text.length; i++)
    expect([text.slice(0, i), g.alive(text.slice(0, i))]).toEqual([text.slice(0, i), true]);
  expect([text, g.done(text)]).toEqual([text, true]);
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
    expect(grammar(anyValue).alive(text)).toBe(false);
  });

  test("what lives is a prefix of JSON, and only what JSON.parse takes is whole", () => {
    const object = grammar(anyObject);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('{}[]:,"\\0 1.-etrufalsn')) }), (text) => {
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          parsed = undefined;
        }
        const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
        if (object.done(text)) expect(isObject).toBe(true);
        if (isObject && text.trim() === text) expect(object.done(text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("white space does not go on for ever", () => {
    expect(grammar(anyObject).alive(`{${" ".repeat(16)}`)).toBe(true);
    expect(grammar(anyObject).alive(`{${" ".repeat(17)}`)).toBe(false);
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
    expect(person.alive(text)).toBe(false);
  });

  test.each([
    [{ type: "string", pattern: "a+" }, '"pattern" is not supported'],
    [{ type: "strin" }, '"strin" is not a type'],
    [{ $ref: "#/$defs/none" }, 'there is no "#/$defs/none"'],
    [{ type: "object", properties: {}, required: ["x"] }, '"x" is required, but no property'],
    [{ type: "array", items: 3 }, "a schema must be an object"],
  ])("%j is refused", (schema, message) => {
    expect(() => of(schema)).toThrow(`schema: ${message}`);
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
      expect(call.alive(wrong)).toBe(false);
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
