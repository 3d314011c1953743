import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { saveTokenizer } from "../../src/lm/save-tokenizer.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { golden } from "../golden.js";
import { python, pythonWith } from "./python.js";

const suite = pythonWith("tokenizers in Python", ["tokenizers"]);
const script = `
import json, sys
from tokenizers import Tokenizer
tokenizer = Tokenizer.from_file(sys.argv[1])
print(json.dumps([tokenizer.encode(text).ids for text in json.loads(sys.argv[2])]))
`;

describe.skipIf(!suite.found)(suite.title, () => {
  test.each(["byte-level", "byte-fallback"])("cuts texts as we do by a GGUF file's tokenizer (%s)", async (name) => {
    const directory = await mkdtemp(join(tmpdir(), "lora-gen-tokenizers-"));
    try {
      const file = golden(`gguf/${name}.gguf`);
      await saveTokenizer(directory, file);
      const texts = ["", "The quick fox", "  two  spaces\n", "naïve 日本"];
      const stdout = execFileSync(python, ["-c", script, join(directory, "tokenizer.json"), JSON.stringify(texts)]);
      const tokenizer = await Tokenizer.load(file);
      expect(JSON.parse(stdout.toString())).toEqual(texts.map((text) => tokenizer.encode(text)));
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
