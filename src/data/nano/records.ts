/** @file Short records for extraction: typed fields, and sentences made of one clause a field, so that any may lack. */

import type { Random } from "../../tensor/random.js";
import * as values from "./values.js";

export interface Field {
  /** Ways to name the field in a prompt and as a key. */
  words: readonly string[];
  value: (random: Random) => string;
}

// prettier-ignore
export const fields = {
  name: { words: ["name", "person", "customer", "client", "who"], value: values.from(values.names) },
  city: { words: ["city", "place", "town", "location", "where"], value: values.from(values.cities) },
  date: { words: ["date", "day", "calendar day"], value: values.date },
  time: { words: ["time", "hour", "clock time"], value: values.time },
  price: { words: ["price", "cost", "amount", "total"], value: values.price },
  email: { words: ["email", "mail", "email address"], value: values.email },
  phone: { words: ["phone", "phone number", "number", "telephone"], value: values.phone },
  item: { words: ["item", "product", "article", "thing"], value: values.from(values.items) },
  count: { words: ["count", "quantity", "pieces", "how many"], value: (random: Random) => `${random.between(2, 12)}` },
  code: { words: ["code", "reference", "id", "order number"], value: values.code },
  company: { words: ["company", "firm", "employer", "business"], value: values.from(values.companies) },
  event: { words: ["event", "title", "occasion", "subject"], value: values.from(values.events) },
  room: { words: ["room", "area", "space"], value: values.from(values.rooms) },
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

const head = (text: string): { fields: FieldId[]; text: string } => ({
  text,
  fields: [...text.matchAll(/\{(\w+)\}/g)].map(([, id]) => id as FieldId),
});

const name = [
  ", the name is {name}",
  ", from {name}",
  ", customer {name}",
  ", signed {name}",
  ", for {name}",
  ", asked for by {name}",
];
const city = [" in {city}", ", {city}", ", city {city}", ", place: {city}", " over in {city}", ", it is in {city}"];
const toCity = [
  " to {city}",
  ", send it to {city}",
  ", going to {city}",
  ", destination {city}",
  ", bound for {city}",
  ", ship it to {city}",
];
const date = [" on {date}", ", {date}", ", date {date}", ", that is {date}", ", day: {date}", ", for {date}"];
const time = [" at {time}", ", {time}", ", time {time}", ", around {time}", ", at about {time}", ", clock: {time}"];
const price = [
  " for {price}",
  ", price {price}",
  ", it costs {price}",
  ", total {price}",
  ", {price} in all",
  ", to pay: {price}",
];
const email = [
  ", email {email}",
  ", mail to {email}",
  ", reach me at {email}",
  ", {email}",
  ", write to {email}",
  ", my address is {email}",
];
const phone = [
  ", phone {phone}",
  ", call {phone}",
  ", tel. {phone}",
  ", my number is {phone}",
  ", ring {phone}",
  ", reachable at {phone}",
];
const code = [
  ", code {code}",
  ", reference {code}",
  ", order {code}",
  ", no. {code}",
  ", filed as {code}",
  ", it has the id {code}",
];

// prettier-ignore
export const recordKinds: readonly RecordKind[] = [
  {
    id: "order",
    words: ["order", "purchase", "order message", "sales note"],
    heads: [
      "{name} ordered {count} {item}", "{name} would like {count} {item}", "please send {count} {item} to {name}",
      "new order from {name}: {count} {item}",
      "order: {item}, {count} pieces", "{name} bought a {item}", "I want to buy a {item}", "a {item} was ordered",
      "{count} {item} for {name}",
      "{name} has put {count} {item} in the cart", "we sold {count} {item}",
    ].map(head),
    clauses: { name, price, city: toCity, date, code, phone, email, count: [", {count} of them", ", quantity {count}",
      ", {count} pieces", ", times {count}", ", in total {count}", ", {count} units"] },
  },
  {
    id: "contact",
    words: ["contact", "address", "introduction", "business card"],
    heads: [
      "this is {name}", "my name is {name}", "{name} here", "hello, I am {name}", "contact: {name}",
      "{name} speaking", "new contact {name}",
      "{name} from {city}", "a card from {company}", "you can write to {name}", "meet {name}",
    ].map(head),
    clauses: { city: [" from {city}", ", {city}", ", I live in {city}", ", based in {city}", ", home is {city}",
      ", located in {city}"], company: [" of {company}", ", I work at {company}", ", company {company}",
      ", {company}", ", employed by {company}", ", my firm is {company}"], email, phone },
  },
  {
    id: "booking",
    words: ["booking", "reservation", "trip", "hotel request"],
    heads: [
      "book a room in {city} for {name}", "{name} travels to {city}", "reservation for {name}", "a hotel in {city}",
      "{name} needs a hotel in {city}", "hotel for {name}",
      "{name} stays in {city}", "trip to {city}", "booking by {name}", "a bed in {city} for {name}",
      "{name} wants to sleep in {city}",
    ].map(head),
    clauses: { name, city, date, price, code, phone, email, time: [", arriving at {time}", ", arrival {time}",
      ", check-in {time}", ", comes at {time}", ", there by {time}", ", expect me at {time}"] },
  },
  {
    id: "event",
    words: ["event", "invitation", "announcement", "calendar note"],
    heads: [
      "{event} with {name}", "{name} invites you to the {event}", "the {event} takes place",
      "reminder of the {event}", "{event} in {city}", "join us for the {event}",
      "don't miss the {event}", "{name} plans a {event}", "come to the {event}", "{name} hosts the {event}",
      "you are welcome at the {event}",
    ].map(head),
    clauses: { name: [" with {name}", ", hosted by {name}", ", {name} will be there", ", ask {name}",
      ", run by {name}", ", {name} is the host"], city, date, time, price: [", tickets {price}", ", entry {price}",
      ", it costs {price}", ", price {price}", ", {price} at the door", ", fee {price}"], email, phone },
  },
  {
    id: "delivery",
    words: ["delivery", "parcel note", "shipment", "delivery note"],
    heads: [
      "parcel {code} for {name}", "delivery of a {item}", "a {item} is on its way to {name}",
      "parcel {code} has left", "shipment {code}, one {item}", "{name} gets a {item}",
      "the {item} for {name} was sent", "your {item} will arrive", "deliver the {item} to {name}",
      "package {code} with a {item}", "{name} is waiting for parcel {code}",
    ].map(head),
    clauses: { name, city: toCity, date, time, code, price, phone },
  },
  {
    id: "repair",
    words: ["repair request", "ticket", "report", "maintenance note"],
    heads: [
      "the {item} in the {room} is broken", "{name} reports a broken {item}", "please fix the {item} in the {room}",
      "ticket {code}: {item} does not work", "repair needed in the {room}",
      "{name} says the {item} is damaged", "problem in the {room} of {name}", "the {item} of {name} needs repair",
      "a defect in the {room}", "somebody must look at the {item}", "the {room} has a faulty {item}",
    ].map(head),
    clauses: { name: [", reported by {name}", ", {name} says", ", call {name}", ", ask for {name}", ", see {name}",
      ", {name} knows more"], date, time, code, phone, email, price: [", it will cost {price}", ", estimate {price}",
      ", budget {price}", ", price {price}", ", for about {price}", ", costs: {price}"] },
  },
];

/** Every field that a kind of record can contain. */
export const fieldsOf = (kind: RecordKind): FieldId[] => [
  ...new Set([...kind.heads.flatMap((head) => head.fields), ...(Object.keys(kind.clauses) as FieldId[])]),
];
