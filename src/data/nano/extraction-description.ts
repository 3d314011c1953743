/** @file What an extraction prompt fixes as one text, and the prompts that fix the same otherwise. */

import { caseAlike, recase } from "./casing.js";
import { drawForm, missingMarks, writeFields, type Form, type RecordConfiguration } from "./field-form.js";
import { outcomes } from "./outcomes.js";
import { fields } from "./record.js";

/** A form by its text; that of one field without what stands between two. */
const nameForm = ({ id, between }: Form, alone: boolean): string => (alone ? id.replace(between, "") : id);

function describe({ kind, asked, form, casing, missing }: RecordConfiguration, named: string): string {
  const written = casing === "as is" ? named : `${named} ${casing}`;
  return `${kind.id} ${asked.map(({ id, key }) => (form.keys ? `${id}=${key}` : id)).join(",")} / ${written} / ${missing ?? ""}`;
}

export const describeRecord = (configuration: RecordConfiguration): string =>
  describe(configuration, nameForm(configuration.form, configuration.asked.length === 1));

const writeOne = (form: Form): string => writeFields(form, [["key", "value"]]);

/** Texts of all forms by what they make of one field: where a pair has a bar of its own, more than one. */
let ofOne: Map<string, Set<string>> | undefined;

function namesOfOne(form: Form): Iterable<string> {
  if (!ofOne) {
    ofOne = new Map();
    for (const each of outcomes(drawForm)) {
      const written = `${each.keys} ${writeOne(each)}`;
      ofOne.set(written, (ofOne.get(written) ?? new Set()).add(nameForm(each, true)));
    }
  }
  return ofOne.get(`${form.keys} ${writeOne(form)}`)!;
}

/** Letters count only where there are some, and the mark for a missing field only where a field can lack. */
export function* recordTwins(configuration: RecordConfiguration): Generator<string> {
  const { kind, asked, form, casing, missing } = configuration;
  const alone = asked.length === 1;
  const complete = asked.every(({ id }) => kind.heads.every((head) => head.fields.includes(id)));
  const bare = !form.keys && (alone || !/[a-z]/i.test(form.between));
  for (const named of alone ? namesOfOne(form) : [nameForm(form, false)])
    for (const letters of ["as is", "lower", "upper"] as const) {
      if (letters !== casing && !bare) continue;
      if (!asked.every(({ id }) => caseAlike(casing, letters, fields[id].value))) continue;
      for (const mark of complete ? [undefined, ...missingMarks] : [missing]) {
        const twin = { ...configuration, casing: letters, missing: mark && recase(letters, mark) };
        if (complete || twin.missing === missing) yield describe(twin, named);
      }
    }
}
