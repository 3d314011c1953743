/** @file What a tools prompt fixes as one text, and the prompts that fix the same by other names and formats. */

import { drawFormat, writeCall, type CallFormat } from "./call-format.js";
import { caseAlike, recase, type WholeCasing } from "./casing.js";
import { outcomes } from "./outcomes.js";
import type { ToolsConfiguration } from "./tool.js";

export function describe({ tools, format, casing, none }: ToolsConfiguration): string {
  const signatures = tools.map(
    ({ intent, name, args }) => `${intent.id}=${name}(${args.map((arg) => `${arg.slot.id}=${arg.name}`).join(",")})`,
  );
  return `${signatures.sort().join(" ")} / ${format.id}${casing === "as is" ? "" : ` ${casing}`} / ${none ?? ""}`;
}

const probe = (format: CallFormat, args: number): string =>
  writeCall(format, "tool", Array<[string, string]>(args).fill(["name", "value"])).toLowerCase();

/** By the number of arguments (none, one, two or more): all formats by what they write, but for its letters. */
const byProbe: Map<string, CallFormat[]>[] = [];

/** Formats that write a call with so many arguments as `format` does, but for its letters. */
function similar(format: CallFormat, args: number): readonly CallFormat[] {
  const index = (byProbe[args] ??= new Map<string, CallFormat[]>());
  if (index.size === 0)
    for (const each of new Map(outcomes(drawFormat).map((each) => [each.id, each])).values()) {
      const written = probe(each, args);
      index.set(written, [...(index.get(written) ?? []), each]);
    }
  return index.get(probe(format, args))!;
}

/** The calls that a prompt asks for, all values the same. */
const calls = ({ tools, format, casing }: ToolsConfiguration): string =>
  tools
    .map(({ name, args }) =>
      recase(
        casing,
        writeCall(
          format,
          name,
          args.map((arg) => [arg.name, "0"]),
        ),
      ),
    )
    .join("\n\n");

/**
 * Of the same tools, as their definitions name them and their arguments: what stands between two arguments counts only where
 * a tool has two, and letters only where there are some.
 */
export function* twins(configuration: ToolsConfiguration): Generator<string> {
  const { tools, format, casing, none } = configuration;
  const written = calls(configuration);
  const most = Math.min(2, Math.max(...tools.map(({ args }) => args.length)));
  const slots = tools.flatMap(({ args }) => args.map(({ slot }) => slot));
  const spelt = (letters: WholeCasing): boolean =>
    slots.every(({ value }) => caseAlike(casing, letters, value)) && (!none || recase(letters, none) === none);
  for (const like of similar(format, most))
    for (const letters of ["as is", "lower", "upper"] as const) {
      if (letters !== casing && !spelt(letters)) continue;
      // Where the whole answer changes its letters, the prompt has names in small ones.
      const respelt = tools.map((tool) => ({
        ...tool,
        name: recase(letters === "as is" ? casing : "lower", tool.name),
      }));
      const twin = { ...configuration, tools: respelt, format: like, casing: letters };
      if (calls(twin) === written) yield describe(twin);
    }
}
