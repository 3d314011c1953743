/** @file Records as people tell them of themselves: who they are, where they go, what they buy, lose and reserve. */

import { head, type RecordKind } from "./record.js";

// prettier-ignore
const age = [
  ", aged {age}", ", {age} years old", ", age {age}", " and {age} years old", ", age: {age}", ", just turned {age}", ", {age} years of age", ", {age} this year", ", who is {age}", ", turning {age} soon",
];
// prettier-ignore
const job = [
  ", works as a {job}", ", a {job}", ", job: {job}", " and works as a {job}", ", a {job} by trade", ", once a {job}", ", now a {job}", ", occupation: {job}", ", employed as a {job}", ", trained as a {job}",
];
// prettier-ignore
const colour = [", in {colour}", ", color: {colour}", ", colour {colour}", ", the {colour} one", ", it is {colour}", ", painted {colour}", ", {colour} in color", ", it should be {colour}"];
// prettier-ignore
const pet = [", has a {pet}", " and a {pet}", ", owner of a {pet}", ", with a {pet}", ", lives with a {pet}", ", and the {pet} comes along", ", brings a {pet}", ", pet: {pet}"];
// prettier-ignore
const city = [", in {city}", " in {city}", ", near {city}", ", city: {city}", ", that was in {city}", ", here in {city}", ", somewhere around {city}", ", place: {city}"];
// prettier-ignore
const name = [", for {name}", ", says {name}", ", my name is {name}", ", name: {name}", ", under the name {name}", ", yours {name}", ", I am {name}", ", thanks, {name}", ", ask for {name}"];
// prettier-ignore
const date = [" on {date}", ", on {date}", ", {date}", ", date: {date}", ", that is {date}", ", it was {date}", ", day: {date}", ", for {date}"];
// prettier-ignore
const time = [" at {time}", ", at {time}", ", around {time}", ", {time}", ", time: {time}", ", from {time}", ", let's say {time}", ", at about {time}"];
// prettier-ignore
const price = [" for {price}", ", for {price}", ", price {price}", ", it costs {price}", ", that makes {price}", ", price: {price}", ", {price} in total", ", at {price}"];
// prettier-ignore
const phone = [", call {phone}", ", phone {phone}", ", my number is {phone}", ", tel. {phone}", ", call me at {phone}", ", ring me on {phone}", ", phone: {phone}", ", text {phone}"];
// prettier-ignore
const email = [", mail {email}", ", email {email}", ", write to {email}", ", email: {email}", ", my email is {email}", ", you can mail {email}", ", answer to {email}", ", or mail {email}"];

