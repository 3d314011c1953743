import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { cast } from "../../src/tensor/half.js";
import type { TensorMap } from "../../src/tensor/host-tensor.js";
import { readSafetensors, writeSafetensors } from "../../src/tensor/safetensors-file.js";
import { runCommandLine } from "../../src/cli/command-line.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { fakeTerminal } from "./fake-terminal.js";
import { loraGen } from "./program.js";

// Seconds each where the machine is idle.
vi.setConfig({ testTimeout: 300_000 });

let pair: TinyPair;
let scratch: string;
beforeAll(async () => {
  pair = await makeTinyPair();
  scratch = await mkdtemp(join(tmpdir(), "lora-gen-bad-"));
});
afterAll(async () => {
  await rm(pair.root, { recursive: true });
  await rm(scratch, { recursive: true });
});

/** A copy of the pair, for a test to damage. */
async function copyPair(): Promise<TinyPair> {
  const root = await mkdtemp(join(scratch, "pair-"));
  await cp(pair.root, root, { recursive: true });
  const at = (name: string): string => join(root, name);
  return {
    root,
    tokenizer: at("tokenizer"),
    cloud: at("cloud"),
    edge: at("edge"),
    generator: at("generator"),
    lora: at("lora"),
  };
}

async function editTensors(file: string, edit: (tensors: TensorMap) => void): Promise<void> {
  const tensors = await readSafetensors(file);
  edit(tensors);
  await writeSafetensors(file, tensors, { format: "pt" });
}

async function editJson(file: string, edit: (json: Record<string, object>) => void): Promise<void> {
  const json = JSON.parse(await readFile(file, "utf8")) as Record<string, object>;
  edit(json);
  await writeFile(file, JSON.stringify(json));
}

const nan = (tensors: TensorMap, name: string): void => {
  (tensors[name]!.data as Uint16Array)[3] = 0x7e00;
};

/** Every file below a directory. */
const files = async (directory: string): Promise<string[]> => (await readdir(directory, { recursive: true })).sort();

/** The command fails in one line on stderr that `message` describes, and leaves no file behind. */
async function fails(
  argv: readonly string[],
  root: string,
  message: RegExp,
  { input = "", code = 1 } = {},
): Promise<void> {
  const before = await files(root);
  const outcome = await loraGen(argv, input);
  expect(outcome.stderr.replace(root, "ROOT")).toMatch(message);
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(await files(root)).toEqual(before);
}

type Damage = (p: TinyPair) => Promise<void>;
const generatorFile = (p: TinyPair): string => join(p.generator, "generator.safetensors");

const checkpoints: [what: string, damage: Damage, message: RegExp][] = [
  [
    "a generator that is not there",
    (p) => rm(p.generator, { recursive: true }),
    /generator: is no generator: it has no generator.json$/m,
  ],
  ["a generator without tensors", (p) => rm(generatorFile(p)), /generator.safetensors: no such file/],
  [
    "a cloud model that is not there",
    (p) => rm(p.cloud, { recursive: true }),
    /cloud: is not there; \S+generator.json needs the cloud model/,
  ],
  [
    "an edge model without weights",
    (p) => rm(join(p.edge, "model.safetensors")),
    /edge: has neither model.safetensors nor/,
  ],
  [
    "a generator that is cut short",
    (p) => truncate(generatorFile(p), 5000),
    /generator.safetensors: has \d+ bytes of tensors, expected \d+: cut short/,
  ],
  [
    "a model that is cut short",
    (p) => truncate(join(p.cloud, "model.safetensors"), 9000),
    /cloud\/model.safetensors: has \d+ bytes.*cut short/,
  ],
  [
    "tensors of another shape than the settings say",
    (p) => editJson(join(p.generator, "generator.json"), (json) => Object.assign(json["settings"]!, { cloudRank: 3 })),
    /generator.safetensors: cloud_lora.0.q.a has shape \[32, 2\], expected \[32, 3\]/,
  ],
  [
    "a tensor that is missing",
    (p) => editTensors(generatorFile(p), (tensors) => delete tensors["experts.1.down.b"]),
    /generator.safetensors: experts.1.down.b is missing/,
  ],
  [
    "another edge model than the generator's",
    (p) =>
      editTensors(join(p.edge, "model.safetensors"), (tensors) =>
        (tensors["model.norm.weight"]!.data as Uint16Array).fill(0),
      ),
    /edge: is not the edge model that \S+generator.json was trained on: its hash is [0-9a-f]{64}, expected [0-9a-f]{64}/,
  ],
  [
    "NaN among the generator's weights",
    (p) => editTensors(generatorFile(p), (t) => nan(t, "meta")),
    /generator.safetensors: meta holds numbers that are not finite/,
  ],
  [
    "a setting that can't be",
    (p) => editJson(join(p.generator, "generator.json"), (json) => Object.assign(json["settings"]!, { mix: "sums" })),
    /generator.json: "settings.mix": /,
  ],
  [
    "a description that is not JSON",
    (p) => writeFile(join(p.generator, "generator.json"), "{"),
    /generator.json: is not JSON/,
  ],
];

