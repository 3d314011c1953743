import { expect, test } from "vitest";
import type { Episode } from "../../src/data/episode.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { readTokenizerFiles } from "../../src/lm/tokenizer-files.js";
import { encodeEpisode } from "../../src/training/language-model.js";
import { encodeTurn } from "../../src/training/requests.js";
import { golden } from "../golden.js";

const episode: Episode = {
  system: "Be brief.",
  turns: [
    { request: "The fox?", answer: "jumps" },
    { request: "The dog?", answer: "lazy" },
  ],
  family: "tools",
  configuration: "test",
  shots: 0,
};

/** Adds a system message of its own to a chat that has none, as the chats of SmolLM2 and Qwen2 do. */
const withDefault =
  "{% if messages[0].role != 'system' %}<|im_start|>system\nYou are kind<|im_end|>\n{% endif %}" +
  "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
const afterBos =
  "<s>{% for m in messages %}[{{ m.role }}] {{ m.content }}{{ '</s>' if m.role == 'assistant' else ' [/]' }}{% endfor %}";

test.each([
  ["a default system message", "byte-level", withDefault],
  ["a BOS token", "byte-fallback", undefined],
  ["a BOS token and no other between messages", "byte-fallback", afterBos],
])(
  "each request stands behind the prompt as in a chat of its own, with a template that adds %s",
  async (_, name, template) => {
    const files = await readTokenizerFiles(golden(`tokenizers/${name}`));
    const tokenizer = await Tokenizer.of({ ...files, ...(template && { chatTemplate: template }) });
    const { ids, firsts, answer } = encodeEpisode(tokenizer, episode, true);
    const ends = [...firsts.slice(1), ids.length];
    for (const [i, turn] of episode.turns.entries()) {
      const branch = [...ids.slice(0, firsts[0]), ...ids.slice(firsts[i], ends[i])];
      const expected = encodeTurn(tokenizer, turn, episode.system);
      expect(branch).toEqual(expected.ids);
      expect(answer.slice(firsts[i], ends[i])).toEqual(expected.answer.slice(firsts[0]));
    }
    // The prompt is read once.
    expect(firsts[0]).toBeGreaterThan(5);
    const { firsts: apart, ids: alone } = encodeEpisode(tokenizer, episode, false);
    expect(alone.slice(0, apart[1])).toEqual(encodeTurn(tokenizer, episode.turns[0]!).ids);
  },
);
