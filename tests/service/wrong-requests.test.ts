import OpenAI from "openai";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startServing, type Serving } from "./serving.js";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const model = "lora-gen";
const user = { role: "user", content: "wake me at 7:30" } as const;

let serving: Serving;
beforeAll(async () => {
  serving = await startServing();
});
afterAll(() => serving.stop());

const refused = async (body: object): Promise<InstanceType<typeof OpenAI.APIError>> => {
  const error: unknown = await serving
    .client()
    .chat.completions.create({ model, messages: [user], ...body } as never)
    .catch((e: unknown) => e);
  expect(error).toBeInstanceOf(OpenAI.APIError);
  return error as InstanceType<typeof OpenAI.APIError>;
};

test.each([
  ["a model that is not there", { model: "gpt-4" }, 404, "model", 'there is no model "gpt-4"'],
  ["an adapter that is not there", { model: `adapter-${"0".repeat(64)}` }, 404, "model", "there is no adapter"],
  ["no message", { messages: [] }, 400, "messages", ">=1"],
  ["a role that there is not", { messages: [{ role: "robot", content: "x" }] }, 400, "messages.0.role", "Invalid"],
  [
    "a picture",
    { messages: [{ role: "user", content: [{ type: "image_url" }] }] },
    400,
    "messages.0.content",
    "must be a text",
  ],
  ["a temperature below 0", { temperature: -1 }, 400, "temperature", ">=0"],
  ["too many choices", { n: 100 }, 400, "n", "<=16"],
  ["a setting that is not supported", { presence_penalty: 1 }, 400, "presence_penalty", "is not supported"],
  ["a call without tools", { tool_choice: "required" }, 400, "tool_choice", "there are no tools"],
  [
    "a conversation that is too long",
    { messages: [{ role: "user", content: "a ".repeat(3000) }] },
    400,
    "messages",
    "this model's context holds 1024",
  ],
  [
    "a system message that is too long",
    { messages: [{ role: "system", content: "a ".repeat(3000) }, user] },
    400,
    undefined,
    "the cloud model reads at most",
  ],
  [
    "a conversation that is too long to be tokenised",
    { messages: [{ role: "user", content: "a ".repeat(400_000) }] },
    400,
    undefined,
    "the conversation has 800000 characters",
  ],
  [
    "a system message that is too long to be tokenised",
    { messages: [{ role: "system", content: "a ".repeat(400_000) }, user] },
    400,
    undefined,
    "the system prompt has 800000 characters",
  ],
  [
    "a tool whose arguments are no schemas",
    { tools: [{ type: "function", function: { name: "x", parameters: { properties: { a: null } } } }] },
    400,
    "tools.0.function.parameters.properties.a",
    "Invalid",
  ],
  [
    "a tool whose required arguments are no list",
    { tools: [{ type: "function", function: { name: "x", parameters: { properties: {}, required: {} } } }] },
    400,
    "tools.0.function.parameters.required",
    "expected array",
  ],
  [
    "a schema that is none",
    { response_format: { type: "json_schema", json_schema: { schema: { type: "x" } } } },
    400,
    "response_format.json_schema.schema",
    '"x" is not a type',
  ],
])("%s is refused, and the field named", async (_, body, status, param, message) => {
  const error = await refused(body);
  expect(error.status).toBe(status);
  expect(error.message).toContain(message);
  if (param !== undefined) expect(error.param).toBe(param);
  expect(error.type).toBe("invalid_request_error");
});

test.each([
  ["empty", "", "is empty"],
  ["too long", "a ".repeat(3000), "this model's context holds 1024"],
  ["too long to be tokenised", "a ".repeat(400_000), "the prompt has 800000 characters"],
  ["of a token that there is not", [5, 99_999], "token 99999"],
  ["fine but for one of them", ["fine", ""], "is empty"],
])("a prompt that is %s is refused before a stream begins", async (_, prompt, message) => {
  const response = await serving.post("/v1/completions", { model, prompt, stream: true });
  expect(response.status).toBe(400);
  expect(((await response.json()) as { error: { message: string } }).error.message).toContain(message);
});

test.each([
  ["application/json ; charset=utf-8", 200],
  ["application/json;", 200],
  ["Application/JSON", 200],
  ["application/json; charset=utf-8", 200],
  ["application/jsonlines", 415],
  ["application/ld+json", 415],
  ["text/plain; application/json", 415],
])("a body of the type %j gets a %d", async (type, status) => {
  const body = { model, messages: [user], max_tokens: 1 };
  expect((await serving.post("/v1/chat/completions", body, { "Content-Type": type })).status).toBe(status);
  expect((await serving.post("/v1/chat/completions", "{", { "Content-Type": type })).status).toBe(
    status === 200 ? 400 : 415,
  );
});

test("is answered in OpenAI's shape where the client can't have made it", async () => {
  const told = async (answer: Promise<Response>): Promise<[number, string]> => {
    const response = await answer;
    const { error } = (await response.json()) as { error: { message: string; type: string } };
    expect(error.type).toBe("invalid_request_error");
    expect(response.headers.get("x-request-id")).toBeTruthy();
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    return [response.status, error.message];
  };
  expect(await told(serving.get("/v2/models"))).toEqual([404, "there is no GET /v2/models here"]);
  expect(await told(serving.get("/v1/adapters"))).toEqual([405, "/v1/adapters takes POST, not GET"]);
  expect(await told(serving.post("/v1/models/x/y", {}))).toEqual([404, "there is no POST /v1/models/x/y here"]);
  expect(await told(serving.post("/v1/chat/completions", "{"))).toEqual([400, "Malformed JSON in request body"]);
  expect((await told(serving.post("/v1/chat/completions", "{}", { "Content-Type": "text/plain" })))[0]).toBe(415);
  expect((await told(serving.post("/v1/adapters", { prompt: " " })))[1]).toBe(
    "prompt: is empty: there is nothing to make an adapter from",
  );
  expect((await told(serving.get("/v1/adapters/..%2f..%2fetc")))[1]).toBe("id: is no id of an adapter");
  expect((await told(serving.post("/v1/completions", { model, prompt: [5, 99_999] })))[1]).toContain("token 99999");
  expect((await told(serving.post("/v1/chat/completions", { x: "y".repeat(1_000_001) })))[0]).toBe(413);
});