describe("a damaged generator is told by file, tensor, and what was expected", () => {
  test.concurrent.each(checkpoints)("%s", async (_, damage, message) => {
    const p = await copyPair();
    await damage(p);
    await writeFile(join(p.root, "prompt.txt"), "Be brief.");
    await fails(
      ["specialize", "-p", join(p.root, "prompt.txt"), "-g", p.generator, "-o", join(p.root, "out")],
      p.root,
      message,
    );
  });
});

const models: [what: string, damage: Damage, message: RegExp][] = [
  [
    "NaN among the weights",
    (p) => editTensors(join(p.edge, "model.safetensors"), (t) => nan(t, "model.layers.1.mlp.up_proj.weight")),
    /edge: model.layers.1.mlp.up_proj.weight holds numbers that are not finite/,
  ],
  [
    "weights of another shape than config.json says",
    (p) => editJson(join(p.edge, "config.json"), (json) => Object.assign(json, { intermediate_size: 48 })),
    /edge: model.layers.0.mlp.gate_proj.weight has shape \[64, 32\], expected \[48, 32\] by config.json/,
  ],
  [
    "an architecture that is not known",
    (p) => editJson(join(p.edge, "config.json"), (json) => Object.assign(json, { model_type: "rwkv" })),
    /config.json|edge: "model_type": "rwkv" is not one of/,
  ],
  ["no tokenizer", (p) => rm(join(p.edge, "tokenizer.json")), /tokenizer.json: no such file/],
];

describe("a damaged model is told by file, tensor, and what was expected", () => {
  test.concurrent.each(models)("%s", async (_, damage, message) => {
    const p = await copyPair();
    await damage(p);
    await fails(["run", "-e", p.edge, "hello"], p.root, message);
  });
});

const adapters: [what: string, damage: Damage, message: RegExp][] = [
  ["no adapter", (p) => rm(join(p.lora, "adapter_config.json")), /lora: is no adapter: it has no adapter_config.json/],
  [
    "an adapter of another rank than it says",
    (p) => editJson(join(p.lora, "adapter_config.json"), (json) => Object.assign(json, { r: 4 })),
    /adapter_model.safetensors: layer 0 gate: a has shape \[32, 2\], expected \[32, 4\]/,
  ],
  [
    "an adapter of a deeper model",
    (p) =>
      editTensors(join(p.lora, "adapter_model.safetensors"), (t) => {
        t["base_model.model.model.layers.7.mlp.up_proj.lora_A.weight"] = cast(Object.values(t)[0]!, "f32");
      }),
    /model.layers.7.mlp.up_proj.lora_A.weight belongs to no projection of this model/,
  ],
  [
    "a kind of adapter that can't be loaded",
    (p) => editJson(join(p.lora, "adapter_config.json"), (json) => Object.assign(json, { use_dora: true })),
    /adapter_config.json: "use_dora": DoRA is not supported/,
  ],
];

