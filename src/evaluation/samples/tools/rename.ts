/**
 * @file Other names for tools and their parameters. There are few tools and many prompts: under one name each, what calls a
 * request takes is learnt by heart, and no prompt is read for it.
 */

import { inventWord } from "../../../data/nano/invented.js";
import { respell, type NameStyle } from "../../../data/nano/naming.js";
import type { Random } from "../../../tensor/random.js";
import type { ToolPrompt } from "./draw.js";
import type { Parameter, Tool } from "./tool.js";

// Names that every format of calls can hold, so neither kebab nor dot.
const styles = ["snake", "camel", "pascal", "title", "flat", "upper"] as const satisfies readonly NameStyle[];
/** What spells words in one of the styles. */
const spelling = (random: Random, among: readonly NameStyle[] = styles): ((words: readonly string[]) => string) => {
  const style = random.pick(among);
  return (words) => respell(words.join("_"), style);
};

/** getWeatherAt and get_weather_at both have the words get, weather, at. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

const verbs = ["get", "find", "fetch", "look_up", "query", "run", "do", "make", "request", "call", "use", "show"];
const affixes = ["v2", "api", "tool", "x", "new", "main", "service", "helper", "my", "one", "fast", "pro"];

function toolName({ name, description }: Tool, random: Random): string {
  const own = wordsOf(name);
  const told = wordsOf(description).filter((word) => word.length > 3 && /^[a-z]/.test(word));
  const way = random.uniform();
  // Its own words, and what is added to them or left out.
  if (way < 0.35) {
    const verb = random.pick(verbs).split("_");
    const words = random.pick([
      [...own, random.pick(affixes)],
      [random.pick(affixes), ...own],
      own.length > 1 ? [...verb, ...own.slice(1)] : [...verb, ...own],
      own.length > 1 ? random.shuffle([...own]) : [...own, random.pick(affixes)],
    ]);
    return spelling(random)(words);
  }
  if (way < 0.65 && told.length > 2) return spelling(random)(random.sample(told, random.between(1, 3)));
  if (way < 0.85) return spelling(random)(Array.from({ length: random.between(1, 2) }, () => inventWord(random)));
  return `${random.pick(["tool", "fn", "f", "api", "action", "op", "cmd", "skill"])}${random.pick(["", "_"])}${random.between(1, 99)}`;
}

function parameterName({ name }: Parameter, random: Random): string {
  const words = wordsOf(name);
  return random.pick([
    () => spelling(random)([...words, random.pick(["value", "input", "arg", "param"])]),
    () => spelling(random)([random.pick(["the", "in", "my", "of"]), ...words]),
    () => spelling(random, styles.slice(0, 3))(words),
    () => inventWord(random),
    () => `${random.pick(["arg", "p", "x", "param"])}${random.between(1, 9)}`,
  ])();
}

/** Another name, unlike those that are taken. */
function fresh(taken: Set<string>, make: () => string): string {
  for (;;) {
    const name = make();
    if (taken.has(name) || !/^[A-Za-z]/.test(name)) continue;
    taken.add(name);
    return name;
  }
}

/** The prompt with that share of its tools, and of their parameters, under other names. */
export function renamed({ tools, requests }: ToolPrompt, share: number, random: Random): ToolPrompt {
  const taken = new Set(tools.map(({ name }) => name));
  const made = new Map(
    tools.map((tool) => {
      const name = random.chance(share) ? fresh(taken, () => toolName(tool, random)) : tool.name;
      const parameters = new Set(tool.parameters.map((p) => p.name));
      const names = new Map(
        tool.parameters.map((p) => [
          p.name,
          random.chance(share / 2) ? fresh(parameters, () => parameterName(p, random)) : p.name,
        ]),
      );
      return [tool.name, { name, names, tool }];
    }),
  );
  return {
    tools: [...made.values()].map(({ name, names, tool }) => ({
      ...tool,
      name,
      parameters: tool.parameters.map((p) => ({ ...p, name: names.get(p.name)! })),
    })),
    requests: requests.map(({ request, calls }) => ({
      request,
      calls: calls.map(({ tool, arguments: given }) => {
        const { name, names } = made.get(tool)!;
        return {
          tool: name,
          arguments: Object.fromEntries(Object.entries(given).map(([key, value]) => [names.get(key)!, value])),
        };
      }),
    })),
  };
}
