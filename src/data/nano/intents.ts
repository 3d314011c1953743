/** @file The intents of the tools, those of a phone here, the others by their files. */

import { actIntents } from "./intents-acts.js";
import type { Intent } from "./intent.js";
import { homeIntents } from "./intents-home.js";
import { moneyIntents } from "./intents-money.js";
import { moreIntents } from "./intents-more.js";
import * as values from "./values.js";

// prettier-ignore
const alarm: Intent = {
  id: "alarm",
  verbs: ["set", "create", "add", "make", "new", "start"],
  nouns: ["alarm", "wakeup", "alarm_clock"],
  slots: [{ id: "time", spellings: ["time", "at", "hour", "alarm_time"], value: values.time }],
  does: [
    "plays an alarm at a given time", "gets the user out of bed at a time", "schedules an alarm",
    "adds a wake-up alarm", "rings at the hour that is asked for", "sets an alarm", "sets an alarm clock",
    "wakes the user at a time", "makes the phone ring at a time", "wakes people up", "creates an alarm",
  ],
  requests: [
    "wake me up at {time} sharp", "set my alarm for {time}", "set alarm {time}", "could you wake me at {time}",
    "I need to be up by {time}", "I've got to be awake at {time}", "alarm for {time}", "add an alarm at {time}",
    "create an alarm for {time}", "I'd like an alarm at {time}", "make my phone ring at {time}",
    "let the alarm go off at {time}", "the alarm should go off at {time}", "have the alarm ring at {time}",
    "don't let me sleep past {time}", "schedule a wake-up call for {time}", "wake-up time is {time}", "{time} alarm",
    "alarm, {time}", "my alarm must be at {time}", "would you set an alarm for {time}", "give me an alarm at {time}",
    "wake me at {time}", "set an alarm for {time}", "wake me up at {time}", "I have to get up at {time}",
    "alarm at {time}", "ring the alarm at {time}", "I want to wake up at {time}", "new alarm, {time}",
    "make sure I am awake at {time}", "can you set the alarm to {time}", "get me out of bed at {time}",
    "put the alarm on for {time}", "please wake me when it is {time}", "I need an alarm at {time}",
  ],
  extra: {
    id: "label", spellings: ["label", "title", "name", "tag"], value: values.from(values.labels),
    clauses: [
      ", labelled {label}", ", titled {label}", " with {label} as the label", ", and name it {label}",
      ", label: {label}", ", the label should be {label}", " under the name {label}", ", called {label}",
      " for {label}", " and call it {label}", ", label it {label}", " with the label {label}", " named {label}",
      ", it is for {label}",
    ],
  },
};

// prettier-ignore
const timer: Intent = {
  id: "timer",
  verbs: ["start", "set", "run", "create", "begin"],
  nouns: ["timer", "countdown", "stopwatch"],
  slots: [{ id: "duration", spellings: ["duration", "length", "time_span", "how_long"], value: values.duration }],
  does: [
    "measures a stretch of time", "begins a countdown of some length", "beeps when a duration is over",
    "sets a timer for a duration", "starts counting down", "starts a timer", "starts a countdown",
    "counts down a duration", "runs a timer", "lets the user know when a length of time is over",
    "sets a kitchen timer",
  ],
  requests: [
    "start a {duration} timer", "set a {duration} timer", "timer for {duration}", "countdown, {duration}",
    "count down from {duration}", "could you start a timer for {duration}", "I'd like a timer of {duration}",
    "start counting down {duration}", "let the timer run for {duration}", "make it a timer of {duration}",
    "new timer, {duration}", "put {duration} on the timer", "{duration} on the timer",
    "set the countdown to {duration}", "would you count down {duration}", "ring a bell in {duration}",
    "begin a timer of {duration}", "create a timer for {duration}", "run a countdown of {duration}",
    "a timer for {duration}, please", "the timer should run {duration}", "let me know in {duration}",
    "please time {duration}", "add a timer of {duration}", "set a timer for {duration}",
    "start a timer of {duration}", "count down {duration}", "timer {duration}", "start a countdown of {duration}",
    "run the timer for {duration}", "tell me when {duration} are over", "time {duration} for me",
    "give me a timer for {duration}", "begin a countdown, {duration}", "I need a timer for {duration}",
    "set the kitchen timer to {duration}", "can you time {duration}", "beep after {duration}",
  ],
  extra: {
    id: "label", spellings: ["label", "title", "name", "purpose"], value: values.from(values.labels),
    clauses: [
      ", labelled {label}", ", and label it {label}", " with the name {label}", ", label: {label}",
      ", name it {label}", ", the label is {label}", ", titled {label}", ", this one is for {label}",
      " for the {label}", ", call it {label}", ", label {label}", " and name it {label}", " called {label}",
      ", it is for {label}",
    ],
  },
};

