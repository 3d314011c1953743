/** @file The intents of the tools, the first half. */

import type { Intent } from "./intent.js";
import { moreIntents } from "./intents-more.js";
import * as values from "./values.js";

// prettier-ignore
const alarm: Intent = {
  id: "alarm",
  verbs: ["set", "create", "add", "make", "new", "start"],
  nouns: ["alarm", "wakeup", "alarm_clock"],
  slots: [{ id: "time", spellings: ["time", "at", "hour", "alarm_time"], value: values.time }],
  does: ["sets an alarm", "sets an alarm clock", "wakes the user at a time", "makes the phone ring at a time",
    "creates an alarm"],
  requests: [
    "wake me at {time}", "set an alarm for {time}", "wake me up at {time}", "I have to get up at {time}",
    "alarm at {time}",
    "ring the alarm at {time}", "I want to wake up at {time}", "new alarm, {time}", "make sure I am awake at {time}",
    "can you set the alarm to {time}", "get me out of bed at {time}", "put the alarm on for {time}",
    "please wake me when it is {time}", "I need an alarm at {time}",
  ],
  extra: {
    id: "label", spellings: ["label", "title", "name", "tag"], value: values.from(values.labels),
    clauses: [" for {label}", " and call it {label}", ", label it {label}", " with the label {label}",
      " named {label}", ", it is for {label}"],
  },
};

// prettier-ignore
const timer: Intent = {
  id: "timer",
  verbs: ["start", "set", "run", "create", "begin"],
  nouns: ["timer", "countdown", "stopwatch"],
  slots: [{ id: "duration", spellings: ["duration", "length", "time_span", "how_long"], value: values.duration }],
  does: ["starts a timer", "starts a countdown", "counts down a duration", "runs a timer", "sets a kitchen timer"],
  requests: [
    "set a timer for {duration}", "start a timer of {duration}", "count down {duration}", "timer {duration}",
    "start a countdown of {duration}", "run the timer for {duration}", "tell me when {duration} are over",
    "time {duration} for me", "give me a timer for {duration}", "begin a countdown, {duration}",
    "I need a timer for {duration}", "set the kitchen timer to {duration}", "can you time {duration}",
    "beep after {duration}",
  ],
  extra: {
    id: "label", spellings: ["label", "title", "name", "purpose"], value: values.from(values.labels),
    clauses: [" for the {label}", ", call it {label}", ", label {label}", " and name it {label}", " called {label}",
      ", it is for {label}"],
  },
};

