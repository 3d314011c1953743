import { expect, test } from "vitest";
import type { EdgeModel } from "../../src/adapter/edge-model.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import type { AdapterRecord } from "../../src/service/adapter-store.js";
import { FairSlots } from "../../src/service/fair-slots.js";
import type { Service } from "../../src/service/service.js";
import { openChat } from "../../src/service/session.js";
import { Specialists } from "../../src/service/specialists.js";

const tokenizer = await Tokenizer.load("checkpoints/nano/tokenizer");
const id = `adapter-${"0".repeat(64)}`;
const client = { owner: "", name: "x", mayMake: () => Promise.resolve() };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(visible: () => Promise<AdapterRecord>) {
  const decode = new FairSlots({ slots: 1 });
  let specialized: ((model: EdgeModel) => void) | undefined;
  const specialists = new Specialists(0, () => new Promise((resolve) => (specialized = resolve)));
  const edge = { tokenizer, config: { positions: 100 } };
  const service = { name: "m", edge, decode, specialists, adapters: { visible } } as unknown as Service;
  const leaving = new AbortController();
  const asked = { model: id, system: undefined, messages: [{ role: "user", content: "?" }], inContext: false };
  const session = openChat(service, asked, client, leaving.signal);
  session.catch(() => {}); // looked at below
  return { session, leaving, decode, specialists, specialize: (model: EdgeModel) => specialized!(model) };
}

test("a request whose time is up while its model is made frees its place, and the model when that comes", async () => {
  const { session, leaving, decode, specialists, specialize } = setUp(() => Promise.resolve({ id } as AdapterRecord));
  await settle();
  expect(decode.active).toBe(1);
  leaving.abort(new Error("time is up"));
  await expect(session).rejects.toThrow("time is up");
  expect(decode.active).toBe(0);
  let released = false;
  specialize({ release: () => (released = true) } as unknown as EdgeModel);
  await settle();
  expect([released, specialists.size]).toEqual([true, 0]);
});

test("a request does not wait for a store that says nothing when its time is up", async () => {
  const { session, leaving } = setUp(() => new Promise(() => {}));
  await settle();
  leaving.abort(new Error("time is up"));
  await expect(session).rejects.toThrow("time is up");
});