// prettier-ignore
const weather: Intent = {
  id: "weather",
  verbs: ["get", "check", "show", "fetch", "find", "query"],
  nouns: ["weather", "forecast", "weather_report"],
  slots: [{ id: "city", spellings: ["city", "location", "place", "town"], value: values.from(values.cities) }],
  does: [
    "shows the weather in a place", "returns the forecast for a town", "says if it rains or shines somewhere",
    "fetches current weather", "checks the weather of a location", "tells the weather", "gets the weather forecast",
    "looks up the weather in a city", "gives the forecast", "answers questions about rain, sun and wind",
    "reports the weather",
  ],
  requests: [
    "what's the weather like in {city}", "how's the weather in {city}", "{city} weather",
    "weather forecast for {city}", "give me the weather in {city}", "tell me if it will rain in {city}",
    "could you check the weather in {city}", "is it sunny in {city}", "is it hot in {city}", "will it rain in {city}",
    "should I take a raincoat to {city}", "any rain in {city}", "do I need a coat in {city}",
    "how cold is it in {city}", "how hot does it get in {city}", "what temperature does {city} have",
    "get the forecast for {city}", "look up the weather in {city}", "check the weather for {city}",
    "I'd like to know the weather in {city}", "what's the forecast for {city}", "are there storms in {city}",
    "is there snow in {city}", "how does the weather look in {city}", "show the weather for {city}",
    "are there clouds in {city}", "what is the weather in {city}", "how is the weather in {city}",
    "weather in {city}", "is it raining in {city}", "do I need an umbrella in {city}", "forecast for {city}",
    "will it be sunny in {city}", "tell me the weather for {city}", "is it cold in {city}",
    "how warm is it in {city}", "show me the forecast in {city}", "will it snow in {city}",
    "what does the sky look like in {city}", "is it going to be windy in {city}",
  ],
  extra: {
    id: "date", spellings: ["date", "day", "when", "on"], value: values.from(["today", "tomorrow", ...values.days]),
    clauses: [
      " for {date}, please", ", {date} that is", ", the day is {date}", ", day: {date}", ", date: {date}",
      ", {date} please", ", namely {date}", " {date}", " on {date}", ", {date}", " for {date}", ", I mean {date}",
      " come {date}",
    ],
  },
};

// prettier-ignore
const message: Intent = {
  id: "message",
  verbs: ["send", "write", "post", "deliver", "new"],
  nouns: ["message", "text", "sms", "chat"],
  slots: [
    { id: "person", spellings: ["to", "recipient", "contact", "person"], value: values.from(values.names) },
    { id: "text", spellings: ["text", "body", "content", "message"], value: values.from(values.messages) },
  ],
  does: [
    "sends somebody a text", "passes a text on to a person", "messages a contact", "sends an SMS to a contact",
    "writes to someone in the chat", "sends a message", "sends a text message to someone", "texts a person",
    "writes a chat message", "lets a person know something", "delivers a message to a contact",
  ],
  requests: [
    "send a message to {person}: {text}", "text {person} that {text}", "text {person} \"{text}\"",
    "tell {person} \"{text}\"", "send {person} this: {text}", "send {person} the message \"{text}\"",
    "message {person}: {text}", "new message to {person}: {text}", "could you text {person} that {text}",
    "could you let {person} know {text}", "please tell {person}: {text}", "I want to tell {person} that {text}",
    "I'd like to text {person}: {text}", "shoot {person} a text: {text}", "give {person} this message: {text}",
    "pass this on to {person}: {text}", "{person} should know that {text}", "a message for {person}: {text}",
    "sms to {person}: {text}", "send an sms to {person} saying {text}", "chat message to {person}: {text}",
    "write {person} a message: {text}", "would you tell {person} that {text}", "to {person}: {text}",
    "let {person} hear that {text}", "reply to {person} that {text}", "send this to {person}: {text}",
    "tell {person} that {text}", "text {person}: {text}", "send {person} a message saying {text}",
    "message {person} that {text}", "write to {person}: {text}", "let {person} know that {text}",
    "send a text to {person}, {text}", "message to {person}: {text}", "can you tell {person} {text}",
    "say to {person}: {text}", "write {person} that {text}", "drop {person} a line: {text}",
    "inform {person} that {text}", "ping {person} with {text}",
  ],
};

