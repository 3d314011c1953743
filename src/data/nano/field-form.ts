/** @file What an extraction prompt fixes: fields, their order, and how their values are written. */

import type { WholeCasing } from "./casing.js";
import type { FieldId, RecordKind } from "./record.js";

export interface RecordConfiguration {
  kind: RecordKind;
  /** In the order of the answer; `key` names the field in the prompt, and in the answer where that has keys. */
  asked: { id: FieldId; key: string }[];
  form: Form;
  /** How the whole answer is put, if the prompt asks for letters of one sort. */
  casing: WholeCasing;
  /** What stands for a field that a record lacks; undefined if the prompt says nothing, and no record lacks one. */
  missing: string | undefined;
}

/** How the values are written. */
export interface Form {
  id: string;
  /** Whether keys are written; if not, two prompts that name a field differently ask for the same. */
  keys: boolean;
  pair: (key: string, value: string) => string;
  between: string;
  around: (text: string) => string;
}

export const writeFields = (form: Form, pairs: readonly (readonly [string, string])[]): string =>
  form.around(pairs.map(([key, value]) => form.pair(key, value)).join(form.between));
