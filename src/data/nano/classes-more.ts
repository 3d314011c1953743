/** @file More tasks of classification: urgency, spam, kinds of sentences, register, emotion, language, tense, contents. */

import type { ClassTask } from "./class-task.js";
import * as values from "./values.js";

// prettier-ignore
const thing = ["printer", "server", "door", "heating", "invoice", "report", "website", "lift", "coffee machine",
  "projector", "form", "parking card"];
const place = ["garden", "office", "kitchen", "station", "park", "school", "library", "market"];

// prettier-ignore
export const moreClassTasks: readonly ClassTask[] = [
  {
    id: "urgency",
    aspects: ["the urgency", "the priority", "the importance", "the level of urgency"],
    things: ["ticket", "message", "request", "email", "report", "text"],
    counts: [2],
    pools: { thing, name: values.names },
    classes: [
      {
        id: "urgent", labels: ["urgent", "high", "critical", "now", "important", "hot", "rush"], is: ["urgent",
          "important", "something that can't wait", "high priority"],
        texts: [
          "the {thing} is on fire", "we need the {thing} right now", "emergency, the {thing} is down",
          "{name} is hurt, come at once",
          "fix the {thing} immediately", "everything stopped because of the {thing}", "urgent: the {thing} failed",
          "the {thing} must work within the hour",
          "I can't wait, the {thing} is broken", "customers are locked out, repair the {thing} now",
          "help quickly, the {thing} is leaking", "as soon as possible, look at the {thing}",
        ],
      },
      {
        id: "normal", labels: ["normal", "low", "routine", "later", "minor", "cold", "calm"], is: ["not urgent",
          "routine", "something that can wait", "low priority"],
        texts: [
          "whenever you have time, check the {thing}", "no rush with the {thing}", "the {thing} could be nicer",
          "next month we may replace the {thing}",
          "just so you know, the {thing} is a bit slow", "at some point {name} would like a new {thing}",
          "an idea for the {thing}, no hurry",
          "please look at the {thing} some day", "the {thing} can wait until next week",
          "not important, but the {thing} makes a noise", "take your time with the {thing}",
          "if you are bored, clean the {thing}",
        ],
      },
    ],
  },
  {
    id: "spam",
    aspects: ["the kind", "the type", "the nature", "the spam status"],
    things: ["email", "mail", "message", "text", "letter"],
    counts: [2],
    pools: { name: values.names, event: values.events, item: values.items, price: values.price },
    classes: [
      {
        id: "spam", labels: ["spam", "junk", "trash", "block", "scam", "ads"], is: ["spam", "junk", "advertising",
          "unwanted"],
        texts: [
          "you won a {item}, click here", "claim your free {item} today", "cheap {item} only {price}, buy now",
          "congratulations, you have won {price}",
          "hot offer: {item} for {price}", "make money fast, {price} a day",
          "your account is locked, send your password", "last chance, {item} at half price",
          "exclusive deal for {name}: free {item}", "act now and get a {item}", "{price} cash prize waiting for you",
          "limited offer, {item} for nothing",
        ],
      },
      {
        id: "ham", labels: ["ham", "real", "inbox", "keep", "legit", "mail"], is: ["not spam", "a real message",
          "personal", "wanted"],
        texts: [
          "hi {name}, see you at the {event}", "the {event} is moved to Monday", "thanks for your help, {name}",
          "here are the notes of the {event}",
          "can you bring the {item} back, {name}", "{name} sent me the pictures", "are you coming to the {event}",
          "lunch tomorrow, {name}",
          "I left my {item} at your place", "mum says hello, {name}", "shall we meet before the {event}",
          "{name}, did you find your {item}",
        ],
      },
    ],
  },
  {
    id: "sentence",
    aspects: ["the kind", "the sentence type", "the grammatical mood", "the form"],
    things: ["sentence", "text", "line", "utterance"],
    counts: [2, 3, 3],
    pools: { name: values.names, city: values.cities, thing, place },
    classes: [
      {
        id: "question", labels: ["question", "ask", "query", "Q", "asking", "interrogative"], is: ["a question",
          "asking something", "an inquiry"],
        texts: [
          "where is the {thing}", "who lives in {city}", "did {name} go to the {place}", "why is the {thing} here",
          "how far is {city}", "does {name} like {city}",
          "when does the {place} open", "what is in the {place}", "have you seen {name}", "is the {thing} new",
        ],
      },
      {
        id: "statement", labels: ["statement", "fact", "claim", "S", "telling", "declarative"], is: ["a statement",
          "telling something", "a claim"],
        texts: [
          "the {thing} is in the {place}", "{name} lives in {city}", "{name} went to the {place}",
          "the {place} in {city} is large", "I saw {name} at the {place}",
          "{city} is far away", "the {place} opens at nine", "there is a {thing} in the {place}",
          "{name} has a new {thing}", "we like {city}",
        ],
      },
      {
        id: "command", labels: ["command", "order", "request", "C", "instruction", "imperative"], is: ["a command",
          "telling someone to do something", "an order"],
        texts: [
          "bring the {thing} to {name}", "go to the {place}", "open the {place} now", "call {name} in {city}",
          "take the {thing} away", "clean the {place}",
          "send {name} to {city}", "put the {thing} in the {place}", "wait for {name} at the {place}",
          "fix the {thing}",
        ],
      },
    ],
  },
  {
    id: "register",
    aspects: ["the register", "the style", "the formality", "the manner"],
    things: ["message", "letter", "text", "sentence", "email"],
    counts: [2],
    pools: { name: values.names, event: values.events, thing },
    classes: [
      {
        id: "formal", labels: ["formal", "official", "polite", "business", "suit", "stiff"], is: ["formal",
          "official", "in polite business language"],
        texts: [
          "dear Sir or Madam, I am writing about the {thing}", "we kindly ask you to return the {thing}",
          "yours sincerely, {name}", "I would be grateful if you could attend the {event}",
          "please find the {thing} enclosed", "we regret to inform you that the {event} is cancelled",
          "Mr {name}, we thank you for your letter", "it is our pleasure to invite you to the {event}",
          "should you require the {thing}, do not hesitate to ask",
          "with reference to the {event}, we remain at your disposal",
        ],
      },
      {
        id: "informal", labels: ["informal", "casual", "relaxed", "slang", "friendly", "loose"], is: ["informal",
          "casual", "in everyday slang"],
        texts: [
          "hey {name}, what's up", "gonna skip the {event}, sorry mate", "lol the {thing} is dead again",
          "cool, see ya at the {event}", "yo {name}, got the {thing}",
          "nah, can't make it to the {event}", "thx for the {thing}, buddy", "wanna come to the {event}",
          "dude, {name} broke the {thing}", "ok bye, gotta run to the {event}",
        ],
      },
    ],
  },
  {
    id: "emotion",
    aspects: ["the emotion", "the feeling", "the mood", "the main emotion"],
    things: ["message", "diary entry", "post", "text", "sentence"],
    counts: [2, 3, 4],
    pools: { name: values.names, event: values.events, place },
    classes: [
      {
        id: "joy", labels: ["joy", "happy", "glad", "cheerful", "smile", "joyful"], is: ["happy", "full of joy",
          "cheerful"],
        texts: [
          "I am so happy about the {event}", "{name} made me smile today", "we laughed all day at the {place}",
          "what a joy to see {name}", "I could dance, the {event} went well",
          "hooray, {name} is coming", "best day ever at the {place}", "I am glad that {name} came",
          "the {event} filled me with joy", "such fun with {name} at the {place}",
        ],
      },
      {
        id: "sadness", labels: ["sad", "sadness", "grief", "blue", "tears", "sorrow"], is: ["sad", "full of grief",
          "down"],
        texts: [
          "I cried after the {event}", "I miss {name} so much", "{name} left and my heart is heavy",
          "I feel so lonely at the {place}", "tears all day because of {name}",
          "nobody came to the {event}, I feel down", "I am sad that {name} is gone",
          "my heart is broken, {name} said goodbye", "the {event} left me in tears",
          "without {name} the {place} is empty and sad",
        ],
      },
      {
        id: "anger", labels: ["angry", "anger", "mad", "rage", "furious", "annoyed"], is: ["angry", "full of anger",
          "furious"],
        texts: [
          "I am so angry at {name}", "how dare {name} ruin the {event}", "I am furious about the {event}",
          "{name} makes my blood boil", "I could scream, {name} lied to me",
          "stop shouting at the {place}, I am mad", "{name} is driving me mad", "I hate how {name} treated me",
          "the {event} made me furious", "{name} makes me so mad",
        ],
      },
      {
        id: "fear", labels: ["fear", "afraid", "scared", "worried", "panic", "anxious"], is: ["afraid",
          "full of fear", "worried"],
        texts: [
          "I am scared of the {event}", "I am afraid to see {name}", "my hands shake before the {event}",
          "I heard steps at the {place} and froze", "what if {name} gets hurt, I can't sleep",
          "the dark {place} frightens me", "I worry about {name} all the time", "I panic when I think of the {event}",
          "the {event} gives me nightmares", "I dare not enter the {place}",
        ],
      },
    ],
  },
  {
    id: "language",
    aspects: ["the language", "the original language", "the tongue"],
    things: ["text", "sentence", "phrase", "message"],
    counts: [2, 3, 4],
    pools: { name: values.names, city: values.cities },
    classes: [
      {
        id: "english", labels: ["English", "en", "eng", "EN", "british"], is: ["English", "in English",
          "written in English"],
        texts: ["{name} lives in {city}", "where is {name}", "the train to {city} is late",
          "{name} and I go to {city}", "I love {city}", "good morning {name}", "we are in {city} today",
          "{name} has a house in {city}"],
      },
      {
        id: "french", labels: ["French", "fr", "fra", "FR", "français"], is: ["French", "in French",
          "written in French"],
        texts: ["{name} habite à {city}", "où est {name}", "le train pour {city} est en retard",
          "{name} et moi allons à {city}", "j'aime {city}", "bonjour {name}", "nous sommes à {city}",
          "{name} a une maison à {city}"],
      },
      {
        id: "german", labels: ["German", "de", "deu", "DE", "deutsch"], is: ["German", "in German",
          "written in German"],
        texts: ["{name} wohnt in {city}", "wo ist {name}", "der Zug nach {city} ist zu spät",
          "{name} und ich fahren nach {city}", "ich liebe {city}", "guten Morgen {name}", "wir sind heute in {city}",
          "{name} hat ein Haus in {city}"],
      },
      {
        id: "spanish", labels: ["Spanish", "es", "spa", "ES", "español"], is: ["Spanish", "in Spanish",
          "written in Spanish"],
        texts: ["{name} vive en {city}", "dónde está {name}", "el tren a {city} llega tarde",
          "{name} y yo vamos a {city}", "me gusta {city}", "buenos días {name}", "hoy estamos en {city}",
          "{name} tiene una casa en {city}"],
      },
    ],
  },
  {
    id: "tense",
    aspects: ["the tense", "the time", "the grammatical tense", "the point in time"],
    things: ["sentence", "text", "line", "message"],
    counts: [2],
    pools: { name: values.names, city: values.cities, place },
    classes: [
      {
        id: "past", labels: ["past", "before", "done", "over", "history", "was"], is: ["in the past",
          "about the past", "about what has happened"],
        texts: [
          "{name} went to {city}", "we visited the {place} yesterday", "last year {name} lived in {city}",
          "I saw {name} at the {place}", "{name} was born in {city}",
          "they closed the {place} in March", "the {place} was empty", "{name} called me an hour ago",
          "we had lunch in {city}", "{name} built the {place}",
        ],
      },
      {
        id: "future", labels: ["future", "after", "plan", "soon", "upcoming", "will"], is: ["in the future",
          "about the future", "about what will happen"],
        texts: [
          "{name} will go to {city}", "we are going to visit the {place} tomorrow",
          "next year {name} will live in {city}", "I will see {name} at the {place}",
          "soon {name} will be in {city}",
          "they will close the {place} in March", "the {place} will be empty", "{name} will call me in an hour",
          "we will have lunch in {city}", "{name} is going to build the {place}",
        ],
      },
    ],
  },
  {
    id: "contents",
    aspects: ["the content", "the contents", "the main thing", "the gist"],
    things: ["text", "sentence", "line", "note"],
    counts: [2, 3],
    pools: { name: values.names, city: values.cities, n: Array.from({ length: 80 }, (_, i) => `${i + 2}`), thing },
    classes: [
      {
        id: "person", labels: ["person", "people", "human", "someone", "who", "name"], is: ["about a person",
          "one that names a person", "one with somebody's name"],
        texts: [
          "ask {name} about it", "{name} has the {thing}", "I met {name} there", "the {thing} belongs to {name}",
          "say hello to {name}", "{name} is right", "it was {name} again", "the idea came from {name}",
        ],
      },
      {
        id: "place", labels: ["place", "city", "location", "town", "where", "geography"], is: ["about a city",
          "one that names a city", "one with the name of a place"],
        texts: [
          "we are in {city}", "{city} is nice", "the {thing} comes from {city}", "it rains in {city}",
          "a map of {city}", "the road to {city}", "{city} by night", "the shops of {city}",
        ],
      },
      {
        id: "number", labels: ["number", "amount", "count", "digits", "quantity", "figure"], is: ["about a number",
          "one with a number in it", "one that gives a quantity"],
        texts: [
          "we have {n} of them", "{n} people came", "it costs {n} dollars", "the {thing} weighs {n} kilos",
          "page {n} is missing", "only {n} days left", "a {thing} for {n} guests", "{n} is enough",
        ],
      },
    ],
  },
];
