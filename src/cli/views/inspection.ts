/** @file What a directory is, in lines of a name and a value. */

import type {
  BaseReport,
  GeneratorReport,
  MethodReport,
  ModelReport,
  AdapterReport,
  Report,
  RunReport,
  Stored,
} from "../../evaluation/reports.js";
import { bytes, count } from "../format.js";
import { facts, visible, type Fact } from "../table.js";

export function inspectionView(path: string, report: Report, width: number): string {
  const [is, rows] = described(report);
  return `${visible(path)}: ${is}\n${facts(rows, width)}`;
}

function described(report: Report): [string, Fact[]] {
  switch (report.kind) {
    case "model":
      return ["a model", modelFacts(report)];
    case "generator":
      return ["a generator, which makes adapters from system prompts", generatorFacts(report)];
    case "method":
      return [`a trained method, ${report.method}`, methodFacts(report)];
    case "adapter":
      return ["an adapter (PEFT)", adapterFacts(report)];
    case "run":
      return ["a training run", runFacts(report)];
  }
}

const storedFacts = ({ parameters, bytes: size, dtypes }: Stored): Fact[] => [
  ["parameters", `${count(parameters)}, stored in ${bytes(size)} (${dtypes.join(", ")})`],
];

function modelFacts({ config: c, sha256, memoryBytes, packedMemoryBytes, ...stored }: ModelReport): Fact[] {
  const heads =
    c.heads === c.keyValueHeads ? `${c.heads} heads` : `${c.heads} heads, ${c.keyValueHeads} for keys and values`;
  return [
    [
      "architecture",
      `${c.architecture}, ${c.layers} layers, width ${c.width}, ${heads}, FFN ${c.ffnWidth} (${c.activation})`,
    ],
    ["context", `${count(c.positions)} tokens`],
    ["vocabulary", `${count(c.vocabularySize)} tokens${c.tiedEmbeddings ? ", embeddings tied" : ""}`],
    ...storedFacts(stored),
    ["in memory", `about ${bytes(memoryBytes)} at full context`],
    [
      "by --bits",
      Object.entries(packedMemoryBytes)
        .map(([bits, size]) => `${bits}: ${bytes(size)}`)
        .join(", "),
    ],
    ["sha256", sha256],
  ];
}

const baseFact = (role: string, { path, sha256, found }: BaseReport): Fact => [
  role,
  found === "expected" ? path : `${path}, expected ${sha256}, found ${found}`,
];

function generatorFacts({ settings: s, sizes, cloud, edge, training, sha256, ...stored }: GeneratorReport): Fact[] {
  return [
    baseFact("cloud model", cloud),
    baseFact("edge model", edge),
    ["experts", `${s.experts} a pool, top ${s.topK}, rank ${s.rank}, alpha ${s.alpha}, mixed by ${s.mix}`],
    ["router", `${s.router}, ${s.heads ? `${s.heads} heads of ` : ""}gates for each ${s.routes}`],
    ["adapts", s.targets.join(", ")],
    [
      "cloud LoRA",
      s.cloudTargets.length === 0 ? "none" : `${s.cloudTargets.join(", ")}; rank ${s.cloudRank}, alpha ${s.cloudAlpha}`,
    ],
    ...storedFacts(stored),
    ...(sizes
      ? ([
          ["meta tokens", count(sizes.metaTokens)],
          ["longest prompt", `${count(sizes.longestPrompt)} tokens`],
          ["an adapter", `${bytes(sizes.adapterBytes)} as factors, ${bytes(sizes.gatesBytes)} as gates`],
          ["in memory", `about ${bytes(sizes.memoryBytes)}, cloud model included`],
        ] satisfies Fact[])
      : []),
    ...(training ? ([["made by", JSON.stringify(training)]] satisfies Fact[]) : []),
    ["sha256", sha256],
  ];
}

function methodFacts({ settings, edge, cloud, training, unmergeable, sha256, ...stored }: MethodReport): Fact[] {
  return [
    baseFact("edge model", edge),
    ...(cloud ? [baseFact("cloud model", cloud)] : []),
    ["settings", JSON.stringify(settings)],
    ...storedFacts(stored),
    ["adapter", unmergeable === undefined ? "one for each prompt: specialize writes it" : `none: ${unmergeable}`],
    ...(training ? ([["made by", JSON.stringify(training)]] satisfies Fact[]) : []),
    ["sha256", sha256],
  ];
}

function adapterFacts({
  base,
  rank,
  alpha,
  scale,
  layers,
  modules,
  provenance,
  sha256,
  ...stored
}: AdapterReport): Fact[] {
  return [
    ["for model", base ?? "not named"],
    ["rank", `${rank}, alpha ${alpha}, scale ${scale}`],
    ["adapts", `${modules.join(", ")} in ${layers} layers`],
    ...storedFacts(stored),
    ["sha256", sha256],
    ...(provenance
      ? ([
          ["made from", `a prompt of ${count(provenance.promptTokens)} tokens, sha256 ${provenance.prompt}`],
          ["by generator", `sha256 ${provenance.generator}`],
        ] satisfies Fact[])
      : []),
  ];
}

function runFacts({ progress, saved, lastStep, lastValidation }: RunReport): Fact[] {
  const figures = (line: Record<string, number>): string =>
    Object.entries(line)
      .map(([name, value]) => `${name.replace("validation.", "")} ${Number(value.toPrecision(4))}`)
      .join(", ");
  const { best } = progress ?? {};
  return [
    ["checkpoint", progress ? `step ${count(progress.step)}` : "none"],
    ...(best ? ([["best", `step ${count(best.step)}, validation loss ${best.loss.toFixed(4)}`]] satisfies Fact[]) : []),
    ...(lastStep ? ([["last step", figures(lastStep)]] satisfies Fact[]) : []),
    ...(lastValidation ? ([["last validation", figures(lastValidation)]] satisfies Fact[]) : []),
    ["saved", saved.join(", ") || "nothing yet"],
  ];
}