// prettier-ignore
export const peopleKinds: readonly RecordKind[] = [
  {
    id: "person",
    words: ["introduction", "profile", "short bio", "self-description", "description of a person", "bio", "sentence about someone"],
    heads: [
      "I'm {name}", "my name is {name}", "I am {name} and I live in {city}", "I'm {name} from {city}", "{name} is {age} years old", "this is {name}", "{name} is a {job}", "{name} works as a {job} in {city}", "I am a {job}", "I'm {age} years old", "hello, I'm {name}, a {job} from {city}", "{name}, {age}, lives in {city}", "I live in {city}",
      "my friend {name} is a {job}", "meet {name}, a {job}", "{name} ({age}) is a {job}", "{name} moved to {city}", "I am {age} and work as a {job}", "they call me {name}", "{name} from {city} is {age}", "my sister {name} is {age} years old", "our neighbour {name} is a {job}", "{name} was born in {city}", "let me introduce {name}, {age} years old",
    ].map(head),
    clauses: { age, job, pet, city: [", from {city}", ", living in {city}", ", based in {city}", ", lives in {city}", ", at home in {city}", ", born in {city}", ", city: {city}"],
      language: [", speaks {language}", " and speaks {language}", ", language: {language}", ", fluent in {language}", ", learns {language}", ", a speaker of {language}", ", knows {language}"], phone, email },
  },
  {
    id: "journey",
    words: ["travel plan", "trip report", "ticket request", "driver's note", "travel message", "journey", "itinerary"],
    heads: [
      "I drove from {from} to {to}", "we go from {from} to {to}", "a ticket from {from} to {to}", "{name} flies from {from} to {to}", "the train from {from} to {to}", "from {from} to {to} please", "I want to go to {to}", "we leave {from}", "going to {to}", "{name} travels from {from} to {to}", "I need a ride from {from} to {to}", "take me to {to}",
      "the bus goes from {from} to {to}", "we start in {from} and end in {to}", "next stop {to}, coming from {from}", "moved goods from {from} to {to}", "how do I get from {from} to {to}", "{name} came to {to} from {from}", "one way from {from} to {to}", "I left {from} for {to}", "on the road from {from} to {to}", "flight from {from} to {to}",
    ].map(head),
    clauses: { from: [", starting in {from}", ", leaving from {from}", ", from {from}", ", start: {from}", ", departing from {from}", ", we set out in {from}", ", coming from {from}"],
      to: [", going to {to}", ", destination {to}", ", to {to}", ", bound for {to}", ", we want to reach {to}", ", headed to {to}", ", goal: {to}"],
      guests: [" with {guests} people", ", {guests} passengers", ", {guests} of us", ", for {guests} people", ", a group of {guests}", ", {guests} persons", ", we are {guests}"], date, time, price, phone },
  },
  {
    id: "table",
    words: ["table reservation", "restaurant booking", "message of a guest", "dinner request", "booking request", "guest's request", "restaurant request"],
    heads: [
      "a table for {guests}", "we'd like to book a table for {guests}", "{name} wants a table", "table for {guests} people, name {name}", "can we come with {guests} people", "dinner for {guests}", "a table please", "could I reserve a table for {guests}", "we are {guests} and would like to eat at your place", "do you have a table for {guests}", "lunch for {guests} people",
      "{name} here, we need a table for {guests}", "I'd like to come to dinner", "please keep a table for {name}", "{guests} seats please", "I want to book for {guests} persons", "is there room for {guests}", "hello, {name} would like to reserve", "party of {guests}", "we will be {guests}", "book a table for {name}", "there are {guests} of us",
    ].map(head),
    clauses: { guests: [", we are {guests}", ", {guests} people", ", for {guests} people", ", a party of {guests}", ", {guests} of us", ", {guests} guests", ", seats: {guests}"], name, date, time, phone, email },
  },
  {
    id: "sale",
    words: ["ad", "small ad", "shopping message", "customer's wish", "sales note", "message of a buyer", "offer"],
    heads: [
      "I bought a {item} for {price}", "the {item} costs {price}", "selling a {colour} {item}", "I want a {colour} {item}", "{name} sold the {item} for {price}", "for sale: {item}", "I paid {price} for the {item}", "looking for a {colour} {item}", "do you have a {item} in {colour}", "I need a {item}", "I'd like the {colour} {item}", "a {colour} {item} for {price}",
      "{name} bought a {colour} {item}", "is the {colour} {item} still there", "I sell my {item}", "we want {count} of the {item}", "send me {count} of the {item}", "{item}, {colour}, {price}", "my {item} is for sale", "I take the {item} for {price}", "the {colour} {item} please", "{name} offers a {item}",
    ].map(head),
    clauses: { colour, size: [", size {size}", ", in size {size}", ", size: {size}", ", I wear {size}", ", {size} would fit", ", it is a {size}", ", size is {size}"], price, city, name, date, phone },
  },
  {
    id: "lost",
    words: ["lost-pet notice", "found notice", "notice on the wall", "message about a pet", "pet report", "pet notice", "search notice"],
    heads: [
      "lost: a {colour} {pet}", "my {pet} ran away", "{name} found a {pet} in {city}", "looking for my {colour} {pet}", "we found a {colour} {pet}", "has anyone seen my {pet}", "a {pet} is missing", "found a {pet} near {city}", "our {colour} {pet} is gone", "{name} is looking for a {pet}", "the {pet} of {name} is missing", "a {colour} {pet} was seen in {city}", "I lost my {pet} in {city}",
      "somebody found a {pet}", "please help find our {pet}", "missing: {pet}", "{name} lost a {colour} {pet}", "this {pet} belongs to {name}", "a {pet} came to my door", "whose {colour} {pet} is this", "help, my {pet} is gone", "found: {colour} {pet}",
    ].map(head),
    clauses: { colour: [", {colour} in color", ", it is {colour}", ", color: {colour}", ", a {colour} one", ", all {colour}", ", its fur is {colour}", ", {colour} all over"], city, date, time, name: [", owner: {name}", ", ask for {name}", ", says {name}", ", contact {name}", ", yours {name}", ", my name is {name}", ", call {name}"], phone, email },
  },
];
