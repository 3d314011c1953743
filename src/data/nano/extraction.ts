/** @file Family "extraction": a prompt asks for some fields of a record, in an order and a form; the answer is these. */

import type { Random } from "../../tensor/random.js";
import { recase } from "./casing.js";
import { describeRecord, recordTwins } from "./extraction-description.js";
import { describeExtraction } from "./extraction-wording.js";
import { configureList, describeList, listSystem, listTurn, type ListConfiguration } from "./extraction-lists.js";
import { drawForm, missingMarks, writeFields, type RecordConfiguration } from "./field-form.js";
import { fields, type FieldId } from "./record.js";
import { fieldsOf, recordKinds } from "./records.js";
import { capitalise, fill, type Voice, type World } from "./world.js";

const keyCases: readonly ((key: string) => string)[] = [
  (key) => key,
  (key) => key,
  (key) => key.toUpperCase(),
  (key) => capitalise(key),
];

type ExtractionConfiguration = RecordConfiguration | ListConfiguration;

const isRecord = (configuration: ExtractionConfiguration): configuration is RecordConfiguration =>
  "asked" in configuration;

function configure(random: Random): ExtractionConfiguration {
  if (random.chance(0.1)) return configureList(random);
  const kind = random.pick(recordKinds);
  const form = drawForm(random);
  const spell = form.keys ? random.pick(keyCases) : keyCases[0]!;
  const join = form.id === "tags" ? "_" : " ";
  const asked = random.sample(fieldsOf(kind), random.pick([1, 2, 2, 3, 3, 4])).map((id) => ({
    id,
    key: spell(random.pick(fields[id].words)).replaceAll(" ", join),
  }));
  // Letters that are not of a value would leave open whether they change as well.
  const plain = !form.keys && !/[a-z]/i.test(form.between);
  const casing = plain && random.chance(0.15) ? random.pick(["lower", "upper"] as const) : "as is";
  // Fields that only some heads have may lack in any record.
  const sure = asked.every(({ id }) => kind.clauses[id] !== undefined);
  const missing = !sure || random.chance(0.75) ? recase(casing, random.pick(missingMarks)) : undefined;
  return { kind, asked, form, casing, missing };
}

/** A record with at least the `needed` fields, a missing one at most `lacking` times of all. */
function makeRecord(
  { kind, asked, missing }: RecordConfiguration,
  voice: Voice,
): { request: string; values: Map<FieldId, string> } {
  const { random } = voice;
  const opening = voice.say(kind.heads);
  const present = new Set(opening.fields);
  const others: FieldId[] = [];
  for (const id of Object.keys(kind.clauses) as FieldId[]) {
    if (present.has(id)) continue;
    const wanted = asked.some((field) => field.id === id);
    if (random.chance(wanted ? (missing === undefined ? 1 : 0.75) : 0.2)) others.push(id);
  }
  random.shuffle(others);
  let template = opening.text;
  for (const id of others) template += voice.say(kind.clauses[id]!);
  const values = new Map([...present, ...others].map((id) => [id, fields[id].value(random)]));
  if (random.chance(0.5) && !template.startsWith("{")) template = capitalise(template);
  if (random.chance(0.4)) template += ".";
  return { request: fill(template, Object.fromEntries(values)), values };
}

export const extraction: World<ExtractionConfiguration> = {
  family: "extraction",
  configure,
  describe: (configuration) => (isRecord(configuration) ? describeRecord(configuration) : describeList(configuration)),
  twins: (configuration) => (isRecord(configuration) ? recordTwins(configuration) : []),
  system: (configuration, voice) =>
    isRecord(configuration) ? describeExtraction(configuration, voice) : listSystem(configuration, voice),
  turn(configuration, voice) {
    if (!isRecord(configuration)) return listTurn(configuration, voice);
    const { asked, form, casing, missing } = configuration;
    for (;;) {
      const { request, values } = makeRecord(configuration, voice);
      // Heads fix some fields; where nothing may lack, draw until all that are asked for are there.
      if (missing === undefined && asked.some(({ id }) => !values.has(id))) continue;
      return {
        request,
        answer: recase(
          casing,
          writeFields(
            form,
            asked.map(({ id, key }) => [key, values.get(id) ?? missing!]),
          ),
        ),
      };
    }
  },
};
