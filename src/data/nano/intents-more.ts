/** @file The other half of the tools' intents. */

import type { Intent } from "./intents.js";
import * as values from "./values.js";

export const moreIntents: readonly Intent[] = [
  {
    id: "note",
    verbs: ["write", "save", "take", "add", "create"],
    nouns: ["note", "memo", "notes"],
    slots: [{ id: "text", spellings: ["text", "content", "note", "body"], value: values.from(values.tasks) }],
    does: ["writes a note", "saves a note", "takes down a memo", "stores a short text as a note", "adds a note"],
    requests: [
      "note: {text}", "write down: {text}", "take a note: {text}", "save this note, {text}", "make a note to {text}",
      "add to my notes: {text}", "note down {text}", "new note, {text}", "please note {text}", "can you write down {text}",
      "put in my notes: {text}", "keep a note that says {text}", "jot down {text}", "memo: {text}",
    ],
  },
  {
    id: "route",
    verbs: ["find", "get", "plan", "show", "start"],
    nouns: ["route", "directions", "navigation", "way"],
    slots: [{ id: "to", spellings: ["to", "destination", "target", "end"], value: values.from(values.cities) }],
    does: ["finds the way to a place", "plans a route", "gives directions", "starts the navigation", "shows how to get somewhere"],
    requests: [
      "how do I get to {to}", "take me to {to}", "navigate to {to}", "directions to {to}", "show me the way to {to}",
      "route to {to}", "find a route to {to}", "drive me to {to}", "I have to go to {to}", "how can I reach {to}",
      "plan the way to {to}", "what is the best way to {to}", "guide me to {to}", "which road goes to {to}",
    ],
    extra: {
      id: "from", spellings: ["from", "origin", "start", "source"], value: values.from(values.cities),
      clauses: [" from {from}", ", starting in {from}", " coming from {from}", ", I am in {from}", " out of {from}", ", I leave from {from}"],
    },
  },
  {
    id: "translate",
    verbs: ["get", "make", "run", "create", "fetch"],
    nouns: ["translation", "translator", "translated_text"],
    slots: [
      { id: "text", spellings: ["text", "phrase", "input", "source_text"], value: values.from(values.phrasesToTranslate) },
      { id: "language", spellings: ["language", "to", "target", "lang"], value: values.from(values.languages) },
    ],
    does: ["translates a text", "translates into another language", "gives a translation", "says a phrase in another language", "turns a phrase into a language"],
    requests: [
      "translate {text} into {language}", "how do you say {text} in {language}", "what is {text} in {language}",
      "say {text} in {language}", "{language} for {text}", "translate to {language}: {text}", "put {text} into {language}",
      "I need {text} in {language}", "can you translate {text} to {language}", "give me the {language} for {text}",
      "in {language}, please: {text}", "what would {text} be in {language}", "turn this into {language}: {text}",
      "tell me how {text} goes in {language}",
    ],
  },
  {
    id: "convert",
    verbs: ["convert", "exchange", "change", "calculate"],
    nouns: ["currency", "money", "exchange_rate"],
    slots: [
      { id: "amount", spellings: ["amount", "value", "sum", "quantity"], value: values.amount },
      { id: "from", spellings: ["from", "source", "from_currency", "base"], value: (random) => random.pick(values.currencies) },
      { id: "to", spellings: ["to", "target", "to_currency", "into"], value: (random) => random.pick(values.currencies) },
    ],
    does: ["converts money", "converts a currency", "changes an amount into another currency", "exchanges money", "calculates a sum in another currency"],
    requests: [
      "convert {amount} {from} to {to}", "how much is {amount} {from} in {to}", "{amount} {from} in {to}",
      "change {amount} {from} into {to}", "what is {amount} {from} in {to}", "I have {amount} {from}, how much is that in {to}",
      "exchange {amount} {from} for {to}", "what do I get in {to} for {amount} {from}", "turn {amount} {from} into {to}",
      "can you convert {amount} {from} into {to}", "how many {to} are {amount} {from}", "from {from} to {to}, {amount}",
      "what are {amount} {from} worth in {to}", "swap {amount} {from} for {to}",
    ],
  },
  {
    id: "stock",
    verbs: ["get", "check", "show", "fetch", "query"],
    nouns: ["stock", "share_price", "quote", "stock_price"],
    slots: [{ id: "company", spellings: ["company", "symbol", "ticker", "firm"], value: values.from(values.companies) }],
    does: ["gets the price of a stock", "looks up a share price", "tells what a share costs", "gives a stock quote", "checks a company's stock"],
    requests: [
      "what is the stock price of {company}", "how is {company} doing on the stock market", "{company} stock", "share price of {company}",
      "how much is one share of {company}", "check the {company} stock", "what do {company} shares cost", "stock quote for {company}",
      "show me the share price of {company}", "is {company} stock up", "how are {company} shares doing", "price of {company} stock",
      "what is a {company} share worth", "look at the stock of {company}",
    ],
  },
  {
    id: "search",
    verbs: ["search", "find", "look_up", "query", "browse"],
    nouns: ["web", "internet", "online", "web_pages"],
    slots: [{ id: "query", spellings: ["query", "q", "keywords", "topic"], value: values.from(values.topics) }],
    does: ["searches the web", "looks something up online", "finds web pages", "searches the internet", "runs a web search"],
    requests: [
      "search for {query}", "look up {query}", "find something about {query}", "google {query}", "search the web for {query}",
      "what can you find on {query}", "look online for {query}", "I want to read about {query}", "web search: {query}",
      "find pages about {query}", "can you search for {query}", "find out about {query}", "see what the internet says about {query}",
      "do a web search on {query}",
    ],
  },
  {
    id: "food",
    verbs: ["order", "buy", "request", "get"],
    nouns: ["food", "meal", "dish", "takeaway"],
    slots: [{ id: "dish", spellings: ["dish", "item", "meal", "food"], value: values.from(values.dishes) }],
    does: ["orders food", "orders a meal", "gets a dish delivered", "buys takeaway food", "places a food order"],
    requests: [
      "order {dish}", "I want to eat {dish}", "I am hungry, get me {dish}", "get {dish} delivered", "order some {dish} for me",
      "I would like {dish} for dinner", "please order {dish}", "bring me {dish}", "can you order {dish}", "I feel like eating {dish}",
      "food order: {dish}", "have {dish} sent to my place", "dinner tonight should be {dish}", "let us eat {dish}",
    ],
    extra: {
      id: "count", spellings: ["count", "quantity", "portions", "number"], value: (random) => `${random.between(2, 9)}`,
      clauses: [", {count} portions", ", {count} times", " for {count} people", ", {count} of them", ", make it {count}", ", we are {count} people"],
    },
  },
  {
    id: "taxi",
    verbs: ["book", "call", "order", "request", "get"],
    nouns: ["taxi", "ride", "cab", "car_ride"],
    slots: [{ id: "place", spellings: ["place", "destination", "to", "drop_off"], value: values.from(values.places) }],
    does: ["books a taxi", "orders a ride", "gets a cab to a place", "calls a taxi", "books a car ride"],
    requests: [
      "book a taxi to {place}", "get me a cab to {place}", "I need a ride to {place}", "order a taxi to {place}", "taxi to {place}",
      "call a taxi to {place}", "I want a cab to {place}", "can you get a ride to {place}", "please book a ride to {place}",
      "a cab to {place}, please", "find me a taxi to {place}", "get a car to bring me to {place}", "have a cab take me to {place}",
      "I could use a taxi to {place}",
    ],
    extra: {
      id: "time", spellings: ["time", "when", "pickup_time", "at"], value: values.time,
      clauses: [" at {time}", ", {time}", " for {time}", ", pick me up at {time}", ", leaving at {time}", ", I leave at {time}"],
    },
  },
  {
    id: "email",
    verbs: ["send", "write", "compose", "draft"],
    nouns: ["email", "mail", "letter"],
    slots: [
      { id: "person", spellings: ["to", "recipient", "address", "receiver"], value: values.email },
      { id: "subject", spellings: ["subject", "title", "topic", "about"], value: values.from(values.events) },
    ],
    does: ["sends an email", "writes an email", "composes a mail to an address", "drafts an email with a subject", "sends a mail"],
    requests: [
      "email {person} about {subject}", "send an email to {person} about {subject}", "write a mail to {person}, subject {subject}",
      "mail {person} about the {subject}", "I want to email {person} about {subject}", "new email to {person}: {subject}",
      "compose a mail to {person} with the subject {subject}", "can you email {person}, it is about {subject}",
      "draft an email on {subject} for {person}", "send {person} an email, subject: {subject}", "email to {person}, {subject}",
      "write {person} an email about {subject}", "a mail about {subject} should go to {person}", "contact {person} by email about {subject}",
    ],
  },
  {
    id: "shopping",
    verbs: ["add_to", "update", "put_on", "extend"],
    nouns: ["shopping_list", "cart", "basket", "groceries"],
    slots: [{ id: "item", spellings: ["item", "product", "thing", "entry"], value: values.from(values.items) }],
    does: ["adds an item to the shopping list", "puts a product in the cart", "updates the shopping list", "puts something on the shopping list", "adds a product to buy"],
    requests: [
      "add a {item} to the shopping list", "put a {item} on my list", "we need to buy a {item}", "shopping list: {item}",
      "add {item} to my cart", "I have to buy a {item}", "put {item} in the basket", "can you add a {item} to the list",
      "we are out of this, add it: {item}", "list a {item} for shopping", "a {item} for the shopping list", "I must not forget to buy a {item}",
      "next time at the shop, a {item}", "throw a {item} in the cart",
    ],
  },
  {
    id: "volume",
    verbs: ["set", "change", "adjust", "control"],
    nouns: ["volume", "loudness", "sound_level"],
    slots: [{ id: "level", spellings: ["level", "percent", "value", "amount"], value: values.percent }],
    does: ["sets the volume", "changes how loud it is", "adjusts the volume", "controls the sound level", "makes the sound louder or quieter"],
    requests: [
      "volume to {level}", "set the volume to {level}", "turn the sound to {level}", "make it {level} loud", "put the volume at {level}",
      "change the volume to {level}", "I want the sound at {level}", "can you set the sound to {level}", "adjust the volume to {level}",
      "turn it to {level} volume", "sound level {level}", "volume {level}", "let the sound be at {level}", "loudness should be {level}",
    ],
  },
  {
    id: "lock",
    verbs: ["lock", "close", "secure", "shut"],
    nouns: ["door", "doors", "door_lock"],
    slots: [{ id: "room", spellings: ["door", "room", "which", "place"], value: values.from(values.rooms) }],
    does: ["locks a door", "locks the door of a room", "closes a lock", "secures a door", "shuts a door"],
    requests: [
      "lock the {room} door", "lock the door of the {room}", "close the {room} door", "make sure the {room} is locked", "lock up the {room}",
      "secure the {room} door", "can you lock the {room}", "shut the door to the {room}", "please lock the {room}", "lock the {room} now",
      "is the {room} door locked, if not lock it", "the {room} door should be locked", "bolt the {room} door", "lock the door in the {room}",
    ],
  },
];