describe("an adapter that does not fit is told by file and field", () => {
  test.concurrent.each(adapters)("%s", async (_, damage, message) => {
    const p = await copyPair();
    await damage(p);
    await fails(["run", "-a", p.lora, "-e", p.edge, "hello"], p.root, message);
  });

  test("made for another edge model, by its hash", async () => {
    const p = await copyPair();
    const made = await loraGen(["specialize", "-p", "-", "-g", p.generator, "-o", join(p.root, "made")], "Be brief.");
    expect(made.code).toBe(0);
    await editTensors(join(p.edge, "model.safetensors"), (t) => (t["model.norm.weight"]!.data as Uint16Array).fill(0));
    await fails(
      ["run", "-a", join(p.root, "made"), "-e", p.edge, "hello"],
      p.root,
      /made: is an adapter for another model than \S+edge: its hash is \w+, expected \w+/,
    );
  });
});

test("a prompt's adapter is for the generator's edge model alone", async () => {
  const p = await copyPair();
  await writeFile(join(p.root, "prompt.txt"), "Be brief.");
  const other = join(p.root, "other");
  await cp(p.edge, other, { recursive: true });
  await editTensors(join(other, "model.safetensors"), (t) => (t["model.norm.weight"]!.data as Uint16Array).fill(0));
  await fails(
    ["run", "-g", p.generator, "-p", join(p.root, "prompt.txt"), "-e", other, "hello"],
    p.root,
    /other: is not the edge model that \S+generator was trained on: its hash is \w+, expected \w+/,
  );
});

describe("what can't be a prompt", () => {
  const specialize = (prompt: string): string[] => [
    "specialize",
    "-p",
    prompt,
    "-g",
    pair.generator,
    "-o",
    join(pair.root, "out"),
  ];
  test.concurrent.each([
    ["an empty one", "-", " \n", /^standard input: the prompt is empty$/m],
    ["a file that is not there", "no-such-prompt.txt", "", /^no-such-prompt.txt: there is no such file$/m],
    [
      "one that is longer than the cloud model reads",
      "-",
      "a".repeat(2000),
      /^the system prompt has 2002 tokens; with 2 meta tokens the cloud model reads at most 1024$/m,
    ],
  ])("%s", (_, prompt, input, message) => fails(specialize(prompt), pair.root, message, { input }));

  test("a request that is longer than the context", () =>
    fails(
      ["run", "-g", pair.generator],
      pair.root,
      /^the prompt has 2003 tokens; this model's context holds 1024, the answer included$/m,
      { input: "a".repeat(2000) },
    ));
});

