/** @file Tasks of classification: sentiment and topic. */

import type { ClassTask } from "./class-task.js";
import { moreClassTasks } from "./classes-more.js";
import * as values from "./values.js";

// prettier-ignore
const reviewed = [
  "the food", "the film", "the hotel", "this phone", "the service", "the book", "our room", "the show", "the staff",
  "the coffee",
  "this app", "the trip", "the concert", "my new bike", "the pizza", "the delivery", "the sound", "the game",
  "the course", "the museum",
];

// prettier-ignore
const sentiment: ClassTask = {
  id: "sentiment",
  aspects: ["the sentiment", "the mood", "the tone", "the opinion", "the attitude"],
  things: ["review", "message", "comment", "text", "post", "opinion"],
  counts: [2, 2, 3],
  pools: {
    it: reviewed,
    good: ["great", "wonderful", "excellent", "lovely", "perfect", "amazing", "delicious", "fantastic", "brilliant",
      "superb", "delightful", "charming"],
    bad: ["terrible", "awful", "horrible", "boring", "broken", "disgusting", "useless", "dreadful", "disappointing",
      "dirty", "rude", "poor"],
    flat: ["average", "okay", "ordinary", "normal", "fine I guess", "so-so", "as expected", "nothing special",
      "acceptable", "standard"],
  },
  classes: [
    {
      id: "positive", labels: ["positive", "good", "pos", "favorable", "plus", "happy", "like", "up"],
      is: ["positive", "good", "favorable", "full of praise", "from a happy person"],
      texts: [
        "{it} was {good}", "I love {it}, simply {good}", "{it} is {good} and I would come back",
        "what a {good} day, {it} made it",
        "really {good}, thanks for {it}", "we enjoyed {it} a lot", "{it} was better than I hoped",
        "{good}! I recommend {it}",
        "I can't get enough of {it}", "five stars for {it}", "{it} turned out {good}", "so glad we tried {it}, {good}",
      ],
    },
    {
      id: "negative", labels: ["negative", "bad", "neg", "critical", "minus", "unhappy", "dislike", "down"],
      is: ["negative", "bad", "critical", "a complaint", "from an unhappy person"],
      texts: [
        "{it} was {bad}", "I hate {it}, simply {bad}", "{it} is {bad} and I want my money back",
        "what a {bad} day, {it} ruined it",
        "really {bad}, never again", "we did not enjoy {it} at all", "{it} was worse than I feared",
        "{bad}! stay away from {it}",
        "I regret {it}", "one star for {it}", "{it} turned out {bad}", "so sorry we tried {it}, {bad}",
      ],
    },
    {
      id: "neutral", labels: ["neutral", "mixed", "okay", "average", "neither", "middle", "meh", "flat"],
      is: ["neutral", "neither good nor bad", "in between", "without a clear opinion", "indifferent"],
      texts: [
        "{it} was {flat}", "{it} is {flat}, not more", "I have no strong feelings about {it}",
        "{it} was {flat}, neither good nor bad",
        "nothing to say about {it}, {flat}", "{it} does the job", "three stars for {it}, {flat}",
        "{it} was like any other",
        "{it} is what it is", "I don't mind {it}", "{it} turned out {flat}", "we tried {it}, {flat}",
      ],
    },
  ],
};