// prettier-ignore
const call: Intent = {
  id: "call",
  verbs: ["make", "start", "place", "begin", "dial"],
  nouns: ["phone_call", "call", "voice_call"],
  slots: [{ id: "person", spellings: ["person", "contact", "name", "who"], value: values.from(values.names) }],
  does: [
    "rings up a person", "starts a phone call with someone", "dials someone's number",
    "connects the user with a person by phone", "lets the user talk to a contact", "calls someone",
    "makes a phone call", "dials a contact", "phones a person", "reaches somebody by telephone",
    "starts a voice call",
  ],
  requests: [
    "call {person} now", "call up {person}", "could you call {person}", "please call {person}",
    "make a phone call to {person}", "place a call to {person}", "start a voice call with {person}",
    "phone call to {person}", "give {person} a ring", "I'd like to call {person}", "I want to call {person}",
    "I need to phone {person}", "I have to talk to {person} on the phone", "let me talk to {person}",
    "let me speak to {person}", "get me {person} on the line", "dial the number of {person}",
    "would you phone {person}", "call my friend {person}", "begin a call with {person}", "{person}, call her or him",
    "try calling {person}", "have {person} on the phone for me", "voice call with {person}", "time to call {person}",
    "call {person}", "phone {person}", "give {person} a call", "ring {person}", "I want to talk to {person}",
    "dial {person}", "start a call with {person}", "make a call to {person}", "get {person} on the phone",
    "can you call {person}", "I need to speak with {person}", "connect me with {person}",
    "put me through to {person}", "ring up {person}",
  ],
};

// prettier-ignore
const music: Intent = {
  id: "music",
  verbs: ["play", "start", "queue", "stream", "put_on"],
  nouns: ["music", "song", "track", "audio"],
  slots: [{ id: "song", spellings: ["song", "track", "title", "query"], value: values.from(values.songs) }],
  does: [
    "plays a track", "plays the song that is asked for", "starts the music", "lets the user hear a song",
    "plays audio on a speaker", "plays a song", "plays music", "starts a track", "streams a song",
    "fills the house with music", "puts on some music",
  ],
  requests: [
    "play the track {song}", "play some music: {song}", "could you play {song}", "please put on {song}",
    "can you put on {song}", "I'd like to hear {song}", "I want to listen to {song}", "I feel like hearing {song}",
    "let's listen to {song}", "let's hear {song}", "start playing {song}", "start the song {song}",
    "put the song {song} on", "song: {song}", "next song: {song}", "queue {song}", "queue up {song}",
    "stream the song {song}", "would you play {song} for me", "play {song} for us", "turn on {song}",
    "have {song} play", "music: {song}", "{song} is what I want to hear", "the song should be {song}",
    "hit play on {song}", "play {song}", "put on {song}", "I want to hear {song}", "play the song {song}",
    "start {song}", "can you play {song}", "let me hear {song}", "play me {song}", "stream {song}",
    "music please, {song}", "turn on the song {song}", "I would like to listen to {song}",
    "give me {song} on the speakers", "how about some music, {song}",
  ],
  extra: {
    id: "room", spellings: ["room", "speaker", "device", "where"], value: values.from(values.rooms),
    clauses: [
      ", {room} speaker", ", use the {room} speaker", ", play it in the {room}", " through the {room} speaker",
      ", in the {room} please", " on the speaker of the {room}", ", speaker: {room}", " out in the {room}",
      " in the {room}", " on the {room} speaker", ", in the {room}", " for the {room}", " over in the {room}",
      " using the speaker in the {room}",
    ],
  },
};

