/** @file Trains the tokenizer of the nano models and writes it beside them: `npx tsx scripts/make-nano-tokenizer.ts`. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { trainBpe } from "../src/data/bpe.js";
import { nanoEpisode, nanoVocabulary } from "../src/data/nano/index.js";
import { Random } from "../src/tensor/random.js";
import { english } from "./everyday-english.js";

const directory = process.argv[2] ?? "checkpoints/nano/tokenizer";
const specialTokens = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"];

/** Words that prompts of all kinds are made of. */
const promptWords =
  ` tool tools answer reply format JSON label classify Classify extract Extract separated call function message output
  respond replace sentiment positive negative name city date if nothing fits say none. Answer Reply Return Write If`.replace(
    /\s+/g,
    " ",
  );

function* texts(): Generator<string> {
  const random = new Random("nano tokenizer");
  for (let i = 0; i < 20_000; i++) {
    const { system, turns } = nanoEpisode(random, { split: "train", turns: 3 });
    yield system;
    for (const { request, answer } of turns) {
      yield request;
      yield answer;
    }
  }
  for (const word of nanoVocabulary()) for (let i = 0; i < 300; i++) yield word;
  for (let i = 0; i < 1000; i++) yield promptWords;
  // A person's own words are rare in the world above, and must not fall to pieces.
  for (let i = 0; i < 250; i++) yield english;
}

const chatTemplate =
  "{% for message in messages %}" +
  "{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}" +
  "{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

const config = {
  tokenizer_class: "PreTrainedTokenizerFast",
  add_bos_token: false,
  add_eos_token: false,
  bos_token: null,
  eos_token: "<|end|>",
  pad_token: "<|pad|>",
  unk_token: null,
  clean_up_tokenization_spaces: false,
  model_max_length: 2048,
  added_tokens_decoder: Object.fromEntries(
    specialTokens.map((content, id) => [
      id,
      { content, lstrip: false, normalized: false, rstrip: false, single_word: false, special: true },
    ]),
  ),
  chat_template: chatTemplate,
};

const tokenizer = trainBpe(texts(), { vocabSize: Number(process.argv[3] ?? 2048), specialTokens });
mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, "tokenizer.json"), `${JSON.stringify(tokenizer, null, 1)}\n`);
writeFileSync(join(directory, "tokenizer_config.json"), `${JSON.stringify(config, null, 2)}\n`);
console.log(
  `${directory}: ${Object.keys(tokenizer.model.vocab).length} tokens, ${tokenizer.model.merges.length} merges`,
);
