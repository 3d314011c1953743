/** @file What edits put into a sentence: words, masks, marks and what stands in front, behind or around. */

import type { Random } from "../../tensor/random.js";
import type { Entity } from "./sentences.js";
import { draw, names } from "./values.js";

// prettier-ignore
const heads = [
  "Warning", "Notice", "Dear", "Psst", "Breaking", "Flash", "Poem", "Story", "Rule", "Tip", "Plan", "Reminder", "Summary", "Quick", "Final", "New", "Old",
  "Public", "Sample", "Example", "Version", "Page", "Entry", "Item", "Step", "Part", "Chapter", "Title", "Subject", "Comment", "Remark", "Thought", "Word",
  "Truth", "Gossip", "Headline", "Oh", "Ah", "Hmm", "Aha", "Yes", "No", "Right", "Friends", "Folks", "Dear team", "Good news", "Bad news", "To do", "Ping",
  "Pong", "Human", "Robot", "Me", "You", "Boss", "Chef", "Captain", "Anna says", "He said", "We say", "Hot", "Cold", "Red", "Blue", "Moon", "Star", "Cat",
  "Output", "Result", "Done", "Ready", "Sure", "Here", "Now", "Later", "Again", "warning", "alert", "info", "log", "draft", "test", "todo", "copy", "hint",
  "msg", "out", "in", "res", "ok", "hey", "x", "abc", "A", "B", "v2", "No. 1",
  "Note", "FYI", "Re", "Fwd", "Memo", "News", "Update", "Attention", "Quote", "Listen", "Log", "Draft", "Bot",
  "Private", "Info", "Today", "Alert", "Message", "Team", "Status", "Copy", "Secret", "Answer", "Echo",
  "Dear all", "Hey", "Well", "Ahoy", "Wow", "So", "OK", "Line", "Task", "Idea", "Fact", "Rumour", "Hint", "Mail",
  "Test", "Joke", "Urgent", "Report", "note", "fact", "bot", "auto", "user", "text", "said", "reply",
];
// prettier-ignore
const signOffs = [
"Sincerely,", "Warmly,", "Hugs,", "Kisses,", "Greetings,", "Take care,", "Faithfully,", "Truly,", "So says", "says", "signed", "Signed:", "for", "to", "cc", "cc:", "by:", "from:", "via",
  "and", "with", "/", "-", "@", "==", "--by", "Sent by", "Written by", "Your friend", "Yours truly,", "See you,", "Later,",
"Best,", "Yours,", "Love,", "Cheers,", "--", "Regards,", "Thanks,", "Bye,", "from", "by", "~",
  "Ciao,"];
// prettier-ignore
const suffixes = [
  "Cheers!", "Thank you.", "Thank you!", "Good morning", "Good day", "Have fun!", "Enjoy!", "The end.", "THE END", "The End", "fin", "done", "Done.", "Over and out.", "EOF", "eom",
  "--end--", "[end]", "(end)", "</end>", "///", "===", "+++", "...", "#done", "#todo", "#fun", "#life", "#work", "right now", "as always", "for sure", "of course", "no doubt",
  "I think", "I guess", "you know", "they say", "Amazing!", "Wow!", "Really?", "True?", "Yes?", "Agreed?", "Why?", "haha", "hehe", "xoxo", ":)", ";-)", ":D", "<3", "P.S. hello",
  "Sent from my phone", "Talk soon", "Write back", "Call me", "Keep calm", "Stay safe", "God bless", "Hurray!", "Bravo!", "Next!", "Copy that", "Ten four", "Best wishes", "With love",
  "Thanks!", "(sent)", "Bye!", "Over.", "END", "Kind regards", "Amen.", "-- the team", "#news", "#today", "Stop.",
  "That is all.", "See you!", "OK?", "Right?", "Take care", "Have a nice day", "***", "<end>", "XOXO",
  "Your assistant", "Good night", "Roger", "Got it?", "Good luck", "Please reply", "lol", "!!", ":-)",
  "No reply needed",
];

