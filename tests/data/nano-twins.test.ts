import { describe, expect, test } from "vitest";
import { writeCall } from "../../src/data/nano/call-format.js";
import { recase } from "../../src/data/nano/casing.js";
import { classification } from "../../src/data/nano/classification.js";
import type { Edit } from "../../src/data/nano/edit.js";
import { extraction } from "../../src/data/nano/extraction.js";
import { writeFields } from "../../src/data/nano/field-form.js";
import { wrapLabel } from "../../src/data/nano/labels.js";
import { outcomes } from "../../src/data/nano/outcomes.js";
import { fields } from "../../src/data/nano/record.js";
import { rewriting } from "../../src/data/nano/rewriting.js";
import { twins } from "../../src/data/nano/rewriting-description.js";
import type { ToolsConfiguration } from "../../src/data/nano/tool.js";
import { tools } from "../../src/data/nano/tools.js";
import { fill, inSplit, type World } from "../../src/data/nano/world.js";
import { Random } from "../../src/tensor/random.js";

/** Draws as ever, but for one turn. */
class Deviating extends Random {
  turns = 0;
  readonly #other: Random;

  constructor(
    seed: string,
    readonly deviates: number,
  ) {
    super(seed);
    this.#other = new Random(`${seed} ${deviates}`);
  }

  override uniform(): number {
    const usual = super.uniform();
    return this.turns++ === this.deviates ? this.#other.uniform() : usual;
  }
}

/** Configurations that are wanted, each with many that are but one choice away from it. */
function configurations<T>(world: World<T>, count: number, wanted: (configuration: T) => boolean = () => true): T[] {
  const found: T[] = [];
  for (let seed = 0; found.length < count; seed++) {
    const usual = new Deviating(`seed ${seed}`, -1);
    const configuration = world.configure(usual);
    if (!wanted(configuration)) continue;
    found.push(configuration);
    for (let turn = 0; turn < Math.min(usual.turns, 80); turn++)
      found.push(world.configure(new Deviating(`seed ${seed}`, turn)));
  }
  return found;
}

/** A hundred values of a kind as one. */
const known = new Map<unknown, string>();
function valuesOf(draw: (random: Random) => string): string {
  const random = new Random("values");
  if (!known.has(draw)) known.set(draw, Array.from({ length: 100 }, () => draw(random)).join("; "));
  return known.get(draw)!;
}

type Of<W> = W extends World<infer T> ? T : never;

/** What a configuration answers to all there is to ask. */
const classify = ({ task, classes, rest, wrap, casing }: Of<typeof classification>): string[] => {
  const listed = rest ? classes.slice(0, -1) : classes;
  const answers = task.classes.map((kind) => {
    const { label } = listed.find((each) => each.class === kind) ?? (rest ? classes.at(-1)! : { label: undefined });
    return label === undefined ? "" : wrapLabel(wrap, recase(casing, label));
  });
  return [task.id, ...answers];
};

const call = ({ tools, format, casing, none }: ToolsConfiguration): string[] => [
  none ?? "",
  ...tools
    .map(({ intent, name, args }) => {
      // Numbers tell the slots apart, whatever the letters; what letters do to the values stands behind.
      const numbers = args.map(
        ({ slot, name }) => [name, `${[...intent.slots, intent.extra].indexOf(slot as never)}`] as const,
      );
      const values = args.map(({ slot }) => `${slot.id} ${recase(casing, valuesOf(slot.value))}`).sort();
      const definition = [name, ...args.map((arg) => arg.name)].join(" ").toLowerCase();
      return [intent.id, definition, recase(casing, writeCall(format, name, numbers)), ...values].join("\n");
    })
    .sort(),
];

