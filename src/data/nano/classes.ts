/** @file Tasks of classification: sentiment here, the others by their files. */

import type { ClassTask } from "./class-task.js";
import { emotionTasks } from "./classes-emotion.js";
import { messageTasks } from "./classes-message.js";
import { sentenceTasks } from "./classes-sentence.js";
import { serviceTasks } from "./classes-service.js";
import { topic } from "./classes-topic.js";

// prettier-ignore
const reviewed = [
  "the soup", "the play", "the dentist", "this laptop", "the breakfast", "the novel", "the campsite", "the festival",
  "the waiter", "the tea", "this website", "the tour", "the album", "my new camera", "the cake", "the repair",
  "the picture", "the match", "the workshop", "the zoo", "the bar", "the flight", "the sofa", "our guide",
  "the beach", "the podcast", "this blender", "the spa", "the haircut", "the parking", "the food", "the film",
  "the hotel", "this phone", "the service", "the book", "our room", "the show", "the staff", "the coffee", "this app",
  "the trip", "the concert", "my new bike", "the pizza", "the delivery", "the sound", "the game", "the course",
  "the museum",
];

// prettier-ignore
const sentiment: ClassTask = {
  id: "sentiment",
  aspects: [
    "the polarity", "the overall sentiment", "the overall feeling", "the judgement", "the overall opinion",
    "the sentiment", "the mood", "the tone", "the opinion", "the stance", "the attitude",
  ],
  things: [
    "customer review", "piece of feedback", "user comment", "feedback message", "reaction", "rating text", "remark",
    "review", "message", "comment", "text", "post", "opinion",
  ],
  counts: [2, 2, 3],
  pools: {
    it: reviewed,
    good: [
      "awesome", "marvellous", "outstanding", "terrific", "first-class", "splendid", "impressive", "pleasant",
      "beautiful", "top-notch", "flawless", "magnificent", "first-rate", "really nice", "stunning", "incredible",
      "exceptional", "just right", "great", "wonderful", "excellent", "lovely", "perfect", "amazing", "delicious",
      "fantastic", "brilliant", "superb", "delightful", "charming",
    ],
    bad: [
      "pathetic", "miserable", "lousy", "shameful", "annoying", "ridiculous", "unacceptable", "messy", "painful",
      "frustrating", "appalling", "worthless", "nasty", "ugly", "unpleasant", "dismal", "a mess", "hopeless",
      "terrible", "awful", "horrible", "boring", "broken", "disgusting", "useless", "dreadful", "disappointing",
      "dirty", "rude", "poor",
    ],
    flat: [
      "so so", "middling", "mediocre", "so ordinary", "nothing out of the ordinary", "run of the mill", "passable",
      "unremarkable", "about what you'd expect", "all right", "moderate", "typical", "plain", "decent at best",
      "just okay", "in the middle", "average", "okay", "ordinary", "normal", "fine I guess", "so-so", "as expected",
      "nothing special", "acceptable", "standard",
    ],
  },
  classes: [
    {
      id: "positive", labels: [
        "positive", "good", "pos", "favorable", "plus", "happy", "like", "up", "praise", "glowing",
      ],
      is: [
        "happy", "praising it", "approving", "a compliment", "pleased", "in favor of it", "enthusiastic", "positive",
        "good", "favorable", "full of praise", "written by someone who likes it", "from a happy person",
      ],
      texts: [
        "{it} is {good}", "I loved {it}", "love {it}! {good}", "absolutely {good}, {it} made our weekend",
        "{good}, just {good}", "thank you for {it}, it was {good}", "we had a {good} time, {it} was a delight",
        "{it} exceeded my expectations", "I would choose {it} again any time", "I could not be happier with {it}",
        "{it} is worth every penny", "{it} is the best I have ever had", "my favourite by far, {it}",
        "10/10 for {it}", "full marks for {it}, {good}", "big thanks to everyone behind {it}",
        "you must try {it}, so {good}", "everybody loved {it}", "can't wait to come back, {it} was {good}",
        "well done, {it} is {good}", "{it} made me smile", "I was surprised how {good} {it} was",
        "{it} gets better every time", "no complaints at all, {it} was {good}",
        "top marks, {it} was {good} from start to end", "happy customer here, {it} is {good}", "{it}: {good}!",
        "it was a pleasure, {it} is {good}", "two thumbs up for {it}", "impressed by {it}", "{it} was {good}",
        "I love {it}, simply {good}", "{it} is {good} and I would come back", "what a {good} day, {it} made it",
        "really {good}, thanks for {it}", "we enjoyed {it} a lot", "{it} was better than I hoped",
        "{good}! I recommend {it}", "I can't get enough of {it}", "five stars for {it}", "{it} turned out {good}",
        "so glad we tried {it}, {good}",
      ],
    },
    {
      id: "negative", labels: [
        "negative", "bad", "neg", "critical", "minus", "unhappy", "dislike", "down", "complaint", "poor",
      ],
      is: [
        "unhappy", "a bad review", "disapproving", "annoyed", "displeased", "against it", "full of complaints",
        "negative", "bad", "critical", "a complaint", "written by someone who dislikes it", "from an unhappy person",
      ],
      texts: [
        "{it} is {bad}", "I hated {it}", "{it}? {bad}", "absolutely {bad}, {it} spoiled our weekend",
        "{bad}, just {bad}", "no thanks, {it} was {bad}", "we had a {bad} time, {it} was a nightmare",
        "{it} let us down", "I would never choose {it} again", "I could not be more upset with {it}",
        "{it} is a waste of money", "{it} is the worst I have ever had", "my least favourite by far, {it}",
        "0/10 for {it}", "no marks for {it}, {bad}", "shame on everyone behind {it}", "avoid {it}, so {bad}",
        "everybody hated {it}", "we won't come back, {it} was {bad}", "what a letdown, {it} is {bad}",
        "{it} made me angry", "I was shocked how {bad} {it} was", "{it} gets worse every time",
        "so many complaints, {it} was {bad}", "I want a refund, {it} was {bad} from start to end",
        "unhappy customer here, {it} is {bad}", "{it}: {bad}!", "it was torture, {it} is {bad}",
        "thumbs down for {it}", "I wasted my evening on {it}", "don't bother with {it}", "{it} was {bad}",
        "I hate {it}, simply {bad}", "{it} is {bad} and I want my money back", "what a {bad} day, {it} ruined it",
        "really {bad}, never again", "we did not enjoy {it} at all", "{it} was worse than I feared",
        "{bad}! stay away from {it}", "I regret {it}", "one star for {it}", "{it} turned out {bad}",
        "so sorry we tried {it}, {bad}",
      ],
    },
    {
      id: "neutral", labels: [
        "neutral", "mixed", "okay", "average", "neither", "middle", "meh", "flat", "medium", "balanced", "plain",
      ],
      is: [
        "balanced", "neither happy nor unhappy", "neither praise nor complaint", "undecided", "lukewarm",
        "in the middle", "neither for nor against it", "neutral", "neither good nor bad", "in between",
        "without a clear opinion", "written by someone who doesn't care much", "indifferent",
      ],
      texts: [
        "{it} is {flat}", "{it}: {flat}", "{flat}, that is all I can say about {it}", "overall {it} was {flat}",
        "{it} has good and bad sides", "{it} is neither great nor terrible",
        "I can't complain about {it}, but I can't praise it either", "{it} was neither a joy nor a pain",
        "5/10 for {it}", "{it} is what you would expect, {flat}", "not sure what to think of {it}",
        "I have seen better and worse than {it}", "some will like {it}, some won't", "{it} left me indifferent",
        "no opinion on {it}, really", "I neither like nor dislike {it}",
        "half of it was fine, half was not, so {it} is {flat}", "{it} is okay, nothing more and nothing less",
        "{it} was {flat}, take it or leave it", "for the price, {it} is {flat}",
        "could be better, could be worse, {it} is {flat}", "just another one, {it} was {flat}",
        "{it} works, that's it", "neither thumbs up nor thumbs down for {it}", "I would call {it} {flat}",
        "{it} fell somewhere in the middle", "I used {it}, {flat}", "{it} was there, that's about it",
        "{it} was {flat}", "{it} is {flat}, not more", "I have no strong feelings about {it}",
        "{it} was {flat}, neither good nor bad", "nothing to say about {it}, {flat}", "{it} does the job",
        "three stars for {it}, {flat}", "{it} was like any other", "{it} is what it is", "I don't mind {it}",
        "{it} turned out {flat}", "we tried {it}, {flat}",
      ],
    },
  ],
};

export const classTasks: readonly ClassTask[] = [
  sentiment,
  topic,
  ...messageTasks,
  ...sentenceTasks,
  ...emotionTasks,
  ...serviceTasks,
];
