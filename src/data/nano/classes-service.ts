/** @file Tasks of classification on what customers and others write: manners, wishes, reports, things spoken of. */

import type { Class, ClassTask } from "./class-task.js";
import { place, thing } from "./class-nouns.js";
import * as values from "./values.js";

// prettier-ignore
const chores = [
  "close the door", "send me the file", "move the car", "call me back", "turn the music down", "bring the bill", "help me with the box", "open the window", "wait a moment", "pass the salt", "answer my mail", "show me the way", "sign the form", "fix the heating", "take off your shoes", "read the text again", "speak up",
  "come to the desk", "give me my bag", "leave the room",
];
// prettier-ignore
const insults = ["you idiot", "you fool", "moron", "you clown", "dummy", "stupid", "you loser", "blockhead", "you useless thing", "dimwit", "you pig"];

// prettier-ignore
const politeness: ClassTask = {
  id: "politeness",
  aspects: ["the manners", "the way it is said", "the behaviour", "how polite it is", "the tone of the writer", "the politeness", "the courtesy"],
  things: ["request", "reply", "note", "chat message", "sentence", "message", "comment", "text"],
  counts: [2],
  pools: { chore: chores, insult: insults, name: values.names },
  classes: [
    {
      id: "polite", labels: ["polite", "kind", "civil", "courteous", "friendly", "well-mannered", "nice"],
      is: ["kind", "well-mannered", "friendly", "respectful", "said nicely", "polite", "courteous", "civil"],
      texts: [
        "could you please {chore}", "would you mind, could you {chore}", "please {chore}, thank you", "excuse me, would you {chore} please", "may I ask you to {chore}", "I'd be grateful if you could {chore}", "sorry to bother you, could you {chore}", "thank you very much for your help, {name}",
        "it would be kind of you to {chore}", "dear {name}, please {chore} when you can", "many thanks, {name}, that was kind", "if it's no trouble, please {chore}", "good morning {name}, might you {chore}", "I beg your pardon, please {chore}", "thank you so much, {name}", "please, after you, {name}",
        "I hope you don't mind, could you {chore}", "with pleasure, {name}", "would you be so kind and {chore}", "pardon me, {name}, could you {chore}",
      ],
    },
    {
      id: "rude", labels: ["rude", "mean", "insulting", "impolite", "nasty", "unkind", "offensive"],
      is: ["mean", "insulting", "unfriendly", "disrespectful", "said in a nasty way", "rude", "impolite", "offensive"],
      texts: [
        "shut up, {insult}", "{chore}, {insult}", "get lost, {insult}", "{chore} or I'll kick you out", "nobody asked you, {insult}", "what are you staring at, {insult}", "are you deaf, {insult}, {chore}", "I don't care what you think, {insult}", "go away, {insult}", "how dumb can you be, {chore}",
        "{name} is such a moron", "you make me sick, {insult}", "hey {insult}, {chore}", "shut your mouth and {chore}", "move it, {insult}", "who let you in, {insult}", "get out of my sight", "{chore} already, {insult}", "you are an idiot, {name}", "stop talking, {insult}",
      ],
    },
  ],
};