const extract = (configuration: Of<typeof extraction>): string[] => {
  if (!("asked" in configuration)) return [extraction.describe(configuration)];
  const { kind, asked, form, casing, missing } = configuration;
  const lacks = asked.some(({ id }) => kind.heads.some((head) => !head.fields.includes(id)));
  const values = writeFields(
    form,
    asked.map(({ id, key }) => [key, `${id} ${valuesOf(fields[id].value)}`]),
  );
  const letters = asked.map(({ id }) => recase(casing, valuesOf(fields[id].value)));
  return [kind.id, values, ...letters, lacks ? (missing ?? "") : "complete"];
};

const rewrite =
  (needs: readonly string[]) =>
  (edits: Edit[]): string[] => {
    const full = edits.some((edit) => edit.full);
    const texts = ["aBo cDe fGi hJu kLa", ...needs.flatMap((need) => [`${need} aBo cDe`, `aBo cDe fGi ${need}`])];
    const answers = texts
      .flatMap((text) => (full ? [`${text}.`] : [text, `${text}.`]))
      .map((template) => {
        const changed = edits.reduce((text, edit) => edit.template?.(text) ?? text, template);
        const filled = fill(changed, { name: "Anna", city: "Oslo", number: "12", day: "Monday" });
        return edits.reduce((text, edit) => edit.text?.(text) ?? text, filled);
      });
    return [`${full}`, ...answers];
  };

function* firstOf<T>(all: Iterable<T>, count: number): Generator<T> {
  for (const one of all) {
    if (count-- === 0) return;
    yield one;
  }
}

/** Of configurations that answer alike each knows the others, and knows none that answers otherwise. */
function expectTwins<T>(world: World<T>, all: readonly T[], answers: (configuration: T) => string[]): number {
  const answered = new Map<string, string>();
  const groups = new Map<string, Map<string, T>>();
  for (const configuration of all) {
    const [name, key] = [world.describe(configuration), JSON.stringify(answers(configuration))];
    answered.set(name, key);
    groups.set(key, (groups.get(key) ?? new Map<string, T>()).set(name, configuration));
  }
  let pairs = 0;
  for (const [key, group] of groups)
    for (const [name, configuration] of group) {
      const twins = new Set(firstOf(world.twins(configuration), 5000));
      for (const other of group.keys()) if (other !== name) expect(twins.has(other), `${name} and ${other}`).toBe(true);
      for (const twin of twins) expect((answered.get(twin) ?? key) === key, `${name} and ${twin}`).toBe(true);
      pairs += group.size - 1;
    }
  return pairs;
}

describe("configurations that answer alike are twins, and no others", () => {
  test("classification", () => {
    const all = configurations(classification, 4000, ({ task, classes }) => classes.length === task.classes.length);
    expect(expectTwins(classification, all, classify)).toBeGreaterThan(20);
  });

  test("tools", () => {
    const few = ({ tools }: ToolsConfiguration): boolean => tools.flatMap(({ args }) => args).length < 3;
    expect(expectTwins(tools, configurations(tools, 4000, few), call)).toBeGreaterThan(10);
  });

  test("extraction", () => {
    const alone = (configuration: Of<typeof extraction>): boolean =>
      "asked" in configuration && configuration.asked.length === 1;
    expect(expectTwins(extraction, configurations(extraction, 5000, alone), extract)).toBeGreaterThan(20);
  });

  test("rewriting", () => {
    const all = configurations(rewriting, 3000, ([first]) => first!.kept !== undefined).filter(
      ([first]) => first!.replaces === undefined || first!.replaces[0] !== first!.replaces[1],
    );
    const needs = [...new Set(all.flatMap((edits) => edits.flatMap((edit) => edit.needs ?? [])))];
    expect(expectTwins(rewriting, all, rewrite(needs))).toBeGreaterThan(20);
  });
});