// prettier-ignore
const weather: Intent = {
  id: "weather",
  verbs: ["get", "check", "show", "fetch", "find", "query"],
  nouns: ["weather", "forecast", "weather_report"],
  slots: [{ id: "city", spellings: ["city", "location", "place", "town"], value: values.from(values.cities) }],
  does: ["tells the weather", "gets the weather forecast", "looks up the weather in a city", "gives the forecast",
    "reports the weather"],
  requests: [
    "what is the weather in {city}", "how is the weather in {city}", "weather in {city}", "is it raining in {city}",
    "do I need an umbrella in {city}", "forecast for {city}", "will it be sunny in {city}",
    "tell me the weather for {city}",
    "is it cold in {city}", "how warm is it in {city}", "show me the forecast in {city}", "will it snow in {city}",
    "what does the sky look like in {city}", "is it going to be windy in {city}",
  ],
  extra: {
    id: "date", spellings: ["date", "day", "when", "on"], value: values.from(["today", "tomorrow", ...values.days]),
    clauses: [" {date}", " on {date}", ", {date}", " for {date}", ", I mean {date}", " come {date}"],
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
  does: ["sends a message", "sends a text message to someone", "texts a person", "writes a chat message",
    "delivers a message to a contact"],
  requests: [
    "tell {person} that {text}", "text {person}: {text}", "send {person} a message saying {text}",
    "message {person} that {text}",
    "write to {person}: {text}", "let {person} know that {text}", "send a text to {person}, {text}",
    "message to {person}: {text}", "can you tell {person} {text}", "say to {person}: {text}",
    "write {person} that {text}",
    "drop {person} a line: {text}", "inform {person} that {text}", "ping {person} with {text}",
  ],
};

// prettier-ignore
const call: Intent = {
  id: "call",
  verbs: ["make", "start", "place", "begin", "dial"],
  nouns: ["phone_call", "call", "voice_call"],
  slots: [{ id: "person", spellings: ["person", "contact", "name", "who"], value: values.from(values.names) }],
  does: ["calls someone", "makes a phone call", "dials a contact", "phones a person", "starts a voice call"],
  requests: [
    "call {person}", "phone {person}", "give {person} a call", "ring {person}", "I want to talk to {person}",
    "dial {person}",
    "start a call with {person}", "make a call to {person}", "get {person} on the phone", "can you call {person}",
    "I need to speak with {person}", "connect me with {person}", "put me through to {person}", "ring up {person}",
  ],
};

// prettier-ignore
const music: Intent = {
  id: "music",
  verbs: ["play", "start", "queue", "stream", "put_on"],
  nouns: ["music", "song", "track", "audio"],
  slots: [{ id: "song", spellings: ["song", "track", "title", "query"], value: values.from(values.songs) }],
  does: ["plays a song", "plays music", "starts a track", "streams a song", "puts on some music"],
  requests: [
    "play {song}", "put on {song}", "I want to hear {song}", "play the song {song}", "start {song}",
    "can you play {song}",
    "let me hear {song}", "play me {song}", "stream {song}", "music please, {song}", "turn on the song {song}",
    "I would like to listen to {song}", "give me {song} on the speakers", "how about some music, {song}",
  ],
  extra: {
    id: "room", spellings: ["room", "speaker", "device", "where"], value: values.from(values.rooms),
    clauses: [" in the {room}", " on the {room} speaker", ", in the {room}", " for the {room}", " over in the {room}",
      " using the speaker in the {room}"],
  },
};

// prettier-ignore
const lights: Intent = {
  id: "lights",
  verbs: ["set", "change", "switch", "control", "turn"],
  nouns: ["lights", "light", "lamp", "light_colour"],
  slots: [
    { id: "room", spellings: ["room", "place", "area", "where"], value: values.from(values.rooms) },
    { id: "colour", spellings: ["color", "colour", "hue", "tone"], value: values.from(values.colours) },
  ],
  does: ["sets the colour of the lights", "changes the lights of a room", "switches the light in a room to a colour",
    "controls the lamps", "makes the lights a colour"],
  requests: [
    "make the {room} lights {colour}", "set the light in the {room} to {colour}", "turn the {room} lamp {colour}",
    "I want {colour} light in the {room}", "switch the {room} to {colour} light", "lights in the {room} to {colour}",
    "change the {room} light to {colour}", "{colour} lights in the {room}",
    "can you make the lamp in the {room} {colour}",
    "give me {colour} light in the {room}", "put the {room} lights on {colour}",
    "let the lamps in the {room} be {colour}",
    "light the {room} in {colour}", "the lamps of the {room} should be {colour}",
  ],
};

// prettier-ignore
const thermostat: Intent = {
  id: "thermostat",
  verbs: ["set", "adjust", "change", "control", "update"],
  nouns: ["thermostat", "heating", "temperature", "heat"],
  slots: [{ id: "degrees", spellings: ["degrees", "temperature", "value", "target"], value: values.degrees }],
  does: ["sets the heating", "sets the temperature at home", "adjusts the thermostat", "changes the room temperature",
    "controls the heating"],
  requests: [
    "set the heating to {degrees} degrees", "make it {degrees} degrees", "heat up to {degrees}",
    "thermostat to {degrees}",
    "I want {degrees} degrees", "turn the heating to {degrees}", "set the temperature to {degrees}",
    "warm it up to {degrees} degrees",
    "can you make it {degrees} degrees", "put the thermostat on {degrees}",
    "change the temperature to {degrees} degrees",
    "keep it at {degrees} degrees", "let it be {degrees} degrees", "heating at {degrees} please",
  ],
  extra: {
    id: "room", spellings: ["room", "zone", "area", "where"], value: values.from(values.rooms),
    clauses: [" in the {room}", " for the {room}", ", in the {room}", " inside the {room}", " over in the {room}",
      ", only the {room}"],
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
  does: ["adds an event to the calendar", "puts an appointment in the calendar", "schedules an event",
    "creates a calendar entry", "books a date in the calendar"],
  requests: [
    "put {title} in my calendar on {date}", "schedule {title} for {date}", "add {title} to the calendar, {date}",
    "I have {title} on {date}, save it in my calendar", "calendar: {title} on {date}",
    "create an event {title} on {date}",
    "book {title} for {date}", "add an appointment, {title}, {date}", "can you schedule {title} on {date}",
    "new event on {date}: {title}", "plan {title} on {date}", "mark {date} for {title}", "block {date} for {title}",
    "enter {title} on {date} in my calendar",
  ],
  extra: {
    id: "time", spellings: ["time", "start", "hour", "at"], value: values.time,
    clauses: [", at {time}", ", it starts at {time}", ", time {time}", ", {time}", ", beginning at {time}",
      ", we start at {time}"],
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
  does: ["sets a reminder", "reminds the user of a task", "creates a reminder for a task at a time",
    "adds a reminder", "makes the phone remind someone of something"],
  requests: [
    "remind me to {task} at {time}", "at {time} remind me to {task}", "reminder to {task} at {time}",
    "don't let me forget to {task} at {time}", "I need to {task} at {time}, remind me",
    "set a reminder for {time}: {task}",
    "add a reminder to {task} at {time}", "can you remind me at {time} to {task}", "please remind me, {task} at {time}",
    "reminder, {time}, {task}", "make me think of this at {time}: {task}", "create a reminder to {task} at {time}",
    "help me remember to {task} at {time}", "nudge me at {time} to {task}",
  ],
};

export const intents: readonly Intent[] = [
  alarm,
  timer,
  weather,
  message,
  call,
  music,
  lights,
  thermostat,
  calendar,
  reminder,
  ...moreIntents,
];