// prettier-ignore
const prefixShapes = [
  "@:", "@:", "[@]", "(@)", "@!", "@ -", "@ >", "#@", "@,", "<@>", "*@*", ">> @:", "@:", "@", "@ =", "@ ->", "@ |", "@...", "@;", "@ --", "**@**", "{@}", "[@]:", "(@):",
  "- @:", "* @:", "> @:", "# @", "@::", "@ /", "~ @ ~", "== @ ==", "_@_", "/@/", "@ =>", "@?", "@.", "[[@]]", "!@!", "@ ~",
];

// prettier-ignore
const suffixShapes = [
  "[@]", "(@)", "#@", "/ @", "<@>", "- @", "{@}", "-- @", "| @", "*@*", "~ @", "= @", "-> @", "> @", "@!", "@.", "@", "<- @", "[[@]]", "(@!)", "**@**", ":: @",
];

/** "Note:", "[Note]", "Note -", "#Note" … */
export const drawPrefix = (random: Random): string => random.pick(prefixShapes).replace("@", random.pick(heads));

/** "Best, Anna", "(Note)", "Thanks!" … */
export const drawSuffix = (random: Random): string => {
  const kind = random.below(3);
  if (kind === 0) return `${random.pick(signOffs)} ${draw(random, names)}`;
  return kind === 1 ? random.pick(suffixes) : random.pick(suffixShapes).replace("@", random.pick(heads));
};

const shaped = (text: string, shapes: readonly string[]): boolean =>
  shapes.some((shape) => heads.some((head) => shape.replace("@", head) === text));
export const isPrefix = (text: string): boolean => shaped(text, prefixShapes);
export const isSuffix = (text: string): boolean =>
  suffixes.includes(text) ||
  signOffs.some((words) => text.startsWith(`${words} `) && /^[A-Z]\S*$/.test(text.slice(words.length + 1))) ||
  shaped(text, suffixShapes);

// prettier-ignore
export const masks = [
  "<secret>", "[private]", "PRIVATE", "HIDDEN", "MASKED", "[mask]", "MASK", "(hidden)", "(secret)", "{hidden}", "{secret}", "{X}", "<...>", "(...)", "...", "....", "____", "_", "--", "----", "#",
  "##", "####", "@", "%%%", "$$$", "&&&", "+++", "~~~", "===", "xxx", "xx", "XX", "XXXX", "zzz", "abc", "foo", "blank", "BLANK", "hidden", "redacted", "removed", "REMOVED", "censored",
  "[censored]", "<redacted>", "<removed>", "[?]", "(?)", "<?>", "?", "??", "*", "**", "*****", "[ ]", "( )", "[*]", "<*>", "thing", "something", "stuff", "gone", "N/A", "[gap]", "GAP", "TBD",
  "***", "XXX", "___", "[hidden]", "REDACTED", "[secret]", "<hidden>", "(private)", "---", "###", "[...]", "[X]",
  "???", "[removed]", "<mask>", "@@@", "[redacted]", "SECRET", "<X>", "[blank]",
];
// prettier-ignore
export const ownMasks: Record<Entity, readonly string[]> = {
  name: ["a person", "a friend", "PERSON", "Person", "Name", "{PERSON}", "[Name]", "who", "anyone", "they", "the client", "the user", "Jane Doe", "John Doe", "N.N.", "Mr. X", "[WHO]", "<who>", "human", "[anon]", "anonymous", "[NAME]", "<name>", "someone", "NAME", "[person]", "<PERSON>", "somebody", "X.", "(name)"],
  city: ["a town", "a place", "PLACE", "City", "Place", "{PLACE}", "[City]", "there", "anywhere", "elsewhere", "the city", "Springfield", "town", "[TOWN]", "<town>", "LOCATION", "[location]", "home", "far away", "[WHERE]", "the capital", "[CITY]", "<city>", "somewhere", "CITY", "[place]", "<PLACE>", "my town", "Y.", "(city)"],
  number: ["several", "a few", "N", "Number", "NUM", "{N}", "[Number]", "a number of", "0", "00", "99", "1", "[digits]", "<num>", "AMOUNT", "[amount]", "[N]", "n", "lots of", "countless", "#N", "[NUMBER]", "<number>", "some", "NUMBER", "[num]", "<N>", "many", "#", "(number)"],
  day: ["one day", "a day", "DATE", "Day", "Date", "{DATE}", "[Day]", "a weekday", "that day", "any day", "the day", "WEEKDAY", "[weekday]", "<weekday>", "later", "then", "[when]", "<when>", "TODAY", "next time", "Doomsday", "[DAY]", "<day>", "some day", "DAY", "[date]", "<DATE>", "soon", "D.", "(day)"],
};
// prettier-ignore
export const masked: Record<Entity, readonly string[]> = {
  name: ["all names", "any name", "the name of the person", "people's names", "the names", "every person", "each name", "whatever name there is", "every name", "names", "names of people", "the person's name", "all first names", "each first name"],
  city: ["all cities", "any city", "the name of the city", "the names of cities", "each city", "every town", "the place", "whatever city is named", "every city", "cities", "names of cities", "the city", "all names of places", "each place name"],
  number: ["any number", "the numbers", "each number", "whatever number there is", "digits and numbers", "the amount in digits", "numbers in digits", "every figure", "every number", "numbers", "all numbers", "the number", "all figures", "each figure"],
  day: ["any weekday", "the weekday", "each day of the week", "all weekdays", "the day of the week", "days of the week", "every weekday", "names of days", "every day of the week", "weekdays", "days", "the day", "the name of the day", "each weekday"],
};