describe("edits that come to the same", () => {
  const named = (...edits: Partial<Edit>[]): Edit[] =>
    edits.map((edit) => ({ kind: "", id: "", ask: () => "", ...edit }));
  const around = { id: "around Note: Bye!", before: "Note:", after: "Bye!" };
  const prefix = { id: "prefix Note:", before: "Note:" };
  const suffix = { id: "suffix Bye!", after: "Bye!" };

  test("what is put around is put in front and behind", () => {
    expect([...twins(named(around))]).toContain("prefix Note: + suffix Bye!");
    expect([...twins(named(prefix, suffix))]).toContain("around Note: Bye!");
    expect([...twins(named(prefix))]).toEqual(["prefix Note:"]);
  });

  test("an end mark behind a space is put behind", () => {
    const [end, bare] = [
      { id: "end  END", end: " END" },
      { id: "end nothing", end: "" },
    ];
    expect([...twins(named(end))]).toContain("end nothing + suffix END");
    expect([...twins(named(end, prefix))]).toContain("end nothing + around Note: END");
    expect([...twins(named(bare, { id: "suffix - Note", after: "- Note" }))]).toContain("end  - + suffix Note");
    expect([...twins(named({ id: "end !", end: "!" }))]).toEqual(["end !"]);
  });

  test("one word has no order", () => {
    const cut = { id: "keep last 1", kept: 1 };
    const reverse = { id: "reverse", kind: "whole", text: (text: string) => text.split(" ").reverse().join(" ") };
    const same = ["keep last 1", "keep last 1 + swapEnds", "keep last 1 + squeeze", "keep last 1 + join _"];
    expect([...twins(named(cut, reverse))]).toEqual(expect.arrayContaining(same));
    expect([...twins(named(cut))]).toEqual(expect.arrayContaining(same));
    expect([...twins(named({ ...cut, kept: 3 }, reverse))]).not.toContain("keep last 1 + firstToEnd");
  });

  test("words without their vowels are alike", () => {
    const replace = (from: string, to: string): Partial<Edit> => ({
      id: `replace ${from} ${to}`,
      replaces: [from, to],
    });
    expect([...twins(named(replace("dog", "boat"), { id: "vowels" }))]).toContain("replace dog bat + vowels");
    expect([...twins(named(replace("dog", "dog"), prefix))]).toContain("prefix Note:");
    expect(new Set(twins(named(replace("dog", "boat"), prefix)))).toEqual(new Set(["replace dog boat + prefix Note:"]));
  });
});

describe("a configuration is held out", () => {
  const world = (twins: string[]): World<string> => ({
    family: "rewriting",
    configure: () => "",
    describe: (name) => name,
    twins: () => twins,
    system: () => "",
    turn: () => ({ request: "", answer: "" }),
  });
  const named = Array.from({ length: 60 }, (_, i) => `edit ${i}`);
  const [unseen, validation, seen] = (["unseen", "validation", "seen"] as const).map((split) =>
    named.filter((name) => inSplit(world([]), name, split)),
  ) as [string[], string[], string[]];

  test("only with all of its twins", () => {
    expect(inSplit(world(unseen), unseen[0]!, "unseen")).toBe(true);
    expect(inSplit(world([...unseen, seen[0]!]), unseen[0]!, "unseen")).toBe(false);
    expect(inSplit(world([validation[0]!]), unseen[0]!, "unseen")).toBe(false);
    expect(inSplit(world([unseen[0]!]), validation[0]!, "validation")).toBe(false);
  });

  test("and trained on whatever its twins are", () => {
    for (const split of ["train", "seen", "unseen-wording"] as const) {
      expect(inSplit(world(unseen), seen[0]!, split)).toBe(true);
      expect(inSplit(world(seen), unseen[0]!, split)).toBe(false);
    }
  });
});

test("outcomes are all that can be drawn", () => {
  const drawn = outcomes((random) =>
    random.chance(0.1) ? random.pick(["a", "b", "c"]) : random.shuffle(["x", "y"]).join(""),
  );
  expect(drawn.sort()).toEqual(["a", "b", "c", "xy", "yx"]);
});
