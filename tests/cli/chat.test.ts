import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Chat } from "../../src/adapter/chat.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import type { FirstToken } from "../../src/lm/generate-options.js";
import { runCommandLine } from "../../src/cli/command-line.js";
import { Generator } from "../../src/methods/lora-gen/generator.js";
import { LocalGrowing } from "../../src/runtime/growing.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { fakeTerminal } from "./fake-terminal.js";
import { loraGen, start } from "./program.js";

vi.setConfig({ testTimeout: 120_000 });

const system = "Say where the train goes, in one word.";
let [pair, edge, specialist, prompt]: [TinyPair, EdgeModel, EdgeModel, string] = [] as never;
beforeAll(async () => {
  pair = await makeTinyPair();
  prompt = join(pair.root, "prompt.txt");
  await writeFile(prompt, system);
  const generator = await Generator.load(pair.generator, { thread: "main" });
  edge = await EdgeModel.load(pair.edge, { thread: "main" });
  specialist = await edge.specialize((await generator.generate(system)).adapter);
  await generator.dispose();
});
afterAll(async () => {
  await edge.dispose();
  await rm(pair.root, { recursive: true });
});

const short = ["-n", "6"];
const answer = async (chat: Chat, request: string): Promise<string> => {
  let text = "";
  for await (const piece of chat.ask(request, { maxTokens: 6 })) text += piece;
  return text;
};
interface Line {
  answer?: string;
  promptTokens?: number;
  error?: string;
}
const parse = (stdout: string): Line[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

test("answers a line of standard input each, behind what was said before, until /reset and /exit", async () => {
  const lines = ["to Paris", "", "and then?", "/reset", "to Paris", "/exit", "to Rome"].join("\n");
  const options = ["-g", pair.generator, "-p", prompt, ...short];
  const [json, plain] = await Promise.all(
    [["--json"], []].map((more) => loraGen(["chat", ...options, ...more], lines)),
  );
  expect(json).toMatchObject({ code: 0, stderr: "" });
  const chat = new Chat(specialist);
  const expected = [await answer(chat, "to Paris"), await answer(chat, "and then?")];
  chat.reset();
  expected.push(await answer(chat, "to Paris"));
  const told = parse(json!.stdout);
  expect(told.map((line) => line.answer)).toEqual(expected);
  expect(expected[2]).toBe(expected[0]);
  expect(told[0]!.promptTokens).toBe(specialist.encode("to Paris").length);
  expect(told[1]!.promptTokens).toBe(
    specialist.encode([
      { role: "user", content: "to Paris" },
      { role: "assistant", content: expected[0]! },
      { role: "user", content: "and then?" },
    ]).length,
  );
  expect(plain).toMatchObject({ code: 0, stderr: "", stdout: expected.map((text) => `${text}\n`).join("") });
});

test("reads of each request only what is new", async () => {
  const chat = new Chat(edge, system);
  const figures: FirstToken[] = [];
  const ask = async (request: string): Promise<number> => {
    const before = edge.encode(chat.messages).length;
    for await (const _ of chat.ask(request, { maxTokens: 6, onFirstToken: (first) => figures.push(first) }));
    return before;
  };
  await ask("to Paris");
  const before = await ask("and then?");
  expect(figures[0]!.cachedTokens).toBe(0);
  // Of the answer's end not all tokens are the same ones in the conversation.
  expect(figures[1]!.cachedTokens).toBeGreaterThanOrEqual(figures[0]!.promptTokens);
  expect(figures[1]!.cachedTokens).toBeLessThanOrEqual(before);
  chat.reset();
  await ask("to Paris");
  expect(figures[2]!.cachedTokens).toBe(figures[2]!.promptTokens - 1);
});

test("frees what it has read with the conversation, also where an answer is left", async () => {
  const [read, copied, released] = (["tensors", "copyRow", "release"] as const).map((name) =>
    vi.spyOn(LocalGrowing.prototype, name),
  );
  const chat = new Chat(edge, system);
  await answer(chat, "to Paris");
  for await (const _ of chat.ask("and then?")) break;
  chat.dispose();
  const held = (): unknown[] =>
    [...read!.mock.contexts, ...copied!.mock.contexts].filter((cache) => !released!.mock.contexts.includes(cache));
  await expect.poll(held).toEqual([]);
  expect(released).toHaveBeenCalled();
  vi.restoreAllMocks();
});

test("keeps the prompt in context where it is asked to, and specialises by an adapter", async () => {
  const [inContext, byAdapter] = await Promise.all([
    loraGen(["chat", "-g", pair.generator, "-p", prompt, "--in-context", "--json", ...short], "to Paris\n"),
    loraGen(["chat", "-a", pair.lora, "-e", pair.edge, "--json", ...short], "to Paris\n"),
  ]);
  const whole = [
    { role: "system", content: system },
    { role: "user", content: "to Paris" },
  ];
  expect(parse(inContext.stdout)).toMatchObject([
    { answer: await edge.complete(whole, { maxTokens: 6 }), promptTokens: edge.encode(whole).length },
  ]);
  const run = await loraGen(["run", "-a", pair.lora, "-e", pair.edge, "--json", ...short, "to Paris"]);
  expect(parse(byAdapter.stdout)[0]!.answer).toBe(parse(run.stdout)[0]!.answer);
});

test("says in one line that the context is full, and goes on", async () => {
  const argv = ["chat", "-g", pair.generator, ...short];
  const lines = `${"x".repeat(2000)}\nto Paris\n`;
  const [json, plain] = await Promise.all([loraGen([...argv, "--json"], lines), loraGen(argv, lines)]);
  const message =
    "the conversation has 2003 tokens with this request; this model's context holds 1024, the answer included";
  expect(parse(json.stdout)).toMatchObject([{ error: message }, { answer: await answer(new Chat(edge), "to Paris") }]);
  expect(json).toMatchObject({ code: 1, stderr: "1 request was not answered\n" });
  expect(plain).toMatchObject({ code: 1, stderr: `${message}; /reset starts anew\n1 request was not answered\n` });
});

test("an interrupt stops an answer, which is remembered as far as it came; the next one leaves", async () => {
  const terminal = fakeTerminal({ input: "to Paris\nand then?" });
  const leave = new AbortController();
  let take = (): boolean => false;
  const out = terminal.out.bind(terminal);
  const taken: boolean[] = [];
  terminal.out = (text) => {
    out(text);
    // Within the first answer twice, as a person who is impatient would.
    if (taken.length >= 2) return;
    taken.push(take());
    if (!taken.at(-1)) leave.abort();
  };
  const code = await runCommandLine(["chat", "-g", pair.generator], {
    terminal,
    signal: leave.signal,
    takeInterrupts: (by) => (take = by),
  });
  expect(taken).toEqual([true, false]);
  expect(code).toBe(130);
  const whole = await edge.complete("to Paris");
  const said = terminal.stdout.split("\n")[0]!;
  expect(said.length).toBeGreaterThan(0);
  expect(said.length).toBeLessThan(whole.length);
  expect(whole.startsWith(said)).toBe(true);
});

test("an interrupt where nothing is answered ends the program, though its input is still open", async () => {
  const { child, done } = start(["chat", "-g", pair.generator, "--json", ...short], null);
  child.stdout.once("data", () => child.kill("SIGINT"));
  child.stdin.write("to Paris\n");
  const { code, stdout } = await done;
  expect(code).toBe(130);
  expect(parse(stdout)).toHaveLength(1);
});

test("/exit ends the program, though its input is still open", async () => {
  const { child, done } = start(["chat", "-g", pair.generator, ...short], null);
  child.stdin.write("/exit\n");
  expect(await done).toMatchObject({ code: 0, stdout: "", stderr: "" });
});

test.each<[string, string[], string]>([
  ["the prompt on standard input", ["-p", "-"], "standard input has the requests: the prompt must be in a file"],
  ["a context without a prompt", ["--in-context"], "--in-context needs a --prompt"],
])("%s is wrong usage", async (_, options, message) => {
  const terminal = fakeTerminal();
  expect(await runCommandLine(["chat", ...options], { terminal })).toBe(2);
  expect(terminal.stderr).toContain(message);
});