// prettier-ignore
export const replacements = [
  "apple", "table", "chair", "window", "candle", "mirror", "hammer", "engine", "wheel", "horse", "rabbit", "eagle", "shark", "whale", "mouse", "bear", "fox", "frog", "snake", "monkey", "camel",
  "purple", "yellow", "brown", "pink", "grey", "violet", "copper", "marble", "crystal", "diamond", "maple", "tulip", "forest", "valley", "island", "desert", "meadow", "bridge", "tower", "field",
  "thunder", "wind", "storm", "frost", "summer", "autumn", "morning", "night", "comet", "planet", "rocket", "sky", "wave", "violin", "drum", "guitar", "knight", "wizard", "dragon", "giant",
  "captain", "sailor", "shoe", "hat", "coat", "glove", "button", "pocket", "cherry", "grape", "peach", "melon", "onion", "carrot", "pepper", "honey", "butter", "juice", "milk", "soup",
  "rice", "salad", "movie", "story", "poem", "song", "dance", "game", "trip", "flight", "hotel", "shop", "bank", "church", "street", "road", "path", "lake", "sea", "beach", "mountain",
  "hill", "tree", "flower", "leaf", "seed", "bird", "fish", "cow", "pig", "goat", "duck", "baby", "child", "doctor", "teacher", "lawyer", "king", "queen", "brother", "sister", "uncle",
  "warm", "cool", "dark", "bright", "loud", "quiet", "strong", "weak", "rich", "poor", "clean", "dirty", "young", "fresh", "strange", "famous", "secret", "often", "seldom", "rarely",
  "soon", "later", "tonight", "greetings", "welcome", "goodbye", "bye", "pardon", "indeed", "surely", "gladly", "quite", "rather", "computer", "laptop", "camera", "letterbox", "taxi", "bicycle",
  "hi", "cat", "plane", "lunch", "boat", "yesterday", "bad", "hut", "gold", "neighbour", "office", "tea", "sad",
  "tiny", "huge", "blue", "ancient", "modern", "never", "so", "cheers", "oops", "tram", "novel", "ball", "park",
  "note", "radio", "pricey", "quick", "lazy", "lovely", "truly", "perhaps", "wine", "cake", "noise", "wolf", "moon",
  "stone", "banana", "robot", "castle", "silver", "orange", "green", "zebra", "pirate", "sugar", "river",
];

