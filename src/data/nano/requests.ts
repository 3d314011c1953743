/** @file The last touch on a request: how people open it, and how they end it. */

import { capitalise, type Voice } from "./world.js";

/** Fit before anything that is said. */
// prettier-ignore
const openings = [
  "hey there, ", "hi there, ", "hello there, ", "good morning, ", "good evening, ", "morning, ", "um, ", "oh, ", "oh and ",
  "right, ", "alright, ", "okay, ", "now, ", "next: ", "listen, ", "excuse me, ", "one thing: ", "one more thing: ",
  "another one: ", "here you go: ", "assistant, ", "computer, ", "yo, ", "ah, ", "and ", "then ", "hey! ", "hi! ",
  "hey, ", "hi, ", "ok, ", "hello, ", "so, ", "well, ", "quick one: ",
];

/** Fit before an imperative only. */
// prettier-ignore
const polite = [
  "please ", "please ", "please, ", "pls ", "could you ", "can you ", "would you ", "will you ", "could you please ",
  "can you please ", "would you please ", "could you just ", "can you quickly ", "I want you to ", "I'd like you to ",
  "I would like you to ", "I need you to ", "you should ", "you must ", "kindly ", "just ", "quickly ", "go ahead and ",
  "go and ", "be so kind and ", "do me a favour and ", "hey, please ", "hi, could you ", "hello, can you ",
  "ok, now ", "do ", "be a dear and ", "I'd be glad if you would ",
];

/** Thanks and the like. */
// prettier-ignore
const endings = [
  ", please", " please", ", thanks", ", thank you", ", thanks a lot", ", many thanks", " thanks", " pls", ", thx", ", ok",
  ", cheers", ", much appreciated",
];

const question =
  /^(hi, could|hello, can|what|how|is|are|am|do (?!me)|does|did|will|would|can|could|should|was|where|which|who|when|why|any|has)\b/;

/** Templates that begin with an order, which "could you" can stand before. */
const imperative = new RegExp(
  `^(?:${[
    "add adjust begin block bolt book bring buy call change check close compose connect convert count create dial draft",
    "drop email enter exchange find get give google guide heat help include inform keep lead lock look mail mark message",
    "navigate nudge open phone ping plan play put query queue remind ring run save schedule search secure send set shoot",
    "show shut start stream swap switch take tell text throw time translate turn wake warm write",
  ]
    .join(" ")
    .replaceAll(
      " ",
      "|",
    )}|make(?! money)|let(?! me\\b| us\\b)|note (?:down|this)) (?!to |your |call |entry |needs |from |for me)`,
);

/** What may itself end in thanks, so that more would read as part of it. */
const openEnd = /\{(?:text|task)\}"?$/;

/** Now and then opens a template politely, starts it with a capital, or ends it with thanks or a mark; values stay as they are. */
export function dress(template: string, voice: Voice): string {
  const { random } = voice;
  let text = template;
  const plain = !/\b(please|thanks)\b/.test(text);
  if (random.chance(0.3) && plain) {
    if (!imperative.test(text)) text = voice.say(openings) + text;
    else text = voice.say(random.chance(0.7) ? polite : openings) + text;
  }
  const asks = question.test(text);
  if (random.chance(0.1) && plain && !/please|pls/.test(text) && !openEnd.test(text)) text += voice.say(endings);
  if (random.chance(0.4) && !text.startsWith("{")) text = capitalise(text);
  if (random.chance(0.35)) text += asks ? "?" : random.chance(0.2) ? "!" : ".";
  return text;
}
