/** @file Fields of short records, and kinds of records. */

import type { Random } from "../../tensor/random.js";
import * as values from "./values.js";

export interface Field {
  /** Ways to name the field in a prompt and as a key. */
  words: readonly string[];
  value: (random: Random) => string;
}

// prettier-ignore
export const fields = {
  name: { words: ["name", "person", "customer", "client", "who", "full name", "contact person"],
    value: values.from(values.names) },
  city: { words: ["city", "place", "town", "location", "where", "municipality"], value: values.from(values.cities) },
  date: { words: ["date", "day", "calendar day"], value: values.date },
  time: { words: ["time", "hour", "clock time", "time of day"], value: values.time },
  price: { words: ["price", "cost", "amount", "total", "sum", "fee"], value: values.price },
  email: { words: ["email", "mail", "email address", "e-mail", "mail address"], value: values.email },
  phone: { words: ["phone", "phone number", "number", "telephone", "tel", "mobile"], value: values.phone },
  item: { words: ["item", "product", "article", "thing", "object"], value: values.from(values.items) },
  count: { words: ["count", "quantity", "pieces", "how many", "number of pieces"],
    value: (random: Random) => `${random.between(2, 12)}` },
  code: { words: ["code", "reference", "id", "order number", "ref", "tracking number"], value: values.code },
  company: { words: ["company", "firm", "employer", "business", "organisation"], value: values.from(values.companies) },
  event: { words: ["event", "title", "occasion", "subject"], value: values.from(values.events) },
  room: { words: ["room", "area", "space", "room name"], value: values.from(values.rooms) },
  age: { words: ["age", "years", "how old"], value: (random: Random) => `${random.between(16, 90)}` },
  job: { words: ["job", "occupation", "profession", "work"], value: values.from(values.jobs) },
  colour: { words: ["color", "colour", "shade"], value: values.from(values.shades) },
  from: { words: ["from", "origin", "start", "departure", "starting point"], value: values.from(values.cities) },
  to: { words: ["to", "destination", "goal", "arrival", "end point"], value: values.from(values.cities) },
  guests: { words: ["guests", "people", "party size", "persons", "number of people"],
    value: (random: Random) => `${random.between(2, 12)}` },
  pet: { words: ["pet", "animal", "kind of pet"], value: values.from(values.pets) },
  size: { words: ["size", "fit"], value: values.from(values.sizes) },
  language: { words: ["language", "speaks", "tongue"], value: values.from(values.languages) },
} satisfies Record<string, Field>;

export type FieldId = keyof typeof fields;

export interface RecordKind {
  id: string;
  /** What a prompt calls it: "order". */
  words: readonly string[];
  /** Openings with the fields that they always contain; the last two are held out. */
  heads: readonly { fields: readonly FieldId[]; text: string }[];
  /** Clauses of the other fields, each to be put behind. */
  clauses: Partial<Record<FieldId, readonly string[]>>;
}

export const head = (text: string): { fields: FieldId[]; text: string } => ({
  text,
  fields: [...text.matchAll(/\{(\w+)\}/g)].map(([, id]) => id as FieldId),
});