// prettier-ignore
export const marks: readonly [string, readonly string[]][] = [
  ["!!", ["two exclamation marks", "!!"]], ["??", ["two question marks", "??"]], ["???", ["three question marks", "???"]], [":", ["a colon", ":"]], [",", ["a comma", ","]],
  [" !", ["a space and an exclamation mark", "! after a space"]], [" ?", ["a space and a question mark", "? after a space"]], [" END", ["a space and the word END", "END after a space"]],
  [" OK", ["a space and the word OK", "OK after a space"]], ["!?", ["!?", "an exclamation mark and a question mark"]], ["..", ["two dots", ".."]], ["....", ["four dots", "...."]],
  [" -", ["a space and a dash", "- after a space"]], [" ...", ["a space and three dots", "... after a space"]], ["*", ["an asterisk", "*"]], ["#", ["a hash sign", "#"]], [" /", ["a space and a slash"]],
  ["~", ["a tilde", "~"]], [" ;)", ["a space and a wink ;)", ";) after a space"]], [" over", ["a space and the word over"]], [" |", ["a space and a bar", "| after a space"]], [" <3", ["a space and <3"]],
  ["!!!!", ["four exclamation marks", "!!!!"]],
  ["!", ["an exclamation mark", "!"]], ["?", ["a question mark", "?"]], ["...", ["three dots", "..."]], [";",
    ["a semicolon", ";"]], [" :)", ["a space and a smiley :)", ":) after a space"]],
  ["!!!", ["three exclamation marks", "!!!"]], ["?!", ["?!", "a question mark and an exclamation mark"]], [" STOP",
    ["a space and the word STOP", "STOP after a space"]],
];

// prettier-ignore
export const wraps: readonly [string, string, string][] = [
  ["((", "))", "double parentheses"], ["{{", "}}", "double curly braces"], ["__", "__", "double underscores"], ["#", "#", "hash signs"], ["==", "==", "double equals signs"], ["=", "=", "equals signs"],
  ["<i>", "</i>", "i tags"], ["<q>", "</q>", "q tags"], ["<em>", "</em>", "em tags"], ["<text>", "</text>", "text tags"], ["<h1>", "</h1>", "h1 tags"], ["<a>", "</a>", "a tags"], ["<msg>", "</msg>", "msg tags"],
  ["<out>", "</out>", "out tags"], ["<div>", "</div>", "div tags"], ["<li>", "</li>", "li tags"], ["<note>", "</note>", "note tags"], ["<quote>", "</quote>", "quote tags"], ["/", "/", "slashes"],
  ["//", "//", "double slashes"], ["+", "+", "plus signs"], ["%", "%", "percent signs"], ["***", "***", "triple asterisks"], ["```", "```", "triple backticks"], ["\"\"\"", "\"\"\"", "triple double quotes"],
  ["^", "^", "carets"], ["$", "$", "dollar signs"], ["-", "-", "dashes"], ["&", "&", "ampersands"], ["@", "@", "at signs"], [":", ":", "colons"], ["||", "||", "double bars"], ["~~", "~~", "double tildes"],
  ["###", "###", "triple hash signs"], ["---", "---", "triple dashes"], ["''", "''", "two single quotes"],
  ['"', '"', "double quotes"], ["'", "'", "single quotes"], ["[", "]", "square brackets"], ["(", ")", "parentheses"],
    ["**", "**", "double asterisks"], ["<", ">", "angle brackets"], ["{", "}", "curly braces"], ["*", "*",
    "asterisks"],
  ["`", "`", "backticks"], ["_", "_", "underscores"], ["«", "»", "French quotes"], ["|", "|", "bars"], ["<<", ">>",
    "double angle brackets"], ["~", "~", "tildes"], ["<p>", "</p>", "p tags"], ["<b>", "</b>", "b tags"], ["[[", "]]",
    "double square brackets"], ["--", "--", "double dashes"],
];
