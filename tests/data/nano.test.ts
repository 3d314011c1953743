import { describe, expect, test } from "vitest";
import { families, type Split } from "../../src/data/episode.js";
import { classification } from "../../src/data/nano/classification.js";
import { classTasks } from "../../src/data/nano/classes.js";
import { extraction } from "../../src/data/nano/extraction.js";
import { nanoEpisode, nanoItems } from "../../src/data/nano/index.js";
import { intents } from "../../src/data/nano/intents.js";
import { fields } from "../../src/data/nano/record.js";
import { recordKinds } from "../../src/data/nano/records.js";
import { rewriting } from "../../src/data/nano/rewriting.js";
import { infinitive } from "../../src/data/nano/tools-patterns.js";
import { tools } from "../../src/data/nano/tools.js";
import { heldOutCount, inSplit, Voice, type World } from "../../src/data/nano/world.js";
import { Random } from "../../src/tensor/random.js";

const draw = (split: Split, count: number, seed = 1) => {
  const random = new Random(`${split} ${seed}`);
  return Array.from({ length: count }, () => nanoEpisode(random, { split, turns: 2 }));
};
const many = <T>(make: (random: Random) => T, count = 300): T[] => {
  const random = new Random("many");
  return Array.from({ length: count }, () => make(random));
};
const distinct = (words: readonly string[]): boolean => new Set(words).size === words.length;

