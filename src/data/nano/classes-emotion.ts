/** @file The task of classification by emotion. */

import type { ClassTask } from "./class-task.js";
import { place } from "./class-nouns.js";
import * as values from "./values.js";

// prettier-ignore
export const emotionTasks: readonly ClassTask[] = [
  {
    id: "emotion",
    aspects: [
      "the prevailing emotion", "the emotional state", "the affect", "the feelings", "the emotional tone",
      "the emotion", "the feeling", "the mood", "the inner state", "the main emotion",
    ],
    things: [
      "journal entry", "note", "line", "tweet", "chat message", "letter", "message", "diary entry", "post", "text",
      "piece of writing", "sentence",
    ],
    counts: [2, 3, 4],
    pools: { name: values.names, event: values.events, place },
    classes: [
      {
        id: "joy", labels: [
          "joy", "happy", "glad", "cheerful", "smile", "joyful", "delight", "bliss",
        ], is: [
          "joyful", "glad", "delighted", "from a happy writer", "in high spirits", "happy", "full of joy", "cheerful",
          "about being happy", "beaming with happiness",
        ],
        texts: [
          "I'm so happy that {name} came", "I am overjoyed about the {event}", "I am delighted to see {name}",
          "I can't stop smiling since the {event}", "I had so much fun at the {place}",
          "I laughed so much with {name}", "I love being at the {place} with {name}", "I sang for joy at the {event}",
          "happy days at the {place}", "happy, happy, happy, {name} is here", "what a wonderful day with {name}",
          "what fun we had at the {event}", "what a happy {event}", "yay, {name} made it",
          "yay, the {event} is today", "hurrah for {name}", "{name} and I danced at the {event}",
          "{name} makes me so happy", "{name} told the funniest joke, we all laughed", "the {event} was pure joy",
          "the {event} put a smile on my face", "the best {event} of my life",
          "the sun shines, {name} is here and life is good", "we cheered when {name} arrived",
          "we celebrated all night at the {place}", "we are thrilled about the {event}",
          "everyone was laughing at the {event}", "so pleased that {name} is back", "my heart sings, {name} said yes",
          "such a cheerful morning at the {place}", "I am so happy about the {event}", "{name} made me smile today",
          "we laughed all day at the {place}", "what a joy to see {name}", "I could dance, the {event} went well",
          "hooray, {name} is coming", "best day ever at the {place}", "I am glad that {name} came",
          "the {event} filled me with joy", "such fun with {name} at the {place}",
        ],
      },
      {
        id: "sadness", labels: [
          "sad", "sadness", "grief", "blue", "tears", "sorrow", "unhappy", "sorrowful",
        ], is: [
          "sorrowful", "full of sadness", "heartbroken", "from a sad writer", "in low spirits", "sad",
          "full of grief", "down", "about being sad", "heavy with sorrow",
        ],
        texts: [
          "I'm so sad that {name} left", "I am heartbroken about {name}", "I am in tears over the {event}",
          "I can't stop crying since {name} left", "I cried at the {place}", "I cry when I think of {name}",
          "I feel empty without {name}", "I feel so sad at the {place}", "I miss the {place} and I miss {name}",
          "I mourn for {name}", "I sit alone at the {place} and weep", "sad days at the {place}",
          "sad news about {name}", "so sad, the {event} was our last one together", "what a sad {event}",
          "we wept at the {event}", "we buried {name} today", "we all miss {name}",
          "{name} is gone and nothing is left but tears", "{name} died last night",
          "{name} won't come back, my heart aches", "{name} broke my heart", "the {event} made me cry",
          "the {place} is so lonely without {name}", "the saddest {event} of my life",
          "my eyes are wet since {name} left", "my tears won't stop", "nobody remembered me at the {event}, I wept",
          "such sorrow over {name}", "goodbye {name}, I will miss you", "I cried after the {event}",
          "I miss {name} so much", "{name} left and my heart is heavy", "I feel so lonely at the {place}",
          "tears all day because of {name}", "nobody came to the {event}, I feel down",
          "I am sad that {name} is gone", "my heart is broken, {name} said goodbye", "the {event} left me in tears",
          "without {name} the {place} is empty and sad",
        ],
      },
      {
        id: "anger", labels: [
          "angry", "anger", "mad", "rage", "furious", "annoyed", "wrath", "outraged",
        ], is: [
          "enraged", "full of rage", "outraged", "from an angry writer", "boiling with anger", "angry",
          "full of anger", "furious", "about being angry", "mad at someone",
        ],
        texts: [
          "I'm so angry about the {event}", "I am mad at {name}", "I am fed up with {name}",
          "I am outraged by the {event}", "I could strangle {name}", "I hate {name} for this",
          "I have had enough of {name}", "I shouted at {name} at the {place}",
          "I slammed the door of the {place} in anger", "I want to punch a wall because of {name}",
          "I will never forgive {name} for this insult", "angry letters about the {event}",
          "damn it, {name} did it again", "enough, {name}, get out of my sight",
          "how could {name} be so rude at the {event}", "leave me alone, {name}, I am furious",
          "so angry right now because of {name}", "shame on you, {name}", "that liar {name} makes me furious",
          "the {event} was an outrage", "the nerve of {name}", "the rudeness at the {place} makes me furious",
          "this is outrageous, {name}", "what an outrage, {name} cheated me",
          "who does {name} think they are, I am furious", "{name} insulted me and I am raging",
          "{name} drives me up the wall", "{name} had better apologise, I am livid",
          "{name} is such an idiot, I am fuming", "we are furious with {name}", "I am so angry at {name}",
          "how dare {name} ruin the {event}", "I am furious about the {event}", "{name} makes my blood boil",
          "I could scream, {name} lied to me", "stop shouting at the {place}, I am mad", "{name} is driving me mad",
          "I hate how {name} treated me", "the {event} made me furious", "{name} makes me so mad",
        ],
      },
      {
        id: "fear", labels: [
          "fear", "afraid", "scared", "worried", "panic", "anxious", "frightened", "terror",
        ], is: [
          "frightened", "scared", "full of worry", "from a scared writer", "in a panic", "afraid", "full of fear",
          "worried", "about being afraid", "trembling with fear",
        ],
        texts: [
          "I'm so scared of the {event}", "I am terrified of {name}", "I am frightened, {name} is behind the door",
          "I am worried sick about {name}", "I am too afraid to go to the {place}",
          "I can't sleep, I fear the {event}", "I can't breathe when I think of the {event}", "I fear for {name}",
          "I fear the {event}", "I hide from {name}", "I hear footsteps at the {place}, I am scared",
          "I ran from the {place} in panic", "I shiver at the thought of the {event}", "I tremble before the {event}",
          "afraid of the dark at the {place}", "afraid of {name}", "help, there is someone at the {place}",
          "my heart pounds with fear before the {event}", "my knees shake when {name} comes near",
          "please don't leave me alone at the {place}, I am afraid", "so worried about {name}",
          "so nervous and scared of the {event}", "something terrible will happen at the {event}, I am afraid",
          "the {event} scares me", "the {event} terrifies me", "the shadows at the {place} scare me",
          "what if something bad happens to {name}, I worry", "what if the {event} goes wrong, I'm so afraid",
          "we are scared to go to the {place}", "{name} scares me", "I am scared of the {event}",
          "I am afraid to see {name}", "my hands shake before the {event}", "I heard steps at the {place} and froze",
          "what if {name} gets hurt, I can't sleep", "the dark {place} frightens me",
          "I worry about {name} all the time", "I panic when I think of the {event}",
          "the {event} gives me nightmares", "I dare not enter the {place}",
        ],
      },
    ],
  },
];