// prettier-ignore
const support: ClassTask = {
  id: "support",
  aspects: ["the concern", "what the customer wants", "the reason for writing", "the matter", "the intent", "the wish", "the request"],
  things: ["ticket", "customer message", "support mail", "letter", "complaint", "message", "request", "mail"],
  counts: [2, 2, 3, 3, 4],
  pools: { item: values.items, name: values.names, code: values.code },
  classes: [
    {
      id: "refund", labels: ["refund", "money", "repay", "moneyback", "return", "reimbursement"],
      is: ["about getting money back", "a call for a refund", "from someone who wants the money back", "a demand for repayment", "about a refund", "a refund request", "about returning money"],
      texts: [
        "I want my money back for the {item}", "please refund the {item}", "when do I get my refund", "I'd like to be refunded for order {code}", "I returned the {item}, where is my money", "give me my money back", "refund my order {code}", "I was promised a refund", "I demand a full refund", "the money for the {item} was never paid back",
        "I sent the {item} back, please return what I paid", "how do I get my money back", "you still owe me the price of the {item}", "pay me back for {code}", "I expect a refund for the {item}", "return my payment please",
      ],
    },
    {
      id: "delivery", labels: ["delivery", "shipping", "parcel", "late", "transport", "missing"],
      is: ["about a parcel that did not come", "about the delivery", "from someone who waits for a parcel", "about something late", "a question about shipping", "about shipping", "about a late delivery"],
      texts: [
        "where is my {item}", "my parcel {code} has not arrived", "the {item} is still not here", "I'm waiting for my order {code}", "when will the {item} be delivered", "the package is late", "nothing has come yet, order {code}", "has my {item} been shipped", "the driver never came with the {item}", "my delivery is a week late",
        "the parcel went to the wrong house", "tracking of {code} has not moved for days", "when does the parcel come", "I did not receive the {item}", "still no sign of my {item}", "where did you ship {code}",
      ],
    },
    {
      id: "cancel", labels: ["cancel", "cancellation", "quit", "stop", "end", "withdraw"],
      is: ["about ending something", "a cancellation", "from someone who wants to stop", "about giving something up", "a wish to quit", "about cancelling", "a request to cancel"],
      texts: [
        "please cancel order {code}", "I want to cancel my order of the {item}", "cancel my subscription", "I don't need the {item} any more, cancel it", "stop my membership", "I'd like to end my contract", "how do I cancel {code}", "please close my contract next month", "don't send the {item}, I changed my mind", "I quit, end my plan",
        "take back my order {code}, I changed my mind", "I no longer want the {item}", "cancel everything I ordered", "terminate my plan please", "I wish to withdraw my order", "call off order {code}",
      ],
    },
    {
      id: "login", labels: ["login", "password", "access", "signin", "locked", "credentials"],
      is: ["about logging in", "about a password", "from someone who cannot get in", "about access", "an access problem", "about signing in", "a login problem"],
      texts: [
        "I forgot my password", "I can't log in", "my account is locked", "the site says wrong password", "how do I reset my password", "I can't sign in since yesterday", "my login does not work", "please send me a new password", "the code to log in never comes", "I'm locked out of my account",
        "{name} can't get into the account", "it won't accept my password", "my user name is not known", "signing in fails every time", "I need access to my account again", "reset the login for {name}",
      ],
    },
    {
      id: "thanks", labels: ["thanks", "gratitude", "praise", "appreciation", "thankyou", "grateful"],
      is: ["a word of thanks", "full of thanks", "from someone who is grateful", "nothing but thanks", "a thank-you", "thankful", "about being grateful"],
      texts: [
        "thank you for the quick help", "thanks a lot, {name}", "many thanks for the {item}, I love it", "I just want to say thanks", "you solved it, thank you", "great help, thanks", "thank you {name}, all works now", "I'm so grateful for your support", "thanks to the whole team", "that was kind, thank you",
        "thank you, I'm happy with the {item}", "thanks for the nice call, {name}", "a big thank you to {name}", "I really appreciate your help", "all good now, thanks", "my thanks to {name} for the help",
      ],
    },
  ],
};

