/** @file What people put around a task, whatever it is: who is asked, a greeting, where they work, thanks, headings, tags. */

import { blur } from "./careless.js";
import { inventWord } from "./invented.js";
import { names } from "./values.js";
import { capitalise, fill, type Voice } from "./world.js";

// prettier-ignore
const personas = [
  "You are {bot}.", "You are {bot}, {a} assistant.", "You're {bot}, {a} bot.", "Your name is {bot}.", "You are {a} assistant.", "You're {a} assistant for {place}.", "You work for {place}.", "You are the assistant of {place}.",
  "Act as {a} assistant.", "Act as {bot}.", "I want you to act as {a} helper.", "Imagine you work at {place}.", "You are part of {place}.", "You help {people}.", "You're here to help {people}.", "As {a} assistant you serve {people}.",
  "You are an AI.", "You are a bot.", "You're a small machine.", "You are an expert.", "You're {a} clerk at {place}.", "You're a computer program.", "You are the backend of {place}.", "You belong to a program for {people}.",
  "You are {bot}, made for {people}.", "You assist {people}.",
];
// prettier-ignore
const settings = [
  "I run {place}.", "I own {place}.", "I work at {place}.", "We are {place}.", "We run {place}.", "I have {place} and need some help.", "This is for {place}.", "This is for {people}.", "It's for our {people}.", "Context: {place}.", "Context: {place}",
  "Background: you get what {people} write.", "We get many messages from {people}.", "Our {people} write to us all day.", "{people} use this.", "The users are {people}.", "The texts come from {people}.", "I'm building a tool for {people}.",
  "I'm making an app for {people}.", "My name is {name} and I work at {place}.", "I get lots of messages and have no time.", "I need help with something.", "I need this for work.", "It's for a school project.", "We have a new app.", "This is a test.",
  "This is part of a pipeline.", "The output goes into a program.", "Another program reads your answers.", "A script reads what you write.", "Here's what I need.", "Here is your task.", "It's simple.", "This should be easy.", "Read this carefully.",
  "Follow these instructions.", "Our {people} depend on it.", "I'm {name} from {place}.",
];
// prettier-ignore
const greetings = [
  "Hi!", "Hello!", "Hey!", "Hi there!", "Hello there.", "Hey there,", "Hi,", "hi", "hey", "hello,", "Good morning!", "Dear assistant,", "Hi bot,", "Hello {bot},", "Hey {bot}!", "ok so", "Ok,", "So,", "Welcome!", "Good evening,", "Hi again,",
];
// prettier-ignore
const thanks = [
  "Thanks!", "Thank you!", "Thanks a lot!", "thanks", "thx", "Thank you.", "Many thanks.", "Thanks in advance!", "Be brief.", "Be precise.", "Be exact.", "Be careful.", "Keep it short.", "No explanations.", "No explanation please.", "No small talk.",
  "No talk.", "Don't explain anything.", "Don't add anything else.", "Don't chat.", "Don't ask back.", "Don't write anything else!", "dont write anything else", "Do not say anything else.", "Never add comments.", "Never explain yourself.", "No comments.",
  "No other text.", "Nothing else!", "Nothing more.", "That's all.", "That's it.", "That is it!", "Just the answer.", "Only the answer please.", "Only give the answer.", "Answer directly.", "Answer at once.", "Stick to this.", "Follow this exactly.", "Do exactly this.",
  "This is important.", "It's important to be exact.", "Only that pls.", "Please be exact.",    "You may not do anything else.", "Good luck!", "Do it for every message.", "Do the same each time.",
  "Apply this to every message.", "Do this with all that follows.", "Understood?", "Please stick to it.", "Say no more than that.",
];

// prettier-ignore
const kinds = ["friendly", "helpful", "fast", "careful", "polite", "strict", "reliable", "quiet", "smart", "virtual", "modest", "precise", "patient", "cheerful", "clever"];
// prettier-ignore
const shops = [
  "bakery", "flower shop", "hotel", "bank", "school", "hospital", "library", "restaurant", "garage", "museum", "gym", "bookshop", "toy shop", "call centre", "newspaper", "travel agency", "repair shop", "web shop", "farm", "phone company", "startup", "law firm",
  "film studio", "theatre", "pet shop", "cafe", "warehouse", "taxi company", "radio station", "post office",
];
// prettier-ignore
const people = ["customers", "guests", "users", "students", "teachers", "drivers", "nurses", "patients", "readers", "players", "clients", "colleagues", "kids", "parents", "developers", "engineers", "visitors", "tenants", "employees", "tourists"];

