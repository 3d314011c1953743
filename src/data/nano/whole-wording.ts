/** @file How a person asks for an edit of the whole text: imperatives and fragments without a full stop. */

// prettier-ignore
export const wholeAsks = {
  upper: [
    "write the text in upper case", "write it in capital letters", "write everything in capitals", "put it in upper case", "put the whole text in capitals", "convert it to uppercase", "convert the text to upper case",
    "make it all caps", "make everything uppercase", "use capital letters only", "use only capitals", "turn every letter into a capital", "all letters must be capitals", "all caps", "the text goes in upper case", "change all letters to capitals",
    "shout it in capital letters", "capitalise every letter", "give it back in capitals", "uppercase the text", "print it in all caps", "write it all in big letters", "it should be in capitals throughout",
    "say it in upper case", "respond in capital letters", "set the whole message in capitals", "every letter goes in upper case",
  ],
  lower: [
    "write the text in lower case", "write it in small letters", "write everything in lower case", "put it in lower case", "convert it to lowercase", "convert the text to lower case", "make everything lower case", "make it all lowercase",
    "use small letters only", "no capital letters", "turn every capital into a small letter", "all letters must be small", "all lower case", "change all letters to small ones", "lowercase the text", "print it in lower case", "give it back in small letters",
    "don't use capitals", "remove the capital letters by making them small", "it should be in lower case throughout", "say it in lower case", "set the whole message in small letters", "every letter goes in lower case",
  ],
  title: [
    "start every word with a capital letter", "write each word with a capital first letter", "capitalise every word", "capitalise the first letter of each word", "put it in title case", "use title case", "each word starts with a capital",
    "make the first letter of every word a capital", "every word gets a big first letter", "convert it to title case", "write it in title case", "the first letter of each word must be upper case", "begin each word with a capital", "title-case the text",
    "uppercase the first letter of all words", "give every word a capital letter at its start",
  ],
  reverse: [
    "reverse the order of the words", "reverse the words", "write the words in reverse order", "put the words in reverse order", "write the words backwards", "turn the word order around", "start with the last word and go back to the first",
    "give the words from last to first", "list the words from the last to the first", "the words come in reverse", "flip the order of the words", "say the words in opposite order", "the last word comes first, the first one last, and so on", "reverse the word order", "print the words from back to front",
    "invert the order of the words", "the order of the words must be reversed", "go through the words backwards",
  ],
  swapEnds: [
    "swap the first and the last word", "swap the first word with the last one", "exchange the first and last words", "let the first and the last word change places", "switch the first word and the last word", "the first and the last word trade places",
    "put the last word first and the first word last", "make the first and last word switch places", "interchange the first and last word", "the first word and the last word swap positions", "swap the words at both ends",
  ],
  firstToEnd: [
    "move the first word to the end", "put the first word at the end", "take the first word and put it last", "the first word goes to the end", "move the opening word to the back", "shift the first word to the end",
    "let the first word stand at the end", "the first word should come last", "bring the first word to the end",
  ],
  lastToFront: [
    "move the last word to the front", "put the last word at the beginning", "take the last word and put it first", "the last word goes to the start", "move the final word to the front", "shift the last word to the beginning",
    "let the last word stand at the front", "the last word should come first", "bring the last word to the front",
  ],
  join: [
    "replace every space with {j}", "replace all spaces by {j}", "put {j} instead of each space", "use {j} instead of spaces", "write {j} for every space", "every space becomes {j}", "change the spaces to {j}", "turn spaces into {j}", "join the words with {j}",
    "put {j} between the words", "write {j} between the words instead of a space", "connect the words with {j}", "link all words by {j}", "each space is replaced by {j}", "where there is a space, write {j}", "swap spaces for {j}", "separate the words by {j}, not by spaces",
    "glue the words together with {j}", "spaces turn into {j}", "no spaces, use {j} there",
  ],
  squeeze: [
    "remove all spaces", "delete the spaces", "take out every space", "write it without spaces", "leave out the spaces", "no spaces between the words", "write all words together", "drop every space", "join the words without spaces",
    "stick the words together", "use no spaces at all",
  ],
  vowels: [
    "remove all vowels", "delete the vowels", "leave out every vowel", "take out the vowels (a, e, i, o, u)", "write it without vowels", "drop all vowels", "remove the letters a, e, i, o and u", "strip the vowels", "no vowels",
    "write only the consonants of each word", "omit each vowel",
  ],
  delete: [
    "delete the word {w}", "remove the word {w}", "leave out {w}", "take out the word {w}", "drop {w}", "never write {w}", "erase the word {w}", "omit the word {w}", "don't copy {w}", "skip the word {w}", "write it without the word {w}", "delete {w} wherever it appears",
    "remove every {w}", "cut the word {w}", "get rid of {w}", "{w} must go", "the word {w} should be left out", "strip out {w}", "if there's a {w} in it, delete it", "throw out {w}", "copy all but the word {w}",
  ],
  around: [
    "put {p} in front and {s} at the end", "put {p} before it and {s} after it", "write {p} first, then the text, then {s}", "start with {p} and end with {s}", "begin with {p} and finish with {s}", "add {p} at the start and {s} at the end",
    "add {p} before and {s} after", "it starts with {p} and ends with {s}", "{p} goes in front, {s} goes behind", "first {p}, then the text, last {s}", "open with {p} and close with {s}", "place it after {p} and before {s}",
    "set {p} in front of it and {s} behind it", "let {p} precede it and {s} follow it",
  ],
} as const satisfies Record<string, readonly string[]>;
