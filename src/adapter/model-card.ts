/** @file README.md of what is written: its front matter as the Hugging Face Hub reads it, what made it, and how to load it. */

import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { localPath, repositoryOf } from "../hub/resolve.js";
import { version } from "../version.js";
import { adaptedProjections, type Adapter } from "./adapter.js";
import type { Provenance } from "./peft.js";

export type CardKind = "adapter" | "model" | "onnx";

export interface CardOptions {
  kind: CardKind;
  /** Path of the base model, or its repository on the Hub. */
  base: string;
  /** What was written alone or merged. */
  adapter?: Adapter;
  provenance?: Pick<Provenance, "generator" | "edge" | "prompt" | "promptTokens">;
  /** Text of the system prompt, to be published; without it the card has its hash alone. */
  prompt?: string;
}

const libraries: Record<CardKind, { library: string; tags: readonly string[]; is: string; of: string; load: string }> =
  {
    adapter: {
      library: "peft",
      tags: ["lora"],
      is: "A LoRA adapter",
      of: "for",
      load: `\`\`\`python
from peft import PeftModel
from transformers import AutoModelForCausalLM

model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained("BASE"), "path/to/this")
\`\`\`

\`\`\`sh
npx lora-gen run --adapter path/to/this "a request"
\`\`\``,
    },
    model: {
      library: "transformers",
      tags: [],
      is: "A whole model",
      of: "made from",
      load: `\`\`\`python
from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained("path/to/this")
tokenizer = AutoTokenizer.from_pretrained("path/to/this")
\`\`\`

\`\`\`sh
npx lora-gen run --edge path/to/this "a request"
\`\`\``,
    },
    onnx: {
      library: "transformers.js",
      tags: ["onnx", "onnxruntime-genai"],
      is: "A whole model as ONNX",
      of: "made from",
      load: `\`\`\`js
import { pipeline } from "@huggingface/transformers";

const generate = await pipeline("text-generation", "path/to/this");
\`\`\`

\`\`\`python
import onnxruntime_genai as og

model = og.Model("path/to/this")
\`\`\``,
    },
  };

/** Writes the text of a model card. */
export async function modelCard({ kind, base, adapter, provenance, prompt }: CardOptions): Promise<string> {
  const { stringify } = await import("yaml");
  const { library, tags, is, of, load } = libraries[kind];
  const repository = await repositoryOf(base);
  const license = await licenseOf(base);
  // A path is nobody else's: neither the front matter nor the text tells where this machine keeps its models.
  const name = repository?.name ?? basename(resolve(base));
  const front = {
    ...(license === undefined ? {} : { license }),
    ...(repository ? { base_model: repository.name } : {}),
    ...(repository && adapter ? { base_model_relation: kind === "adapter" ? "adapter" : "finetune" } : {}),
    library_name: library,
    pipeline_tag: "text-generation",
    tags: ["lora-gen", ...tags],
  };
  const rows: [string, string | undefined][] = [
    ["Base model", `\`${name}\`${provenance ? `, SHA-256 \`${provenance.edge}\`` : ""}`],
    ["Generator", provenance && `SHA-256 \`${provenance.generator}\``],
    ["System prompt", provenance && `${provenance.promptTokens} tokens, SHA-256 \`${provenance.prompt}\``],
    ["Adapter", adapter && `rank ${adapter.rank}, scale ${+adapter.scale.toPrecision(6)}, ${targets(adapter)}`],
    ["Made by", `lora-gen ${version}`],
  ];
  const from = provenance
    ? ", generated from a system prompt"
    : adapter && kind !== "adapter"
      ? ", with an adapter"
      : "";
  const merged = adapter && kind !== "adapter" ? " and merged into its weights" : "";
  return (
    [
      `---\n${stringify(front)}---`,
      `# ${is} ${of} \`${name}\``,
      `${is}${from}${merged}.`,
      `| | |\n| --- | --- |\n${rows.flatMap(([key, value]) => (value ? [`| ${key} | ${value} |`] : [])).join("\n")}`,
      ...(prompt === undefined ? [] : [`## System prompt\n\n${fenced(prompt)}`]),
      `## Loading\n\n${load.replace("BASE", name)}`,
    ].join("\n\n") + "\n"
  );
}

const targets = (adapter: Adapter): string =>
  `on ${adaptedProjections(adapter)
    .map((projection) => `\`${projection}\``)
    .join(", ")} of ${adapter.layers.length} layers`;

/** A fence that is longer than any within the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** The licence that a model's own card names. */
async function licenseOf(base: string): Promise<string | undefined> {
  const text = await readFile(join(await localPath(base), "README.md"), "utf8").catch(() => "");
  const front = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1];
  if (front === undefined) return undefined;
  const { parse } = await import("yaml");
  try {
    const { license } = (parse(front) ?? {}) as { license?: unknown };
    return typeof license === "string" ? license : undefined;
  } catch {
    return undefined; // another model's card is no reason to fail
  }
}