describe("splits", () => {
  test("no configuration of one division occurs in another", () => {
    const configurations = (["train", "validation", "unseen"] as const).map(
      (split) => new Set(draw(split, 700).map((e) => `${e.family} ${e.configuration}`)),
    );
    for (const [i, some] of configurations.entries())
      for (const other of configurations.slice(i + 1))
        expect([...some].filter((configuration) => other.has(configuration))).toEqual([]);
  });

  test("eight tenths of the configurations are trained on, and of the rest what has no twin there is held out", () => {
    for (const world of [tools, classification, extraction, rewriting] as World<unknown>[]) {
      const all = new Map(many((random) => world.configure(random), 3000).map((c) => [world.describe(c), c]));
      expect(all.size).toBeGreaterThan(1000);
      const share = (split: Split): number =>
        [...all.values()].filter((configuration) => inSplit(world, configuration, split)).length / all.size;
      expect(share("train")).toBeGreaterThan(0.76);
      expect(share("train")).toBeLessThan(0.84);
      for (const split of ["unseen", "validation"] as const) {
        expect(share(split)).toBeGreaterThan(0.02);
        expect(share(split)).toBeLessThan(0.13);
      }
    }
  });

  test("held-out wordings are spoken in unseen-wording only", () => {
    const text = (split: Split): string =>
      draw(split, 1500)
        .map(({ system, turns }) => `${system}\n${turns.map(({ request }) => request).join("\n")}`)
        .join("\n");
    const heldOut = [
      "Model your answer on",
      "Unknown requests get",
      "nudge me at",
      "Stick to the pattern",
      "Present it as",
      "put me through to",
      "See these cases:",
      "employed by",
    ];
    const [usual, unseen, other] = [text("train"), text("unseen"), text("unseen-wording")];
    for (const line of heldOut) {
      expect(usual).not.toContain(line);
      expect(unseen).not.toContain(line);
      expect(other).toContain(line);
    }
  });

  test("a voice says exactly the wordings of its side", () => {
    const pool = Array.from({ length: 10 }, (_, i) => i);
    const said = (heldOut: boolean) =>
      [...new Set(many((random) => new Voice(random, heldOut).say(pool)))].sort((a, b) => a - b);
    expect(said(false)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(said(true)).toEqual([8, 9]);
    expect([3, 4, 5, 6].map(heldOutCount)).toEqual([0, 1, 1, 2]);
  });
});

describe("episodes", () => {
  test("items have the shots that are asked for, behind the prompt they have without", () => {
    for (let seed = 0; seed < 10; seed++) {
      const [bare, five] = [0, 5].map((shots) => nanoItems("unseen", 1, seed, shots)[0]!.system) as [string, string];
      expect(five.startsWith(bare)).toBe(true);
      // A heading, and at least a line for each.
      expect(five.slice(bare.length).split("\n").length).toBeGreaterThanOrEqual(1 + 1 + 5);
    }
  });

  test("the same seed gives the same items, in equal parts of the families", () => {
    const items = nanoItems("unseen", 40, 3);
    expect(nanoItems("unseen", 40, 3)).toEqual(items);
    expect(nanoItems("unseen", 40, 4)).not.toEqual(items);
    for (const family of families) expect(items.filter((item) => item.family === family)).toHaveLength(10);
  });

  test("no template is left unfilled, and nothing is empty", () => {
    for (const { system, turns } of draw("train", 800)) {
      for (const text of [system, ...turns.flatMap(({ request, answer }) => [request, answer])]) {
        expect(text).not.toMatch(/undefined|\{(?:f|n|w|m|s|aspect|thing|fields|record|labels|is|city|person|room)\}/);
        expect(text.trim()).not.toBe("");
      }
    }
  });

  test("shots are as many as asked for", () => {
    const random = new Random(1);
    for (const shots of [0, 3]) expect(nanoEpisode(random, { split: "train", turns: 1, shots }).shots).toBe(shots);
  });
});

describe("tools", () => {
  test("nouns belong to one intent, and argument names to one slot of a tool", () => {
    expect(distinct(intents.flatMap(({ nouns }) => nouns))).toBe(true);
    for (const { slots, extra } of intents) {
      const all = [...slots, ...(extra ? [extra] : [])];
      expect(distinct(all.flatMap(({ spellings }) => spellings))).toBe(true);
    }
  });

  test("every request names every slot", () => {
    for (const { id, slots, requests, extra } of intents) {
      expect(requests.length, id).toBeGreaterThanOrEqual(12);
      for (const request of requests) for (const slot of slots) expect(request, id).toContain(`{${slot.id}}`);
      for (const clause of extra?.clauses ?? []) expect(clause, id).toContain(`{${extra!.id}}`);
    }
  });

  test("the prompt names every tool, every argument that answers name, and the answer for a misfit", () => {
    for (const configuration of many(tools.configure)) {
      const system = tools.system(configuration, new Voice(new Random(1), false));
      const named = configuration.format.argument("name", "").includes("name");
      for (const { name, args } of configuration.tools) {
        expect(system).toContain(name);
        // In patterns, what is to be filled in may stand in capitals.
        if (named) for (const arg of args) expect(system.toLowerCase()).toContain(arg.name.toLowerCase());
      }
      if (configuration.none !== undefined) expect(system).toContain(configuration.none);
      expect(distinct(configuration.tools.map(({ name }) => name))).toBe(true);
    }
  });
});

describe("tools without arguments", () => {
  test("occur only where a format says how they are called", () => {
    const configurations = many(tools.configure, 600);
    const empty = ({ args }: { args: readonly unknown[] }): boolean => args.length === 0;
    expect(configurations.some(({ tools }) => tools.some(empty))).toBe(true);
    for (const { tools, format } of configurations) if (tools.some(empty)) expect(format.empty).toBeDefined();
  });

  test("a verb in the third person becomes the infinitive", () => {
    expect(["sets an alarm", "switches lights", "tries", "goes on", "presses a key"].map(infinitive)).toEqual([
      "set an alarm",
      "switch lights",
      "try",
      "go on",
      "press a key",
    ]);
  });
});

describe("classification", () => {
  test("label words mean one class of their task", () => {
    for (const { id, classes } of classTasks)
      expect(
        distinct(classes.flatMap(({ labels }) => [...new Set(labels.map((label) => label.toLowerCase()))])),
        id,
      ).toBe(true);
  });

  test("texts belong to one class of their task", () => {
    for (const { id, classes } of classTasks) expect(distinct(classes.flatMap(({ texts }) => texts)), id).toBe(true);
  });

  test("the prompt names every label, and labels differ", () => {
    for (const configuration of many(classification.configure)) {
      const system = classification.system(configuration, new Voice(new Random(2), false));
      for (const { label } of configuration.classes) expect(system).toContain(label);
      expect(distinct(configuration.classes.map(({ label }) => label))).toBe(true);
    }
  });
});

describe("classes that stand for more or less than they name", () => {
  test("the rest takes texts of every class that is not listed", () => {
    const random = new Random(8);
    for (const configuration of many(classification.configure, 8000)) {
      const { task, classes, rest, wrap, casing } = configuration;
      if (!rest || wrap !== "@" || casing !== "as is" || task.id !== "support") continue;
      const { request, answer } = classification.turn(configuration, new Voice(random, false));
      const listed = classes.slice(0, -1);
      // A text of the rest begins like no template of a class that is listed.
      const fits = (text: string): boolean =>
        new RegExp(
          `^${text
            .split(/\{\w+\}/)
            .map((part) => part.replace(/[^\w ]/g, "."))
            .join(".+")}[.!?]?$`,
          "i",
        ).test(request);
      const named = listed.find(({ class: { texts } }) => texts.some(fits));
      if (answer === classes.at(-1)!.label) expect(named?.class.id, request).toBeUndefined();
      else expect(named, request).toBeDefined();
    }
  });

  test("letters stand for words that begin with them, and no two are the same", () => {
    const short = many(classification.configure, 1500).filter(({ classes }) => classes[0]!.stands !== undefined);
    expect(short.length).toBeGreaterThan(10);
    for (const { classes } of short)
      for (const { label, stands } of classes) expect(stands!.charAt(0).toUpperCase()).toBe(label);
  });
});

describe("extraction", () => {
  test("a word names one field", () => {
    expect(distinct(Object.values(fields).flatMap(({ words }) => words))).toBe(true);
  });

  test("clauses and heads hold the field that they are for", () => {
    for (const { heads, clauses } of recordKinds) {
      for (const [id, texts] of Object.entries(clauses)) for (const text of texts) expect(text).toContain(`{${id}}`);
      for (const head of heads) for (const id of head.fields) expect(fields).toHaveProperty(id);
    }
  });

  test("bare values are copied from the request or are the mark for a missing one", () => {
    const random = new Random(3);
    for (const configuration of many(extraction.configure)) {
      if (!("asked" in configuration) || configuration.form.id !== ";" || configuration.casing !== "as is") continue;
      const { request, answer } = extraction.turn(configuration, new Voice(random, false));
      for (const value of answer.split(";"))
        expect(value === configuration.missing || request.includes(value)).toBe(true);
    }
  });

  test("lists hold what the request names and nothing else", () => {
    const random = new Random(9);
    let seen = 0;
    for (const configuration of many(extraction.configure, 1500)) {
      if ("asked" in configuration || configuration.form.id !== "lines") continue;
      const { request, answer } = extraction.turn(configuration, new Voice(random, false));
      for (const value of answer.split("\n"))
        expect(value === configuration.none || request.includes(value)).toBe(true);
      seen++;
    }
    expect(seen).toBeGreaterThan(3);
  });

  test("without a word on missing fields none is missing", () => {
    const random = new Random(4);
    for (const configuration of many(extraction.configure)) {
      if (!("asked" in configuration) || configuration.missing !== undefined) continue;
      expect(extraction.turn(configuration, new Voice(random, false)).answer).not.toContain("undefined");
    }
  });
});

describe("rewriting", () => {
  test("wrapping and putting in front leave the sentence whole", () => {
    const random = new Random(6);
    for (const edits of many(rewriting.configure, 600)) {
      if (!edits.every(({ kind }) => ["prefix", "suffix", "wrap", "twice"].includes(kind))) continue;
      const { request, answer } = rewriting.turn(edits, new Voice(random, false));
      expect(answer).toContain(request);
      expect(answer.length).toBeGreaterThan(request.length);
    }
  });

  test("most requests show what the edit does", () => {
    const random = new Random(7);
    const turns = many(rewriting.configure, 1000).map((edits) => rewriting.turn(edits, new Voice(random, false)));
    expect(turns.filter(({ request, answer }) => request !== answer).length).toBeGreaterThan(900);
  });
});