// prettier-ignore
const topic: ClassTask = {
  id: "topic",
  aspects: ["the topic", "the subject", "the theme", "the category", "the section"],
  things: ["headline", "text", "article", "sentence", "news item", "post"],
  counts: [2, 3, 3, 4],
  pools: {
    city: values.cities, name: values.names, company: values.companies, dish: values.dishes,
    team: ["the home team", "the champions", "the Lions", "the Eagles", "the Tigers", "the girls' team",
      "the juniors", "the Bears"],
    sport: ["tennis", "football", "basketball", "hockey", "rugby", "cricket", "golf", "swimming"],
    party: ["the president", "the minister", "the mayor", "the senate", "the opposition", "parliament",
      "the governor", "the council"],
    planet: ["Mars", "the moon", "a comet", "a distant star", "Jupiter", "a black hole", "Saturn", "an atom"],
    gadget: ["laptop", "phone", "browser", "chip", "app", "robot", "server", "tablet"],
    ill: ["flu", "back pain", "a fever", "asthma", "diabetes", "headaches", "a cold", "allergies"],
  },
  classes: [
    {
      id: "sports", labels: ["sports", "sport", "athletics", "games", "SPO", "matches"], is: ["about sports",
        "about a match", "about sport", "sports news"],
      texts: [
        "{team} won the {sport} final", "{name} scored twice for {team}", "the {sport} season starts in {city}",
        "{team} lost in {city}",
        "the coach of {team} is leaving", "{name} breaks the record in {sport}", "a late goal saved {team}",
        "{sport} fans filled the stadium in {city}",
        "{name} wins gold in {sport}", "the referee stopped the {sport} match",
      ],
    },
    {
      id: "politics", labels: ["politics", "government", "policy", "political", "POL", "state"],
        is: ["about politics", "about government", "political", "about elections or laws"],
      texts: [
        "{party} passed a new law", "voters in {city} elect {name}", "{party} rejects the budget",
        "{name} wins the election in {city}",
        "{party} met diplomats in {city}", "a debate about taxes divides {party}", "{party} calls for a vote",
        "protests against {party} in {city}",
        "{name} resigns after a vote in {party}", "{party} signs a treaty in {city}",
      ],
    },
    {
      id: "science", labels: ["science", "research", "scientific", "physics", "SCI", "discovery"],
        is: ["about science", "about research", "about a discovery", "scientific"],
      texts: [
        "scientists measured {planet}", "a study in {city} explains {planet}",
        "researchers found water near {planet}", "{name} wins a prize for work on {planet}",
        "a telescope in {city} saw {planet}", "the lab in {city} tested a theory",
        "new data about {planet} surprise physicists", "an experiment proves how {planet} was formed",
        "astronomers photograph {planet}", "a paper by {name} describes {planet}",
      ],
    },
    {
      id: "business", labels: ["business", "economy", "finance", "money", "BUS", "markets"], is: ["about business",
        "about the economy", "about companies and money", "business news"],
      texts: [
        "{company} raises its profit", "{company} shares fall", "{company} buys a rival",
        "{company} opens a factory in {city}",
        "the bank in {city} lowers interest rates", "investors doubt {company}", "{company} cuts jobs in {city}",
        "sales at {company} doubled this year",
        "{name} becomes chief of {company}", "{company} reports a loss",
      ],
    },
    {
      id: "technology", labels: ["technology", "tech", "computers", "gadgets", "IT", "digital"],
        is: ["about technology", "about computers", "about gadgets", "about tech"],
      texts: [
        "a new {gadget} has a better screen", "hackers attacked a {gadget}", "the {gadget} update fixes a bug",
        "this {gadget} runs on less battery",
        "how to reset your {gadget}", "the software of the {gadget} is open source",
        "a {gadget} that understands speech", "programmers in {city} built a {gadget}",
        "your old {gadget} gets a new system", "a faster {gadget} with more memory",
      ],
    },
    {
      id: "food", labels: ["food", "cooking", "cuisine", "recipes", "eating", "kitchen"], is: ["about food",
        "about cooking", "about eating", "about a dish"],
      texts: [
        "a recipe for {dish}", "how to cook {dish} at home", "the best {dish} in {city}",
        "{name} opens a restaurant in {city}",
        "add salt and pepper to the {dish}", "{dish} with fresh herbs", "a chef from {city} makes {dish}",
        "bake it for an hour and serve with {dish}",
        "what to eat with {dish}", "a tasty {dish} in ten minutes",
      ],
    },
    {
      id: "travel", labels: ["travel", "tourism", "trips", "holiday", "vacation", "journeys"], is: ["about travel",
        "about a journey", "about tourism", "about holidays"],
      texts: [
        "three days in {city}", "cheap hotels in {city}", "what to see in {city}", "a train journey from {city}",
        "the beaches near {city}", "tourists love {city} in spring", "pack light for a weekend in {city}",
        "flights to {city} are cheaper in May",
        "a guide to the old town of {city}", "the best season to visit {city}",
      ],
    },
    {
      id: "health", labels: ["health", "medicine", "medical", "wellness", "doctors", "care"], is: ["about health",
        "about medicine", "about an illness", "medical"],
      texts: [
        "what helps against {ill}", "doctors in {city} treat {ill}", "a new pill for {ill}",
        "{ill} is common in winter",
        "the hospital in {city} needs nurses", "drink water if you have {ill}", "a vaccine against {ill}",
        "patients with {ill} should rest",
        "symptoms of {ill}", "how {name} recovered from {ill}",
      ],
    },
  ],
};

export const classTasks: readonly ClassTask[] = [sentiment, topic, ...moreClassTasks];
