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
  ", my name is {name}",
  ", name: {name}",
  ", ordered by {name}",
  ", says {name}",
  ", it is for {name}",
  ", yours {name}",
  ", {name} asks",
  ", client {name}",
  ", on behalf of {name}",
  ", the name is {name}",
  ", from {name}",
  ", customer {name}",
  ", signed {name}",
  ", for {name}",
  ", asked for by {name}",
];
const city = [
  ", city: {city}",
  ", located in {city}",
  ", that is in {city}",
  ", in {city}",
  ", place {city}",
  ", location: {city}",
  ", in the town of {city}",
  ", somewhere in {city}",
  ", to be found in {city}",
  " in {city}",
  ", {city}",
  ", city {city}",
  ", place: {city}",
  " over in {city}",
  ", it is in {city}",
];
const toCity = [
  ", to {city}",
  ", ship to {city}",
  ", deliver it to {city}",
  ", city: {city}",
  ", it goes to {city}",
  ", to be sent to {city}",
  ", for delivery in {city}",
  ", place: {city}",
  ", headed for {city}",
  " to {city}",
  ", send it to {city}",
  ", going to {city}",
  ", destination {city}",
  ", bound for {city}",
  ", ship it to {city}",
];
const date = [
  ", on {date}",
  ", date: {date}",
  ", day {date}",
  ", the date is {date}",
  ", on the day {date}",
  ", scheduled for {date}",
  ", when: {date}",
  ", due {date}",
  ", it is on {date}",
  " on {date}",
  ", {date}",
  ", date {date}",
  ", that is {date}",
  ", day: {date}",
  ", for {date}",
];
const time = [
  ", at {time}",
  ", time: {time}",
  ", the time is {time}",
  ", {time} sharp",
  ", from {time} on",
  ", at exactly {time}",
  ", hour: {time}",
  ", let us say {time}",
  ", when: {time}",
  " at {time}",
  ", {time}",
  ", time {time}",
  ", around {time}",
  ", at about {time}",
  ", clock: {time}",
];
const price = [
  ", price: {price}",
  ", for {price}",
  ", cost {price}",
  ", cost: {price}",
  ", the price is {price}",
  ", total: {price}",
  ", amount {price}",
  ", it is {price}",
  ", {price} altogether",
  " for {price}",
  ", price {price}",
  ", it costs {price}",
  ", total {price}",
  ", {price} in all",
  ", to pay: {price}",
];
const email = [
  ", email: {email}",
  ", e-mail {email}",
  ", mail: {email}",
  ", contact {email}",
  ", the email is {email}",
  ", email me at {email}",
  ", my email is {email}",
  ", answer to {email}",
  ", mail {email}",
  ", email {email}",
  ", mail to {email}",
  ", reach me at {email}",
  ", {email}",
  ", write to {email}",
  ", my address is {email}",
];
const phone = [
  ", phone: {phone}",
  ", tel {phone}",
  ", telephone {phone}",
  ", phone number {phone}",
  ", the number is {phone}",
  ", call me on {phone}",
  ", my phone is {phone}",
  ", mobile {phone}",
  ", dial {phone}",
  ", phone {phone}",
  ", call {phone}",
  ", tel. {phone}",
  ", my number is {phone}",
  ", ring {phone}",
  ", reachable at {phone}",
];
const code = [
  ", code: {code}",
  ", order number {code}",
  ", order no. {code}",
  ", ref. {code}",
  ", reference: {code}",
  ", id {code}",
  ", the code is {code}",
  ", number {code}",
  ", under the number {code}",
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
    words: ["sale", "purchase order", "shop message", "customer order", "order", "purchase", "order message", "request to buy", "sales note"],
    heads: [
      "{name} orders {count} {item}", "{name} buys {count} {item}", "{name} wants to buy a {item}",
      "{name} needs {count} {item}", "{name} asked for {count} {item}", "{name} takes {count} {item}",
      "{name} has ordered a {item}", "I would like to order a {item}", "I'd like {count} {item}", "I need a {item}",
      "we need {count} {item}", "we would like to order {count} {item}", "order from {name}: {item}",
      "order for {name}: {count} {item}", "order {count} {item}", "order {code}: {count} {item}",
      "order {code} by {name}, {item}", "new order {code}: {item}", "please send me a {item}",
      "can I get {count} {item}", "{item}, quantity {count}", "purchase: {count} {item}",
      "sold: a {item}", "a customer ordered {count} {item}", "deliver {count} {item} to {name}",
      "{name} ordered {count} {item}", "{name} would like {count} {item}", "please send {count} {item} to {name}",
      "new order from {name}: {count} {item}", "order: {item}, {count} pieces", "{name} bought a {item}",
      "I want to buy a {item}", "a {item} was ordered", "{count} {item} for {name}",
      "{name} has put {count} {item} in the cart", "we sold {count} {item}",
    ].map(head),
    clauses: { name, price, city: toCity, date, code, phone, email, count: [
        ", count {count}", ", quantity: {count}", ", as many as {count}", ", number of pieces {count}",
        ", make that {count}", ", pieces: {count}", ", all in all {count} of them", ", we need {count}",
        ", that is {count} pieces", ", {count} of them", ", quantity {count}", ", {count} pieces", ", times {count}",
        ", in total {count}", ", {count} units",
      ] },
  },
  {
    id: "contact",
    words: ["contact note", "address card", "signature", "profile", "contact", "address", "introduction", "greeting", "business card"],
    heads: [
      "hi, this is {name}", "hi, I'm {name}", "hello, my name is {name}", "hello from {name}", "I am {name}",
      "I'm {name}", "it's {name}", "name: {name}", "contact details of {name}", "contact details: {name}",
      "business card: {name}", "this card belongs to {name}", "{name} works at {company}", "{name} of {company}",
      "{name} lives in {city}", "{name}, {company}", "{name}, {city}", "best regards, {name}", "please add {name}",
      "save {name} to the contacts", "someone from {company}", "a contact at {company}", "a contact in {city}",
      "my friend {name}", "our man in {city}", "you spoke with {name}", "this is {name}", "my name is {name}",
      "{name} here", "hello, I am {name}", "contact: {name}", "{name} speaking", "new contact {name}",
      "{name} from {city}", "a card from {company}", "you can write to {name}", "meet {name}",
    ].map(head),
    clauses: { city: [
        ", city: {city}", ", in {city}", ", living in {city}", ", lives in {city}", ", from the city of {city}",
        ", resident of {city}", ", town {city}", ", currently in {city}", ", my city is {city}", " from {city}",
        ", {city}", ", I live in {city}", ", based in {city}", ", home is {city}", ", located in {city}",
      ], company: [
        ", company: {company}", ", works at {company}", ", works for {company}", ", with {company}",
        ", firm: {company}", ", at {company}", ", I am with {company}", ", on the staff of {company}",
        ", employer: {company}", " of {company}", ", I work at {company}", ", company {company}", ", {company}",
        ", employed by {company}", ", my firm is {company}",
      ], email, phone },
  },
  {
    id: "booking",
    words: ["hotel booking", "room request", "travel note", "travel request", "booking", "reservation", "trip", "stay", "hotel request"],
    heads: [
      "book a hotel in {city} for {name}", "book a hotel for {name}", "book a room for {name}", "booking for {name}",
      "booking: {name}", "booking {code} for {name}", "new booking {code}", "reservation {code} for {name}",
      "reservation in {city}", "reserve a room in {city}", "reserve a room for {name}",
      "please reserve a room for {name}", "a room for {name}", "a room in {city}",
      "a double room in {city} for {name}", "{name} books a room in {city}", "{name} would like a room in {city}",
      "{name} is looking for a room in {city}", "{name} goes to {city}", "{name} flies to {city}",
      "{name} visits {city}", "{name} will be in {city}", "I need a room in {city}", "I would like to stay in {city}",
      "we need a hotel in {city}", "I'm {name} and I need a room", "book a room in {city} for {name}",
      "{name} travels to {city}", "reservation for {name}", "a hotel in {city}", "{name} needs a hotel in {city}",
      "hotel for {name}", "{name} stays in {city}", "trip to {city}", "booking by {name}",
      "a bed in {city} for {name}", "{name} wants to sleep in {city}",
    ].map(head),
    clauses: { name, city, date, price, code, phone, email, time: [
        ", arrives at {time}", ", arrival: {time}", ", arrival time {time}", ", arriving around {time}",
        ", check-in at {time}", ", check-in: {time}", ", coming at {time}", ", landing at {time}",
        ", we get there at {time}", ", arriving at {time}", ", arrival {time}", ", check-in {time}",
        ", comes at {time}", ", there by {time}", ", expect me at {time}",
      ] },
  },
  {
    id: "event",
    words: ["calendar entry", "notice", "poster", "date reminder", "event", "invitation", "announcement", "save-the-date", "calendar note"],
    heads: [
      "{event}", "{event}, with {name}", "{event}, in {city}", "{event} of {name}", "{event} at {name}'s place",
      "{event}: all are welcome", "invitation: {event}", "invitation to the {event}",
      "invitation from {name}: {event}", "you are invited to the {event}", "we invite you to the {event}",
      "we are having a {event}", "the next {event}", "the {event} is coming up", "the {event} in {city}",
      "the {event} with {name}", "there will be a {event}", "there is a {event} in {city}",
      "{name} organises the {event}", "{name} is having a {event}", "{name} announces a {event}",
      "save the date for the {event}", "upcoming: {event}", "note: {event}", "reminder: {event} with {name}",
      "please come to the {event}", "{event} with {name}", "{name} invites you to the {event}",
      "the {event} takes place", "reminder of the {event}", "{event} in {city}", "join us for the {event}",
      "don't miss the {event}", "{name} plans a {event}", "come to the {event}", "{name} hosts the {event}",
      "you are welcome at the {event}",
    ].map(head),
    clauses: { name: [
        ", host: {name}", ", host {name}", ", organised by {name}", ", together with {name}", ", contact: {name}",
        ", led by {name}", ", speaker: {name}", ", {name} invites you", ", {name} hosts it", " with {name}",
        ", hosted by {name}", ", {name} will be there", ", ask {name}", ", run by {name}", ", {name} is the host",
      ], city, date, time, price: [
        ", ticket: {price}", ", entrance {price}", ", admission {price}", ", price: {price}",
        ", a ticket costs {price}", ", tickets cost {price}", ", for {price}", ", it is {price} per person",
        ", to get in you pay {price}", ", tickets {price}", ", entry {price}", ", it costs {price}",
        ", price {price}", ", {price} at the door", ", fee {price}",
      ], email, phone },
  },
  {
    id: "delivery",
    words: ["parcel message", "package note", "tracking note", "shipping note", "delivery", "parcel note", "shipment", "dispatch note", "delivery note"],
    heads: [
      "parcel {code} is on its way", "parcel {code} to {name}", "parcel for {name}", "parcel for {name}: a {item}",
      "package {code} for {name}", "package for {name}", "package {code} was sent", "package {code} has been shipped",
      "shipment {code}", "shipment {code} for {name}", "shipment of a {item} to {name}",
      "delivery {code}: one {item}", "delivery {code} for {name}", "delivery for {name}", "the {item} is on its way",
      "the {item} has left the warehouse", "the {item} was shipped to {name}", "a {item} for {name}",
      "a {item} will be delivered to {name}", "{name}, your {item} is coming",
      "{name}, your parcel {code} is on its way", "{name} receives a {item}", "{name} will get parcel {code}",
      "we have shipped the {item}", "we sent parcel {code} to {name}", "your parcel {code} with a {item}",
      "parcel {code} for {name}", "delivery of a {item}", "a {item} is on its way to {name}",
      "parcel {code} has left", "shipment {code}, one {item}", "{name} gets a {item}",
      "the {item} for {name} was sent", "your {item} will arrive", "deliver the {item} to {name}",
      "package {code} with a {item}", "{name} is waiting for parcel {code}",
    ].map(head),
    clauses: { name, city: toCity, date, time, code, price, phone },
  },
  {
    id: "repair",
    words: ["repair note", "fault report", "defect report", "service request", "repair request", "ticket", "report", "damage report", "maintenance note"],
    heads: [
      "the {item} is broken", "the {item} does not work", "the {item} in the {room} does not work",
      "the {item} in the {room} is damaged", "the {item} in the {room} needs repair",
      "the {item} from the {room} has a defect", "the {item} has stopped working", "a broken {item} in the {room}",
      "a broken {item}, says {name}", "broken: {item} in the {room}", "defect {item} in the {room}",
      "repair the {item} in the {room}", "repair of the {item}", "repair request {code}: {item}",
      "ticket {code}: the {item} in the {room}", "ticket {code}: problem in the {room}", "ticket {code} from {name}",
      "{name} reports a problem in the {room}", "{name} reports that the {item} is broken",
      "{name} says that the {item} in the {room} is broken", "{name} wants the {item} repaired",
      "{name} complains about the {item}", "something is wrong with the {item}", "something in the {room} is broken",
      "please have the {item} repaired", "please come and fix the {item}", "the {item} in the {room} is broken",
      "{name} reports a broken {item}", "please fix the {item} in the {room}", "ticket {code}: {item} does not work",
      "repair needed in the {room}", "{name} says the {item} is damaged", "problem in the {room} of {name}",
      "the {item} of {name} needs repair", "a defect in the {room}", "somebody must look at the {item}",
      "the {room} has a faulty {item}",
    ].map(head),
    clauses: { name: [
        ", says {name}", ", reporter: {name}", ", reported by: {name}", ", contact {name}", ", {name} reported it",
        ", {name} noticed it", ", noticed by {name}", ", from {name}", ", speak to {name}", ", reported by {name}",
        ", {name} says", ", call {name}", ", ask for {name}", ", see {name}", ", {name} knows more",
      ], date, time, code, phone, email, price: [
        ", cost: {price}", ", cost {price}", ", estimated at {price}", ", estimated cost {price}",
        ", the repair costs {price}", ", repair cost {price}", ", budget: {price}", ", up to {price}",
        ", offer: {price}", ", it will cost {price}", ", estimate {price}", ", budget {price}", ", price {price}",
        ", for about {price}", ", costs: {price}",
      ] },
  },
];

/** Every field that a kind of record can contain. */
export const fieldsOf = (kind: RecordKind): FieldId[] => [
  ...new Set([...kind.heads.flatMap((head) => head.fields), ...(Object.keys(kind.clauses) as FieldId[])]),
];