describe("an output that can't be written", () => {
  test("specialize and train say why, and leave nothing", async () => {
    const p = await copyPair();
    const within = join(p.root, "prompt.txt", "out");
    await writeFile(join(p.root, "prompt.txt"), "Be brief.");
    await writeFile(join(p.root, "recipe.yaml"), recipe(p, within));
    await fails(
      ["specialize", "-p", join(p.root, "prompt.txt"), "-g", p.generator, "-o", within],
      p.root,
      /out: can't be written: it is a file, or within one/,
    );
    await fails(["train", join(p.root, "recipe.yaml")], p.root, /out: can't be written: a part of the path is a file/);
  });

  test("a directory with other files in it stays as it is, --force or not", async () => {
    const p = await copyPair();
    const home = join(p.root, "home");
    await mkdir(home);
    await writeFile(join(home, "letters.txt"), "dear");
    for (const force of [[], ["--force"]])
      await fails(
        ["specialize", "-p", "-", "-g", p.generator, "-o", home, ...force],
        p.root,
        /home: holds files that are neither an adapter nor a model/,
        { input: "Be brief." },
      );
  });
});

const recipe = (p: TinyPair, output: string, schedule = "steps: 4, batch: 2"): string => `
name: tiny
method: lora-gen
output: ${output}
data: { kind: nano }
cloud: ${p.cloud}
edge: ${p.edge}
generator: { experts: 4, rank: 2, alpha: 2 }
schedule: { ${schedule} }
validation: { every: 1000, items: 2 }
checkpoint: { every: 2 }
`;

describe("training", () => {
  test("a recipe's mistakes are told with their lines", async () => {
    const file = join(scratch, "recipe.yaml");
    await writeFile(file, recipe(pair, join(scratch, "run"), "steps: 4, batch: 2, learning_rat: 1"));
    await fails(
      ["train", file],
      scratch,
      /recipe.yaml:9: "learning_rat" is not a setting; did you mean "learningRate"\?/,
    );
  });

  test("a loss that is not a number stops it, and the last good checkpoint stays", async () => {
    const [file, output] = [join(scratch, "diverging.yaml"), join(scratch, "diverging")];
    // Weight decay of 100 at a rate of 10 multiplies the weights by -999 each step.
    await writeFile(
      file,
      recipe(pair, output, "steps: 50, batch: 2, learningRate: 10, weightDecay: 100, warmupSteps: 0"),
    );
    const first = await loraGen(["train", file, "--json"]);
    expect(first).toMatchObject({ code: 1, stdout: "" });
    const [, step, kept] =
      /^step (\d+): the loss is (?:NaN|-?Infinity); .* \(the checkpoint of step (\d+) stays\)\n$/.exec(first.stderr) ??
      [];
    expect(Number(step)).toBeGreaterThan(Number(kept));
    expect((await readdir(join(output, "checkpoints"))).at(-1)).toBe(`step-${kept!.padStart(7, "0")}`);
    const resumed = await loraGen(["train", file, "--json", "--resume"]);
    expect(resumed).toEqual(first);
  });
});

test.each([
  ["a prompt and an adapter at once", ["run", "-p", "a", "-a", "b", "hi"]],
  ["nowhere to write to", ["specialize", "-p", "a"]],
  ["a split that is not there", ["eval", "--splits", "seen,hidden"]],
  ["a method that is not there", ["eval", "--methods", "magic"]],
  ["splits of given prompts", ["eval", "--prompts", "a.jsonl", "--splits", "seen"]],
  ["a report with nowhere to write it", ["report", "runs/a"]],
  ["a number that is none", ["eval", "--items", "many"]],
  ["weights of bits that there are not", ["run", "--bits", "5", "hi"]],
  ["a probability above 1", ["run", "--top-p", "1.5", "hi"]],
  ["to resume and to start anew", ["train", "recipe.yaml", "--resume", "--force"]],
])("%s is wrong usage", async (_, argv) => {
  const terminal = fakeTerminal();
  expect(await runCommandLine(argv, { terminal })).toBe(2);
  expect(terminal.stdout).toBe("");
  expect(terminal.stderr).toMatch(/^error: .+/);
});

test("what a recipe tells, told beside it, is wrong usage", async () => {
  const terminal = fakeTerminal();
  expect(await runCommandLine(["eval", "recipe.yaml", "--items", "3"], { terminal })).toBe(2);
  expect(terminal.stdout).toBe("");
  expect(terminal.stderr).toBe("--items <n> does not go with a recipe, which tells all there is to tell\n");
});

test("given prompts are told by their line", async () => {
  const file = join(scratch, "prompts.jsonl");
  await writeFile(file, '{"system": "a", "turns": [{"request": "b", "answer": "c"}]}\n{"system": "a"}\n');
  await fails(["eval", "-g", pair.generator, "--prompts", file], scratch, /prompts.jsonl:2: "turns": /);
});
