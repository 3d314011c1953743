/** @file Tasks of classification on sentences: their kind, language, tense and contents. */

import type { ClassTask } from "./class-task.js";
import { place, thing } from "./class-nouns.js";
import * as values from "./values.js";

// prettier-ignore
export const sentenceTasks: readonly ClassTask[] = [
  {
    id: "sentence",
    aspects: [
      "the type", "the type of sentence", "the sentence kind", "the clause type", "the function", "the kind",
      "the sentence type", "the grammatical mood", "the sort", "the form",
    ],
    things: [
      "phrase", "message", "piece of text", "sentence", "text", "line", "remark", "utterance",
    ],
    counts: [2, 3, 3],
    pools: { name: values.names, city: values.cities, thing, place },
    classes: [
      {
        id: "question", labels: [
          "question", "ask", "query", "Q", "asking", "interrogative", "asked", "what",
        ], is: [
          "a query", "one that asks something", "something that wants an answer", "a sentence that asks",
          "looking for information", "interrogative", "a question", "asking something", "an inquiry",
          "in need of a reply", "someone asking",
        ],
        texts: [
          "where did {name} put the {thing}", "where does {name} live", "where is the {place}",
          "where can I find the {place} in {city}", "who is {name}", "who has the {thing}", "who broke the {thing}",
          "who is at the {place}", "why did {name} leave {city}", "why does {name} need a {thing}",
          "why is the {place} closed", "what did {name} do in {city}", "what is the {thing} for",
          "what does {name} think of {city}", "when did {name} leave the {place}", "when is {name} back from {city}",
          "when will the {thing} work again", "which {thing} is the new one", "which {place} is closer",
          "how did {name} get to {city}", "how old is the {place}", "how does the {thing} work",
          "is {name} in {city}", "is {name} at the {place}", "is there a {thing} in the {place}",
          "are you from {city}", "are we near the {place}", "did you see the {thing}", "did the {thing} break",
          "does the {place} close at nine", "do you know {name}", "has {name} been to {city}",
          "was {name} at the {place}", "where is the {thing}", "who lives in {city}", "did {name} go to the {place}",
          "why is the {thing} here", "how far is {city}", "does {name} like {city}", "when does the {place} open",
          "what is in the {place}", "have you seen {name}", "is the {thing} new",
        ],
      },
      {
        id: "statement", labels: [
          "statement", "fact", "claim", "S", "telling", "declarative", "info", "said",
        ], is: [
          "a fact", "a plain statement", "one that tells something", "a sentence that tells", "giving information",
          "declarative", "a statement", "telling something", "a claim", "an assertion", "reporting how things are",
        ],
        texts: [
          "the {thing} is new", "the {thing} is broken", "the {thing} belongs to {name}",
          "the {thing} stands near the {place}", "the {thing} came from {city}", "the {place} is closed today",
          "the {place} is near the station", "the {place} was full", "the old {place} is in {city}",
          "{name} is at the {place}", "{name} is from {city}", "{name} likes the {place}",
          "{name} bought a {thing} in {city}", "{name} broke the {thing}", "{name} was in {city} last week",
          "{name} sold the {thing}", "{name} works at the {place}", "{city} has a {place}", "{city} is a fine town",
          "{city} lies by the sea", "there are two roads to {city}", "there is a {place} in {city}",
          "this is the {thing} of {name}", "this {thing} is mine", "my {thing} is in {city}",
          "my friend {name} moved to {city}", "our {place} is small", "we met {name} in {city}",
          "we have a new {thing}", "we went to the {place}", "I know {name} from {city}",
          "I forgot the {thing} at the {place}", "they built a {place} in {city}", "it rained in {city}",
          "the {thing} is in the {place}", "{name} lives in {city}", "{name} went to the {place}",
          "the {place} in {city} is large", "I saw {name} at the {place}", "{city} is far away",
          "the {place} opens at nine", "there is a {thing} in the {place}", "{name} has a new {thing}",
          "we like {city}",
        ],
      },
      {
        id: "command", labels: [
          "command", "order", "request", "C", "instruction", "imperative", "action",
        ], is: [
          "an instruction", "one that gives an order", "a sentence that tells someone what to do",
          "something to be done", "imperative", "a directive", "a command", "telling someone to do something",
          "an order", "a demand", "calling for an action",
        ],
        texts: [
          "bring {name} to {city}", "bring me the {thing}", "give {name} the {thing}", "give me the {thing}",
          "go home, {name}", "go to {city} with {name}", "come to the {place}", "come to {city} with me",
          "open the {thing}", "close the {place}", "leave the {place}", "leave the {thing} at the {place}",
          "look at the {thing}", "look for {name} in the {place}", "meet {name} at the {place}",
          "move the {thing} to the {place}", "don't go to the {place}", "don't touch the {thing}",
          "don't tell {name} about {city}", "tell {name} about the {thing}", "ask {name} for the {thing}",
          "drive to {city}", "drive {name} to the {place}", "take {name} to the {place}",
          "take the {thing} to {city}", "show {name} the {place}", "show me the {thing}", "stay in {city}",
          "stop at the {place}", "write to {name} in {city}", "repair the {thing}", "find {name}",
          "buy a {thing} in {city}", "carry the {thing} to the {place}", "follow {name} to the {place}",
          "bring the {thing} to {name}", "go to the {place}", "open the {place} now", "call {name} in {city}",
          "take the {thing} away", "clean the {place}", "send {name} to {city}", "put the {thing} in the {place}",
          "wait for {name} at the {place}", "fix the {thing}",
        ],
      },
    ],
  },
  {
    id: "language",
    aspects: [
      "the written language", "the language in use", "the language", "the original language",
      "the language that is spoken", "the tongue", "the source language", "the natural language",
    ],
    things: [
      "line", "piece of text", "remark", "text", "sentence", "phrase", "snippet", "message",
    ],
    counts: [2, 3, 4],
    pools: { name: values.names, city: values.cities },
    classes: [
      {
        id: "english", labels: [
          "English", "en", "eng", "EN", "british", "anglais",
        ], is: [
          "an English text", "a text in English", "English words", "in the English language", "English", "in English",
          "written in English", "of the English tongue", "what people in England write",
        ],
        texts: [
          "{name} is in {city}", "{name} works in {city}", "{name} is coming to {city} tomorrow",
          "{name} speaks with the teacher", "where is the station", "when does the train leave for {city}",
          "how are you, {name}", "thank you, {name}", "good night, {name}", "good evening, {name}",
          "my name is {name}", "my sister lives in {city}", "the weather in {city} is nice", "the house is big",
          "the children are playing in the garden", "I am going to {city}", "I have a friend in {city}",
          "I would like a coffee, please", "we are going home", "do you know {name}", "what is your name",
          "see you tomorrow, {name}", "{name} lives in {city}", "where is {name}", "the train to {city} is late",
          "{name} and I go to {city}", "I love {city}", "good morning {name}", "we are in {city} today",
          "{name} has a house in {city}",
        ],
      },
      {
        id: "french", labels: [
          "French", "fr", "fra", "FR", "français", "francais",
        ], is: [
          "a French text", "a text in French", "French words", "in the French language", "French", "in French",
          "written in French", "of the French tongue", "what people in France write",
        ],
        texts: [
          "{name} est à {city}", "{name} travaille à {city}", "{name} arrive demain à {city}",
          "{name} parle avec le professeur", "où est la gare", "quand part le train pour {city}",
          "comment vas-tu, {name}", "merci, {name}", "bonne nuit, {name}", "bonsoir, {name}", "je m'appelle {name}",
          "ma sœur habite à {city}", "il fait beau à {city}", "la maison est grande",
          "les enfants jouent dans le jardin", "je vais à {city}", "j'ai une amie à {city}",
          "je voudrais un café, s'il vous plaît", "nous rentrons chez nous", "tu connais {name}",
          "comment t'appelles-tu", "à demain, {name}", "{name} habite à {city}", "où est {name}",
          "le train pour {city} est en retard", "{name} et moi allons à {city}", "j'aime {city}", "bonjour {name}",
          "nous sommes à {city}", "{name} a une maison à {city}",
        ],
      },
      {
        id: "german", labels: [
          "German", "de", "deu", "DE", "deutsch", "allemand",
        ], is: [
          "a German text", "a text in German", "German words", "in the German language", "German", "in German",
          "written in German", "of the German tongue", "what people in Germany write",
        ],
        texts: [
          "{name} ist in {city}", "{name} arbeitet in {city}", "{name} kommt morgen nach {city}",
          "{name} spricht mit dem Lehrer", "wo ist der Bahnhof", "wann fährt der Zug nach {city}",
          "wie geht es dir, {name}", "danke, {name}", "gute Nacht, {name}", "guten Abend, {name}", "ich heiße {name}",
          "meine Schwester wohnt in {city}", "das Wetter in {city} ist schön", "das Haus ist groß",
          "die Kinder spielen im Garten", "ich fahre nach {city}", "ich habe einen Freund in {city}",
          "ich möchte einen Kaffee, bitte", "wir gehen nach Hause", "kennst du {name}", "wie heißt du",
          "bis morgen, {name}", "{name} wohnt in {city}", "wo ist {name}", "der Zug nach {city} ist zu spät",
          "{name} und ich fahren nach {city}", "ich liebe {city}", "guten Morgen {name}", "wir sind heute in {city}",
          "{name} hat ein Haus in {city}",
        ],
      },
      {
        id: "spanish", labels: [
          "Spanish", "es", "spa", "ES", "español", "castellano",
        ], is: [
          "a Spanish text", "a text in Spanish", "Spanish words", "in the Spanish language", "Spanish", "in Spanish",
          "written in Spanish", "of the Spanish tongue", "what people in Spain write",
        ],
        texts: [
          "{name} está en {city}", "{name} trabaja en {city}", "{name} llega mañana a {city}",
          "{name} habla con el profesor", "dónde está la estación", "cuándo sale el tren para {city}",
          "cómo estás, {name}", "gracias, {name}", "buenas noches, {name}", "buenas tardes, {name}",
          "me llamo {name}", "mi hermana vive en {city}", "hace buen tiempo en {city}", "la casa es grande",
          "los niños juegan en el jardín", "voy a {city}", "tengo un amigo en {city}", "quisiera un café, por favor",
          "vamos a casa", "conoces a {name}", "cómo te llamas", "hasta mañana, {name}", "{name} vive en {city}",
          "dónde está {name}", "el tren a {city} llega tarde", "{name} y yo vamos a {city}", "me gusta {city}",
          "buenos días {name}", "hoy estamos en {city}", "{name} tiene una casa en {city}",
        ],
      },
    ],
  },
  {
    id: "tense",
    aspects: [
      "the verb tense", "the time reference", "the temporal reference", "the tense of the verb", "the tense",
      "the time", "the grammatical tense", "the time frame", "the point in time",
    ],
    things: [
      "note", "phrase", "remark", "statement", "sentence", "text", "line", "clause", "message",
    ],
    counts: [2, 2, 3],
    pools: { name: values.names, city: values.cities, place },
    classes: [
      {
        id: "past", labels: [
          "past", "before", "done", "over", "history", "was", "earlier", "yesterday",
        ], is: [
          "about something that is over", "in the past tense", "about what was", "about something that took place",
          "written in the past tense", "in the past", "about the past", "about what has happened",
          "about events long gone", "about days gone by",
        ],
        texts: [
          "{name} was in {city}", "{name} was at the {place} last night", "{name} left {city} yesterday",
          "{name} left the {place} early", "{name} lived in {city} for ten years", "{name} met me at the {place}",
          "{name} opened the {place} in May", "{name} sold the {place} last year", "{name} studied in {city}",
          "{name} found the {place}", "{name} didn't come to the {place}", "we went to {city} last summer",
          "we walked to the {place}", "we met {name} in {city}", "we missed the train to {city}",
          "I was at the {place}", "I lived in {city} when I was young", "I forgot {name} at the {place}",
          "I didn't see {name} in {city}", "I bought the {place} in March", "they drove to {city} on Monday",
          "they painted the {place} last week", "they built the {place} long ago", "they told {name} about {city}",
          "the {place} burned down", "the {place} was closed yesterday", "the {place} had a red door",
          "it rained in {city} all day yesterday", "there was a {place} in {city}",
          "yesterday {name} called from {city}", "last night {name} came home from {city}",
          "an hour ago {name} was at the {place}", "once there was a {place} here", "{name} went to {city}",
          "we visited the {place} yesterday", "last year {name} lived in {city}", "I saw {name} at the {place}",
          "{name} was born in {city}", "they closed the {place} in March", "the {place} was empty",
          "{name} called me an hour ago", "we had lunch in {city}", "{name} built the {place}",
        ],
      },
      {
        id: "future", labels: [
          "future", "after", "plan", "soon", "upcoming", "will", "later", "tomorrow", "next",
        ], is: [
          "about something still to come", "in the future tense", "about what will be",
          "about something that will take place", "written in the future tense", "in the future", "about the future",
          "about what will happen", "about events yet to come", "about days to come",
        ],
        texts: [
          "{name} will be in {city}", "{name} will be at the {place} tonight", "{name} will leave {city} tomorrow",
          "{name} is going to leave the {place} early", "{name} will live in {city} for ten years",
          "{name} will meet me at the {place}", "{name} will open the {place} in May",
          "{name} is going to sell the {place} next year", "{name} is going to study in {city}",
          "{name} will find the {place}", "{name} won't come to the {place}", "we will go to {city} next summer",
          "we are going to walk to the {place}", "we will meet {name} in {city}", "we will miss the train to {city}",
          "I will be at the {place}", "I will live in {city} when I am old",
          "I am going to visit {name} at the {place}", "I won't see {name} in {city}",
          "I am going to buy the {place} in March", "they will drive to {city} on Monday",
          "they will paint the {place} next week", "they are going to build the {place} some day",
          "they will tell {name} about {city}", "the {place} is going to be sold",
          "the {place} will be closed tomorrow", "the {place} will have a red door",
          "it will rain in {city} all day tomorrow", "there will be a {place} in {city}",
          "tomorrow {name} will call from {city}", "tonight {name} will come home from {city}",
          "in an hour {name} will be at the {place}", "one day there will be a {place} here",
          "{name} will go to {city}", "we are going to visit the {place} tomorrow",
          "next year {name} will live in {city}", "I will see {name} at the {place}", "soon {name} will be in {city}",
          "they will close the {place} in March", "the {place} will be empty", "{name} will call me in an hour",
          "we will have lunch in {city}", "{name} is going to build the {place}",
        ],
      },
      {
        id: "present", labels: ["present", "now", "current", "today", "is", "ongoing"],
        is: [
          "about what is going on now", "about something going on", "about what is", "written in the present tense",
          "about the present", "in the present tense",
        ],
        texts: [
          "{name} is in {city} now", "{name} is at the {place} at the moment", "{name} lives in {city}",
          "{name} works at the {place}", "we are in {city} right now", "I am at the {place}", "they are painting the {place}",
          "the {place} is closed at the moment", "the {place} has a red door", "it is raining in {city}",
          "there is a {place} in {city}", "I see {name} at the {place}", "{name} is waiting at the {place}",
          "we have lunch in {city} right now", "they know {name} from {city}", "{name} is reading at the {place}",
          "right now {name} calls from {city}", "the {place} is empty",
        ],
      },
    ],
  },
  {
    id: "contents",
    aspects: [
      "the subject matter", "the kind of information", "the kind of detail", "the type of content", "the content",
      "the contents", "the main thing", "the key fact", "the gist",
    ],
    things: [
      "message", "piece of text", "phrase", "text", "sentence", "line", "remark", "note",
    ],
    counts: [2, 3],
    pools: { name: values.names, city: values.cities, n: Array.from({ length: 80 }, (_, i) => `${i + 2}`), thing },
    classes: [
      {
        id: "person", labels: [
          "person", "people", "human", "someone", "who", "name", "somebody", "individual",
        ], is: [
          "about somebody", "one that mentions a person", "one in which a person is named", "naming a person",
          "about a person", "one that names a person", "one with somebody's name", "one with a person in it",
          "on somebody with a name",
        ],
        texts: [
          "{name} called", "{name} is at home", "{name} is a good friend", "{name} knows the answer",
          "{name} likes the {thing}", "{name} wrote it", "{name} was here", "call {name} about the {thing}",
          "give it to {name}", "thank {name} for the {thing}", "this is {name}", "that was {name}",
          "the {thing} of {name}", "the {thing} is for {name}", "the boss is {name}", "my brother is called {name}",
          "my friend {name} is late", "I spoke with {name}", "I wrote to {name}", "we saw {name}",
          "we waited for {name}", "have you met {name}", "do you know {name}", "where is {name}",
          "who invited {name}", "tell {name} to wait", "ask {name} about it", "{name} has the {thing}",
          "I met {name} there", "the {thing} belongs to {name}", "say hello to {name}", "{name} is right",
          "it was {name} again", "the idea came from {name}",
        ],
      },
      {
        id: "place", labels: [
          "place", "city", "location", "town", "where", "geography", "area", "spot",
        ], is: [
          "about a place", "one that mentions a city", "one in which a city is named", "naming a city",
          "about a city", "one that names a city", "one with the name of a place", "one with a city in it",
          "on some town or other",
        ],
        texts: [
          "{city} is far", "{city} is beautiful", "{city} is hot in summer", "{city} has a harbour",
          "welcome to {city}", "greetings from {city}", "back from {city}", "I was in {city}", "I love {city}",
          "we moved to {city}", "we like {city}", "we flew over {city}", "they live in {city}",
          "the train to {city} is late", "the bridge in {city}", "the streets of {city}",
          "the museum in {city} is closed", "the weather in {city} is fine", "a hotel in {city}",
          "a letter from {city}", "the {thing} is in {city}", "the {thing} was made in {city}",
          "how do we get to {city}", "have you been to {city}", "is it cold in {city}", "next stop, {city}",
          "we are in {city}", "{city} is nice", "the {thing} comes from {city}", "it rains in {city}",
          "a map of {city}", "the road to {city}", "{city} by night", "the shops of {city}",
        ],
      },
      {
        id: "number", labels: [
          "number", "amount", "count", "digits", "quantity", "figure", "numeral", "value",
        ], is: [
          "about a quantity", "one that mentions a number", "one in which a number is given", "giving a number",
          "about a number", "one with a number in it", "one that gives a quantity", "one with digits in it",
          "on how many there are",
        ],
        texts: [
          "{n} days", "{n} of them are broken", "{n} chairs are free", "{n} were sold", "{n} more to go",
          "about {n} pages", "there are {n} of us", "there were {n} guests", "it takes {n} minutes",
          "it is {n} degrees outside", "it was number {n}", "the {thing} is {n} years old",
          "the {thing} costs {n} euros", "the {thing} has {n} buttons", "the answer is {n}", "the score is {n}",
          "room {n} is free", "bus {n} is late", "he is {n}", "she counted to {n}", "we need {n} more",
          "we sold {n} of them", "I have {n} books", "I waited {n} hours", "add {n} to it", "turn to page {n}",
          "we have {n} of them", "{n} people came", "it costs {n} dollars", "the {thing} weighs {n} kilos",
          "page {n} is missing", "only {n} days left", "a {thing} for {n} guests", "{n} is enough",
        ],
      },
    ],
  },
];