// prettier-ignore
const calendar: Intent = {
  id: "calendar",
  verbs: ["add", "create", "schedule", "book", "new"],
  nouns: ["event", "calendar", "appointment", "calendar_entry"],
  slots: [
    { id: "title", spellings: ["title", "event", "what", "subject"], value: values.from(values.events) },
    { id: "date", spellings: ["date", "day", "when", "on"], value: values.date },
  ],
  does: [
    "saves an event on a date", "adds an appointment on a day", "writes a date into the diary", "plans an event",
    "makes a calendar entry for a day", "adds an event to the calendar", "puts an appointment in the calendar",
    "schedules an event", "creates a calendar entry", "keeps the user's diary", "books a date in the calendar",
  ],
  requests: [
    "add {title} to my calendar on {date}", "add {title} on {date}", "put {title} on the calendar for {date}",
    "put {title} down for {date}", "could you put {title} in my calendar for {date}",
    "could you schedule {title} for {date}", "schedule {title} on {date}",
    "schedule an appointment on {date}: {title}", "new appointment: {title}, {date}", "new event: {title} on {date}",
    "new calendar entry, {title}, {date}", "calendar entry for {date}: {title}", "appointment: {title}, {date}",
    "create a calendar event for {date}: {title}", "create the event {title} on {date}",
    "I've got {title} on {date}, add it to the calendar", "there is {title} on {date}, put it in my calendar",
    "save the date: {title}, {date}", "save {title} on {date} to my calendar",
    "on {date} I have {title}, note it in the calendar", "{title} on {date}, into the calendar please",
    "{title} goes into my calendar on {date}", "my calendar needs {title} on {date}", "set up {title} for {date}",
    "write {title} into my calendar, {date}", "would you add {title} on {date} to the calendar",
    "make a calendar entry: {title} on {date}", "put {title} in my calendar on {date}", "schedule {title} for {date}",
    "add {title} to the calendar, {date}", "I have {title} on {date}, save it in my calendar",
    "calendar: {title} on {date}", "create an event {title} on {date}", "book {title} for {date}",
    "add an appointment, {title}, {date}", "can you schedule {title} on {date}", "new event on {date}: {title}",
    "plan {title} on {date}", "mark {date} for {title}", "block {date} for {title}",
    "enter {title} on {date} in my calendar",
  ],
  extra: {
    id: "time", spellings: ["time", "start", "hour", "at"], value: values.time,
    clauses: [
      ", starting at {time}", ", start {time}", ", from {time}", ", it begins at {time}", ", start time {time}",
      ", the time is {time}", ", time: {time}", ", at {time} please", ", at {time}", ", it starts at {time}",
      ", time {time}", ", {time}", ", beginning at {time}", ", we start at {time}",
    ],
  },
};

// prettier-ignore
const reminder: Intent = {
  id: "reminder",
  verbs: ["set", "create", "add", "make", "new"],
  nouns: ["reminder", "todo", "task", "reminder_item"],
  slots: [
    { id: "task", spellings: ["task", "text", "what", "about"], value: values.from(values.tasks) },
    { id: "time", spellings: ["time", "when", "at", "due"], value: values.time },
  ],
  does: [
    "reminds someone to do something", "sets a reminder at a time", "stores a task with a time",
    "brings a task to mind at some hour", "adds a to-do with a time", "sets a reminder", "reminds the user of a task",
    "creates a reminder for a task at a time", "adds a reminder", "keeps the user from forgetting a task",
    "makes the phone remind someone of something",
  ],
  requests: [
    "remind me at {time} to {task}", "set a reminder at {time} to {task}", "set a reminder to {task} at {time}",
    "set a reminder: {task} at {time}", "reminder at {time}: {task}", "reminder: {task}, {time}",
    "new reminder: {task} at {time}", "new reminder at {time}: {task}", "create a reminder for {time}: {task}",
    "could you remind me to {task} at {time}", "would you remind me at {time} to {task}",
    "please remind me to {task} at {time}", "I'd like a reminder to {task} at {time}",
    "I need a reminder at {time} to {task}", "I must {task} at {time}, don't let me forget",
    "I have to {task} at {time}, please remind me", "don't forget to tell me to {task} at {time}",
    "at {time} I have to {task}, remind me", "at {time}, remind me: {task}",
    "make sure I {task} at {time}, remind me", "I want to be reminded to {task} at {time}",
    "I should be reminded at {time} to {task}", "to-do at {time}: {task}", "add a to-do for {time}: {task}",
    "put a reminder at {time} to {task}", "let me be reminded at {time} to {task}", "remind me to {task} at {time}",
    "at {time} remind me to {task}", "reminder to {task} at {time}", "don't let me forget to {task} at {time}",
    "I need to {task} at {time}, remind me", "set a reminder for {time}: {task}",
    "add a reminder to {task} at {time}", "can you remind me at {time} to {task}",
    "please remind me, {task} at {time}", "reminder, {time}, {task}", "make me think of this at {time}: {task}",
    "create a reminder to {task} at {time}", "help me remember to {task} at {time}", "nudge me at {time} to {task}",
  ],
};

export const intents: readonly Intent[] = [
  alarm,
  timer,
  weather,
  message,
  call,
  music,
  calendar,
  reminder,
  ...moreIntents,
  ...homeIntents,
  ...moneyIntents,
  ...actIntents,
];