// prettier-ignore
const feedback: ClassTask = {
  id: "feedback",
  aspects: ["the kind of feedback", "the type of report", "what kind of feedback it is", "the category of the feedback", "what it reports", "the feedback type", "the type of feedback"],
  things: ["app review", "user report", "entry", "piece of feedback", "issue", "report", "comment", "review"],
  counts: [2, 3, 3],
  pools: { part: ["search", "map", "menu", "login page", "chat", "calendar", "camera", "start screen", "player", "settings page", "keyboard", "file list", "video page", "list view"], thing },
  classes: [
    {
      id: "bug", labels: ["bug", "defect", "crash", "error", "fault", "broken", "issue"],
      is: ["about something broken", "a bug report", "about an error", "saying that something does not work", "about a crash", "a defect", "about a fault"],
      texts: [
        "the {part} crashes", "the {part} does not work", "the {part} is broken since the update", "I get an error in the {part}", "the {part} freezes all the time", "when I open the {part}, the app closes", "the {part} shows a blank page", "error 500 in the {part}", "the {part} stopped working", "pressing save in the {part} does nothing",
        "the {part} hangs", "the app dies when I use the {part}", "the {part} loses my data", "I can't open the {part}", "the {part} fails with an error", "the {part} keeps crashing",
      ],
    },
    {
      id: "feature", labels: ["feature", "wish", "idea", "suggestion", "request", "proposal", "new"],
      is: ["a wish for something new", "a feature request", "an idea", "asking for a new function", "a suggestion", "a proposal", "about what could be added"],
      texts: [
        "please add a {part}", "it would be nice to have a {part}", "could you build a {part}", "I wish there was a {part}", "add a button for the {part}", "a second {part} would be useful", "I'd like to see a {part} in the next version", "why not add a {part}", "my idea: a {part} with tabs", "can we have a {part} some day",
        "how about a larger {part}", "please make a {part} for kids", "I suggest a {part}", "what's missing is a {part}", "a {part} would be a good addition", "you should offer a {part}",
      ],
    },
    {
      id: "praise", labels: ["praise", "love", "compliment", "kudos", "happy", "good"],
      is: ["a compliment", "full of praise", "saying that the app is good", "about how good it is", "praise", "from a happy user", "kind words"],
      texts: [
        "I love the {part}", "the {part} is wonderful", "great app, well done", "the best {part} I know", "the new {part} is fantastic", "what a lovely {part}", "five stars for the {part}", "the {part} is so easy, great job", "I use the {part} every day and love it", "perfect, the {part} works like a charm",
        "superb {part}", "hats off for the {part}", "the {part} looks great", "excellent work on the {part}", "I'm a fan of the {part}", "amazing {part}, thank you",
      ],
    },
  ],
};

/** Sentences in which any thing can stand; `{x}` is the pool of the class. */
// prettier-ignore
const mentions = [
  "I saw a {x} in {city}", "{name} has a {x}", "there is a {x} near the {place}", "my {x} is old", "what a nice {x}", "we found a {x}", "the {x} was there all day", "{name} showed me a {x}", "do you see the {x}", "this is the {x} of {name}", "{name} drew a {x}", "look at that {x}", "I like your {x}", "the {x} is too expensive",
  "our {x} came from {city}", "she dreams of a {x}", "we talked about a {x}", "a {x} for {name}, please", "the {x} is gone", "have you got a {x}", "I had a {x} as a child", "{name} lost the {x}",
];
const mentioned = (id: string, labels: readonly string[], is: readonly string[]): Class => ({
  id,
  labels,
  is,
  texts: mentions.map((text) => text.replace("{x}", `{${id}}`)),
});

