import { describe, expect, test } from "vitest";
import { encodeConversation, systemTokens } from "../../src/lm/conversation.js";
import { Tokenizer, type Message } from "../../src/lm/tokenizer.js";
import { readTokenizerFiles } from "../../src/lm/tokenizer-files.js";
import { golden } from "../golden.js";

const messages: Message[] = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "The quick fox?" },
  { role: "assistant", content: "jumps over the dog" },
  { role: "user", content: "Is it?" },
  { role: "assistant", content: "   three spaces" },
];

/** A template without special tokens before answers, as Llama 2's. */
const llama2 =
  "{% for m in messages %}{{ '<s>[INST] ' + m.content + ' [/INST]' if m.role == 'user' else ' ' + m.content + '</s>' }}{% endfor %}";

/** The golden tokenizer under other settings. */
async function tokenizerOf(name: string, changes: { tokenizer?: object; template?: string }): Promise<Tokenizer> {
  const files = await readTokenizerFiles(golden(`tokenizers/${name}`));
  const { tokenizer, template } = changes;
  return Tokenizer.of({
    ...files,
    tokenizer: { ...files.tokenizer, ...tokenizer },
    ...(template && { chatTemplate: template }),
  });
}

const metaspace = (scheme: string): object => ({
  normalizer: null,
  pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: scheme, split: false },
});

describe.each([
  ["a text that begins with a space", {}],
  ["a first segment that does", { tokenizer: metaspace("first") }],
  ["every segment that does", { tokenizer: metaspace("always") }],
])("a tokenizer with %s", (_, changes) => {
  test("has the ids of the whole chat, none put before answers", async () => {
    const tokenizer = await tokenizerOf("byte-fallback", changes);
    const { ids } = encodeConversation(tokenizer, messages);
    expect(ids).toEqual(tokenizer.encode(tokenizer.chat(messages), { addSpecial: false }));
  });

  test("marks the answer as it stands behind the prompt, also without a special token between them", async () => {
    const tokenizer = await tokenizerOf("byte-fallback", { ...changes, template: llama2 });
    const turn = messages.slice(1, 3);
    const { ids, answer } = encodeConversation(tokenizer, turn);
    expect(ids).toEqual(tokenizer.encode(tokenizer.chat(turn), { addSpecial: false }));
    expect(tokenizer.decode(ids.filter((_, i) => !answer[i]))).toMatch(/\[\/INST\]$/);
  });
});

describe("a byte-level tokenizer", async () => {
  const tokenizer = await tokenizerOf("byte-level", {
    template:
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}" +
      "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
  });

  test("has the ids of the prompt, then those of the answer, though it would join the two", () => {
    const pieces = messages.flatMap(({ role }, i) => {
      if (role !== "assistant") return [];
      const until = tokenizer.chat(messages.slice(0, i), { addGenerationPrompt: true });
      const from = i > 2 ? tokenizer.chat(messages.slice(0, i - 1)) : "";
      return [until.slice(from.length), tokenizer.chat(messages.slice(0, i + 1)).slice(until.length)];
    });
    const expected = pieces.flatMap((piece) => tokenizer.encode(piece, { addSpecial: false }));
    expect(encodeConversation(tokenizer, messages).ids).toEqual(expected);
    expect(expected).not.toEqual(tokenizer.encode(tokenizer.chat(messages), { addSpecial: false }));
  });

  test("has the same ids when the beginning is known, or another's", () => {
    const begin = (count: number) => {
      const text = tokenizer.chat(messages.slice(0, count));
      return { text, ids: tokenizer.encode(text, { addSpecial: false }) };
    };
    const whole = encodeConversation(tokenizer, messages);
    expect(encodeConversation(tokenizer, messages, begin(1))).toEqual(whole);
    expect(encodeConversation(tokenizer, messages, { text: "<|im_start|>another", ids: [7] })).toEqual(whole);
  });
});

test("a system prompt counts by what it adds to a chat without one, which may begin with a default", async () => {
  const turns = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}";
  const fallback =
    "{% if messages[0].role != 'system' %}<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}";
  const plain = await tokenizerOf("byte-level", { template: turns });
  const withDefault = await tokenizerOf("byte-level", { template: fallback + turns });
  const standard = systemTokens(plain, "You are a helpful assistant.");
  for (const system of ["", "Be brief.", "You are a helpful assistant.", "You are a helpful assistant. Be brief."])
    expect(systemTokens(withDefault, system)).toBe(systemTokens(plain, system) - standard);
  expect(systemTokens(withDefault, "")).toBeLessThan(0);
});
