/** @file The intents of tools that take nothing, a number or one of a few words. */

import type { Random } from "../../tensor/random.js";
import type { Intent } from "./intent.js";
import * as values from "./values.js";

const number =
  (low: number, high: number) =>
  (random: Random): string =>
    `${random.between(low, high)}`;

// prettier-ignore
const devices = ["fan", "TV", "coffee machine", "kettle", "washing machine", "sprinkler", "projector", "air conditioner", "vacuum", "dishwasher", "oven", "printer", "pump", "fountain", ];

// prettier-ignore
export const actIntents: readonly Intent[] = [
  {
    id: "pause", verbs: ["pause", "stop", "halt", "hold"], nouns: ["playback", "player", "media", "playing"], slots: [],
    does: ["stops what is playing", "pauses playback", "makes the player silent", "halts the music", "pauses what is on", "stops the player", "holds the playback"],
    requests: [
      "pause the music", "stop the music", "pause it", "stop playing", "stop the song", "pause the player", "no more music", "music off", "hold the music", "halt playback", "make the music stop", "I don't want any music now", "quiet, no music", "pause this song", "can you stop the music",
      "enough music", "could you pause the song", "pause playback", "stop the playback", "please stop that song",
    ],
  },
  {
    id: "balance", verbs: ["get", "show", "check", "read"], nouns: ["balance", "account_balance", "account", "savings"], slots: [],
    does: ["tells how much money there is", "shows the balance of the account", "reads the account", "reports what is left in the bank", "checks the account balance", "gives the balance", "says how much money is left"],
    requests: [
      "how much money is in my account", "what is my balance", "check my balance", "show me my balance", "how much do I have in the bank", "what's left in my account", "tell me my account balance", "balance please", "how much money is left", "am I broke", "is there money in my account",
      "look at my account", "how rich am I", "show the balance of my account", "can you check my account", "get my balance", "account balance", "what have I got in the bank",
    ],
  },
  {
    id: "block_card", verbs: ["block", "freeze", "stop", "cancel"], nouns: ["card", "bank_card", "credit_card", "debit_card"], slots: [],
    does: ["blocks the card", "freezes a lost card", "makes the card useless to thieves", "stops a card", "cancels the card", "locks the credit card", "shuts down a bank card"],
    requests: [
      "block my card", "my card was stolen", "freeze my card", "I can't find my card, block it", "somebody took my card", "stop my credit card", "cancel my card", "my bank card is gone", "please freeze the card", "I lost my bank card", "my credit card has been stolen", "I need my card blocked",
      "can you block the credit card", "the card is missing, stop it", "shut down my card", "someone has my card, freeze it",
    ],
  },
  {
    id: "clock", verbs: ["tell", "get", "read", "show"], nouns: ["time", "clock", "current_time", "hour"], slots: [],
    does: ["tells the time", "says how late it is", "reads the clock", "gives the current time", "shows the clock", "looks at the clock", "announces the time"],
    requests: [
      "what time is it", "what's the time", "tell me the time", "how late is it", "do you have the time", "the time please", "read the clock", "what does the clock say", "can you tell me the time", "give me the current time", "is it late already", "what hour is it", "current time", "look at the clock for me",
      "could you say what time it is", "I need to know the time",
    ],
  },
  {
    id: "photo", verbs: ["take", "make", "shoot", "snap"], nouns: ["photo", "picture", "selfie", "snapshot"], slots: [],
    does: ["takes a picture", "uses the camera", "makes a photo", "presses the shutter", "shoots a photo", "snaps a picture", "takes a snapshot"],
    requests: [
      "take a photo", "take a picture", "make a picture of us", "a photo please", "snap a picture", "use the camera", "say cheese", "selfie time", "I want a picture of this", "could you take a picture of us", "camera, now", "shoot a photo", "photograph this", "let's have a photo", "take a snapshot", "get a picture of that",
    ],
  },
  {
    id: "agent", verbs: ["reach", "get", "connect", "ask_for"], nouns: ["human", "agent", "operator", "support"], slots: [],
    does: ["connects with a human", "hands over to an agent", "lets a person take over", "gets an operator", "passes the chat to support", "brings in a human", "forwards to the staff"],
    requests: [
      "I want to speak to a human", "let me talk to an agent", "give me a real person", "connect me to support", "is there a human", "I need an operator", "human please", "this bot is useless, get me a person", "I'd rather talk to someone of the staff", "agent", "hand me over to support", "I want help from a person",
      "get me an operator", "can a real person help me", "transfer me to an agent", "put a human on",
    ],
  },
  {
    id: "joke", verbs: ["tell", "make", "say", "crack"], nouns: ["joke", "pun", "funny", "laugh"], slots: [],
    does: ["tells a joke", "says something funny", "makes people laugh", "amuses the user", "tells something to laugh about", "cracks a joke", "gives a pun"],
    requests: [
      "make me laugh", "say something funny", "do you know a joke", "a joke please", "I need a laugh", "cheer me up with a joke", "got any jokes", "another joke", "be funny", "can you tell me a joke", "let me hear a joke", "crack a joke", "I want to laugh", "tell us something funny", "give me a pun", "entertain me with a joke",
    ],
  },
  {
    id: "hours", verbs: ["show", "get", "tell", "list"], nouns: ["opening_hours", "hours", "opening_times", "business_hours"], slots: [],
    does: ["says when the shop is open", "gives the opening hours", "tells when they open and close", "lists the opening times", "shows the hours of the shop", "answers when the place is open", "informs about opening times"],
    requests: [
      "when are you open", "what are your opening hours", "are you open on Sundays", "when does the shop open", "when do you close", "are you still open", "how long are you open today", "opening hours", "tell me the opening times", "is the shop open now", "until when are you open", "at what time do you open",
      "do you open on weekends", "which days are you open", "your hours please", "are you open at the moment",
    ],
  },
  {
    id: "switch", verbs: ["switch", "toggle", "power", "operate"], nouns: ["device", "machine", "appliance", "plug"],
    slots: [
      { id: "device", spellings: ["device", "name", "what", "appliance"], value: values.from(devices) },
      { id: "state", spellings: ["state", "status", "mode", "power"], value: values.from(["on", "off"]) },
    ],
    does: ["turns a device on or off", "switches a machine on or off", "puts an appliance on or off", "powers devices on and off", "sets whether a device runs", "controls the power of a device", "starts or stops a household device"],
    requests: [
      "turn the {device} {state}", "turn {state} the {device}", "switch the {device} {state}", "switch {state} the {device}", "{device} {state}", "put the {device} {state}", "I want the {device} {state}", "the {device} should be {state}", "power the {device} {state}", "make sure the {device} is {state}", "can you turn the {device} {state}",
      "please have the {device} {state}", "get the {device} {state}", "is the {device} {state}, if not change it", "set the {device} to {state}", "the {device} must go {state}", "could you switch {state} the {device}",
    ],
  },
  {
    id: "move", verbs: ["move", "go", "drive", "steer"], nouns: ["robot", "rover", "drone", "motion"],
    slots: [
      { id: "direction", spellings: ["direction", "way_to", "heading", "side"], value: values.from(["left", "right", "forward", "back", "up", "down"]) },
      { id: "steps", spellings: ["steps", "distance", "count", "n"], value: number(2, 30) },
    ],
    does: ["moves the robot", "makes the robot go some steps", "steers the rover", "drives in a direction", "takes steps to one side", "walks some steps", "sends the robot in a direction"],
    requests: [
      "go {direction} {steps} steps", "move {direction} {steps}", "move {steps} steps {direction}", "{steps} steps {direction}", "{direction}, {steps} steps", "take {steps} steps {direction}", "walk {direction} for {steps} steps", "drive {steps} {direction}", "go {steps} {direction}", "robot, {steps} steps {direction}", "step {direction} {steps} times",
      "please go {direction}, {steps} steps", "now {direction} by {steps}", "make {steps} steps {direction}", "{direction} by {steps} steps", "advance {steps} steps {direction}",
    ],
  },
  {
    id: "pay", verbs: ["pay", "transfer", "send", "wire"], nouns: ["payment", "cash", "funds", "bank_transfer"],
    slots: [
      { id: "amount", spellings: ["amount", "sum", "how_much", "value"], value: number(2, 500) },
      { id: "person", spellings: ["to", "payee", "receiver", "name"], value: values.from(values.names) },
    ],
    does: ["sends money to someone", "transfers an amount", "pays a person", "wires money", "moves money to somebody's account", "makes a payment", "gives money to a contact"],
    requests: [
      "send {amount} dollars to {person}", "transfer {amount} euros to {person}", "pay {person} {amount} dollars", "{person} gets {amount} dollars from me", "I owe {person} {amount} euros, send it", "wire {amount} pounds to {person}", "give {person} {amount} dollars", "pay {amount} to {person}", "transfer {amount} to {person}",
      "send {person} {amount} euros", "make a payment of {amount} to {person}", "I want to pay {person} {amount}", "{amount} dollars for {person}", "please transfer {amount} to {person}", "move {amount} dollars to the account of {person}", "can you send {amount} to {person}",
    ],
  },
  {
    id: "snooze", verbs: ["snooze", "allow", "grant", "take"], nouns: ["snooze", "nap", "snooze_button", "doze"],
    slots: [{ id: "minutes", spellings: ["minutes", "mins", "delay", "length"], value: number(2, 60) }],
    does: ["snoozes for a number of minutes", "lets the user sleep a bit more", "delays by minutes", "allows a nap", "sleeps some minutes"],
    requests: [
      "snooze {minutes} minutes", "let me sleep {minutes} more minutes", "{minutes} more minutes", "give me {minutes} more minutes", "snooze for {minutes} minutes", "I want to nap for {minutes} minutes", "another {minutes} minutes please", 
      "snooze it, {minutes} minutes", "a nap of {minutes} minutes", "let me doze {minutes} minutes", "{minutes} minutes more in bed", "I stay in bed {minutes} more minutes", "let me rest {minutes} minutes",
    ],
  },
  {
    id: "remove", verbs: ["remove", "delete", "take_off", "drop"], nouns: ["list_item", "cart_item", "basket_item", "unwanted_item"],
    slots: [{ id: "item", spellings: ["item", "product", "thing", "what"], value: values.from(values.items) }],
    does: ["removes an item", "takes a thing off the list", "deletes a product from the cart", "drops what is not needed", "takes something out of the basket", "crosses an item out", "empties a line of the list"],
    requests: [
      "remove the {item}", "remove {item} from the list", "delete {item} from my cart", "take the {item} off the list", "I don't need the {item} any more", "we have a {item} already, take it off", "cross out {item}", "drop the {item}", "no {item} please, take it out", "get the {item} out of my basket", "forget the {item}",
      "the {item} can go", "delete the {item}", "without the {item} please, remove it", "strike {item} from the list", "please remove the {item}",
    ],
  },
  {
    id: "track", verbs: ["track", "find", "trace", "locate"], nouns: ["parcel", "package", "order_status", "shipment"],
    slots: [{ id: "code", spellings: ["code", "order", "tracking_number", "id"], value: values.code }],
    does: ["finds out where a parcel is", "tracks an order", "tells the status of a shipment", "traces a package", "follows a delivery", "looks for a parcel", "locates a package by its code"],
    requests: [
      "where is my parcel {code}", "track {code}", "where is order {code}", "status of {code}", "what happened to order {code}", "when does {code} arrive", "has {code} been sent", "I'm waiting for parcel {code}", "find package {code}", "trace my order {code}", "my parcel {code} has not come", "can you track package {code}",
      "look for shipment {code}", "how far is {code}", "is {code} on its way", "tell me where {code} is",
    ],
  },
  {
    id: "brightness", verbs: ["set", "change", "dim", "adjust"], nouns: ["brightness", "screen", "display", "backlight"],
    slots: [{ id: "level", spellings: ["level", "percent", "value", "to"], value: number(1, 100) }],
    does: ["sets how bright the screen is", "dims the display", "changes the brightness", "adjusts the screen", "makes the screen brighter or darker", "regulates the backlight", "sets the display level"],
    requests: [
      "set the brightness to {level}", "brightness {level}", "make the screen {level} percent bright", "dim the display to {level}", "screen brightness to {level}", "change the brightness to {level}", "the display should be at {level}", "I want the screen at {level}", "put the brightness at {level}", "adjust the screen to {level}", "dim it to {level}",
      "the screen is too bright, {level} please", "bring the brightness to {level}", "can you set the screen to {level} percent", "backlight at {level}",
    ],
  },
];