// prettier-ignore
const subject: ClassTask = {
  id: "subject",
  aspects: ["what is mentioned", "the thing in it", "the kind of thing", "what it speaks of", "the object", "the thing mentioned", "what it is about"],
  things: ["line", "remark", "text", "note", "message", "sentence", "phrase", "statement"],
  counts: [2, 2, 3, 4],
  pools: {
    name: values.names, city: values.cities, place,
    animal: ["dog", "cat", "horse", "cow", "rabbit", "bird", "parrot", "fish", "snake", "mouse", "goat", "sheep", "pig", "duck", "hen", "fox", "bear", "wolf", "lion", "tiger", "monkey", "frog", "hamster", "turtle"],
    food: ["pizza", "sandwich", "cake", "soup", "salad", "banana", "pear", "sausage", "burger", "cookie", "pancake", "pie", "muffin", "tomato", "potato", "carrot", "melon", "cheese roll", "waffle", "steak"],
    vehicle: ["car", "bus", "truck", "bike", "tram", "boat", "ship", "plane", "van", "scooter", "motorbike", "tractor", "taxi", "ferry", "helicopter", "sailing boat"],
    clothes: ["shirt", "coat", "hat", "skirt", "dress", "jacket", "scarf", "sweater", "sock", "glove", "tie", "cap", "belt", "raincoat", "blouse", "vest"],
    furniture: ["chair", "table", "sofa", "bed", "desk", "shelf", "wardrobe", "stool", "bench", "bookcase", "couch", "cupboard", "drawer"],
    instrument: ["guitar", "piano", "violin", "flute", "drum", "trumpet", "harp", "cello", "saxophone", "banjo", "clarinet"],
  },
  classes: [
    mentioned("animal", ["animal", "pet", "creature", "beast", "fauna"], ["about a pet or a wild creature", "about a creature", "about an animal", "on animals", "something with an animal"]),
    mentioned("food", ["food", "meal", "eating", "dish", "snack"], ["about something to eat", "about a dish", "about food", "on food", "something edible"]),
    mentioned("vehicle", ["vehicle", "transport", "traffic", "ride", "wheels"], ["about something to travel with", "about transport", "about a vehicle", "on vehicles", "something that drives, sails or flies"]),
    mentioned("clothes", ["clothes", "clothing", "fashion", "wear", "outfit"], ["about something to wear", "about clothing", "about clothes", "on clothes", "something that is worn"]),
    mentioned("furniture", ["furniture", "interior", "home", "furnishing", "household"], ["about a piece of furniture", "about what stands in a room", "about furniture", "on furniture", "something for the home"]),
    mentioned("instrument", ["instrument", "music", "sound", "orchestra", "band"], ["about something to make music with", "about music", "about an instrument", "on instruments", "something that musicians play"]),
  ],
};

// prettier-ignore
const agreement: ClassTask = {
  id: "agreement",
  aspects: ["the answer", "the position", "the reaction", "whether the writer agrees", "the response", "the vote", "the stand"],
  things: ["answer", "response", "comment", "message", "sentence", "reply", "statement", "post"],
  counts: [2],
  pools: { name: values.names, plan: ["the plan", "the idea", "the new rules", "the trip", "the price", "the meeting on Monday", "the offer", "the new name", "the date", "the change", "the report", "the budget"] },
  classes: [
    {
      id: "agree", labels: ["agree", "agreement", "approval", "accepted", "support", "aye", "consent"],
      is: ["in agreement", "saying yes", "in favour", "approving", "a yes", "an agreement", "for it"],
      texts: [
        "yes, I agree with {name}", "{name} is right", "I'm all for {plan}", "{plan} is fine with me", "I agree on {plan}", "of course, let's do it", "I support {plan}", "I'm in favour of {plan}", "you have my vote for {plan}", "exactly, that's how it is", "I accept {plan}", "yes to {plan}", "I think so too, {name}", "{plan} sounds good to me",
        "true, {name}", "count me in for {plan}", "agreed, {name}", "I approve of {plan}",
      ],
    },
    {
      id: "disagree", labels: ["disagree", "disagreement", "objection", "refusal", "opposed", "nay", "veto"],
      is: ["an objection", "saying no", "against it", "disapproving", "a no", "a refusal", "in opposition"],
      texts: [
        "no, I disagree with {name}", "{name} is wrong", "I'm against {plan}", "{plan} is not fine with me", "I don't agree on {plan}", "no way, we can't do it", "I oppose {plan}", "I'm not in favour of {plan}", "I vote against {plan}", "that's not how it is", "I reject {plan}", "no to {plan}", "I don't think so, {name}", "{plan} sounds bad to me",
        "not true, {name}", "leave me out of {plan}", "I object, {name}", "I don't approve of {plan}",
      ],
    },
  ],
};

export const serviceTasks: readonly ClassTask[] = [politeness, support, feedback, subject, agreement];