/** Around a whole prompt: what stands before and after it. */
// prettier-ignore
const shells: readonly (readonly [string, string])[] = [
  ["<instructions>\n", "\n</instructions>"], ["<system>\n", "\n</system>"], ["<prompt>", "</prompt>"], ["<rules>\n", "\n</rules>"], ["Instructions:\n", ""], ["Instructions: ", ""], ["INSTRUCTIONS\n", ""], ["System prompt:\n", ""], ["System: ", ""],
  ["# Instructions\n", ""], ["## Instructions\n", ""], ["# Goal\n", ""], ["## What to do\n", ""], ["### Task\n", ""], ["# Prompt\n\n", ""], ["Task:\n", ""], ["Job: ", ""], ["Your task:\n", ""], ["Your job:\n", ""], ["task: ", ""], ["TASK\n", ""], ["---\n", "\n---"],
  ["\"\"\"\n", "\n\"\"\""], ["[INST] ", " [/INST]"], ["Spec:\n", ""], ["Todo: ", ""],
];
// prettier-ignore
const roles: readonly (readonly [string, string])[] = [
  ["# Role\n", "\n# Task\n"], ["## Role\n", "\n## Task\n"], ["Role: ", "\nTask: "], ["ROLE\n", "\nTASK\n"], ["<role>", "</role>\n"], ["# Context\n", "\n# Task\n"], ["Context: ", "\nTask: "], ["## Background\n", "\n## Task\n"], ["# About\n", "\n# What to do\n"],
  ["About you: ", "\n\n"], ["**Role:** ", "\n**Task:** "], ["# System\n", "\n# Rules\n"], ["Persona: ", "\nInstructions: "], ["1. Who you are\n", "\n2. What you do\n"],
];

/** Characters of a prompt around which nothing is put, since time to train goes by length. */
const longest = 400;

const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

function fillIn(text: string, { random }: Voice): string {
  const size = random.pick(["", "", "small ", "big ", "little ", "new ", "busy "]);
  const filled = fill(text, {
    bot: capitalise(inventWord(random)) + random.pick(["", "", "Bot"]),
    a: withArticle(random.pick(kinds)),
    place: withArticle(size + random.pick(shops)),
    people: random.pick(people),
    name: random.pick(names),
  });
  return text.startsWith("{people}") || text.startsWith("{place}") ? capitalise(filled) : filled;
}

/** A prompt with something before, after or around it, or as it is; some are typed carelessly. */
export function frame(prompt: string, voice: Voice): string {
  const { random } = voice;
  let text = random.chance(0.12) ? blur(prompt, random) : prompt;
  if (random.chance(0.6) || text.length > longest) return text;
  const say = (pool: readonly string[]): string => fillIn(voice.say(pool), voice);
  const who = random.chance(0.5) ? say(random.chance(0.5) ? personas : settings) : "";
  const way = random.uniform();
  if (who !== "" && way < 0.25) {
    const [before, between] = voice.say(roles);
    text = `${before}${who}${between}${text}`;
  } else {
    if (way < 0.4) {
      const [before, after] = voice.say(shells);
      text = before + text + after;
    }
    const hello = random.chance(0.25) ? say(greetings) : "";
    const start = [hello, who].filter(Boolean).join(" ");
    if (start !== "")
      text = start + (/[.!?,\w]$/.test(start) && random.chance(0.6) && !text.includes("\n") ? " " : "\n") + text;
  }
  if (random.chance(0.5)) {
    const end = say(thanks);
    // What ends otherwise may be a pattern, of which more would seem a part.
    text += (/[a-z]{2}["')]?[.!]$/.test(text) && random.chance(0.7) ? " " : "\n") + end;
  }
  return text;
}
