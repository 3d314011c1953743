/** @file How a person asks for an edit: imperatives and fragments without a full stop. */

// prettier-ignore
export const asks = {
  replace: [
    "the word {a} becomes {b}", "{a} becomes {b}", "{b} replaces {a}", "rename {a} to {b}", "put {b} for {a}", "print {b} instead of {a}", "use {b} instead of {a}", "use the word {b} for {a}",
    "substitute {b} for {a}", "where it says {a}, write {b}", "wherever you see {a}, write {b}", "if you see {a}, make it {b}", "each {a} must become {b}", "{a} should be {b}", "{a} must be changed to {b}",
    "{a} is to be replaced by {b}", "{a} -> {b}", "{a} => {b}", "make it {b}, not {a}", "don't say {a}, say {b}", "never write {a}, write {b}", "take out {a} and put in {b}", "replace the word {a} by {b}",
    "the word {a} is now {b}", "call it {b} where it's called {a}", "convert {a} to {b}", "change {a} into {b}",
    "say {b} for {a}", "{a} should read {b}", "exchange {a} for {b}", "put {b} where {a} is", "write {b} instead of {a}", "replace {a} with {b}", "change the word {a} to {b}", "use {b} where it says {a}", "instead of {a} say {b}", "turn {a} into {b}", "swap {a} for {b}", "every {a} becomes {b}", "put {b} in place of {a}", "let {a} be {b}",
  ],
  mask: [
    "replace {x} by {m}", "substitute {m} for {x}", "{x} -> {m}", "{m} goes where {x} would be", "print {m} for {x}", "use {m} instead of {x}", "put {m} for {x}", "turn {x} into {m}", "{x} must become {m}",
    "{x} should be replaced with {m}", "censor {x} with {m}", "redact {x} as {m}", "don't show {x}, show {m}", "never write {x}, write {m}", "make {x} {m}", "where there is a mention of {x}, write {m}",
    "blank out {x} with {m}", "remove {x} and put {m} there", "overwrite {x} with {m}", "we don't want to see {x}, only {m}", "for privacy write {m} for {x}", "exchange {x} for {m}",
    "convert {x} to {m}", "keep {x} secret: {m}", "obscure {x} by {m}", "{m} replaces {x}", "{m} hides {x}",
    "use {m} for {x}", "{x} should read {m}", "say {m} in place of {x}", "write {m} for {x}", "replace {x} with {m}", "hide {x} behind {m}", "write {m} instead of {x}", "mask {x} as {m}", "put {m} in place of {x}", "change {x} to {m}", "anonymise {x}: write {m}", "swap {x} for {m}", "let {m} stand for {x}", "cover {x} with {m}",
  ],
  upper: [
    "{w} in capitals", "{w} in capital letters", "{w} must be in capitals", "{w} should be in upper case", "{w} goes in upper case", "print {w} in capitals", "write {w} in upper case", "write {w} in all caps",
    "put the word {w} in all caps", "turn {w} into capitals", "convert {w} to upper case", "change {w} to capital letters", "make the word {w} all capitals", "uppercase {w}", "upper-case the word {w}",
    "use upper case for {w}", "use caps for the word {w}", "capitalise all of {w}", "{w} has to be all caps", "raise {w} to capitals", "every letter of {w} must be a capital", "show {w} in capitals",
    "write {w} in capital letters", "all letters of {w} in capitals", "capitals for {w}", "write the word {w} in capitals", "put {w} in upper case", "capitalise every letter of {w}", "shout the word {w}", "make {w} upper case", "use capital letters for {w}", "spell {w} in capital letters", "set the word {w} in caps",
  ],
  keep: [
    "keep just the {e} {n}", "keep the {e} {n} only", "keep nothing but the {e} {n}", "write only the {e} {n}", "print only the {e} {n}", "print just the {e} {n}", "return the {e} {n} only", "return only the {e} {n}",
    "say only the {e} {n}", "give just the {e} {n}", "give me the {e} {n}", "output the {e} {n} of it", "take the {e} {n}", "extract the {e} {n}", "use only the {e} {n}", "copy only the {e} {n}",
    "all but the {e} {n} goes", "drop all but the {e} {n}", "remove everything but the {e} {n}", "delete all words except the {e} {n}", "the {e} {n} and no more", "just the {e} {n}, please",
    "we only want the {e} {n}", "I just need the {e} {n}", "trim it to the {e} {n}", "the answer is the {e} {n}", "what stays is the {e} {n}",
    "only the {e} {n}", "say just the {e} {n}", "keep the {e} {n}, drop the rest", "shorten it to the {e} {n}", "keep only the {e} {n}", "answer with the {e} {n} of it", "cut it down to the {e} {n}", "repeat just the {e} {n}", "copy the {e} {n} and leave out the rest", "give back only its {e} {n}", "reduce it to the {e} {n}", "write nothing but the {e} {n}",
  ],
  drop: [
    "the {e} word goes", "the {e} word must go", "the {e} word should be left out", "the {e} word is not wanted", "get rid of the {e} word", "strip the {e} word", "erase the {e} word", "cut the {e} word",
    "lose the {e} word", "discard the {e} word", "take out the {e} word", "leave the {e} word away", "print it without the {e} word", "write all but the {e} word", "write everything except the {e} word",
    "say it without the {e} word", "return all words but the {e}", "keep all but the {e} word", "keep everything except the {e} word", "don't copy the {e} word", "don't repeat the {e} word",
    "ignore the {e} word", "throw the {e} word away",
    "don't write the {e} word", "no {e} word", "take away the {e} word", "leave out the {e} word", "drop the {e} word", "remove the {e} word", "delete the {e} word", "copy it without the {e} word", "omit the {e} word", "cut off the {e} word", "skip the {e} word",
  ],
  endWith: [
    "end with {m} where the full stop is", "the final period becomes {m}", "the full stop at the end becomes {m}", "the last dot must be {m}", "the last period should be {m}", "the period at the end turns into {m}",
    "replace the final period with {m}", "replace the last dot by {m}", "put {m} in place of the full stop at the end", "write {m} where the final dot is", "print {m} for the last period", "use {m} and not a full stop at the end",
    "make the final full stop {m}", "exchange the final dot for {m}", "substitute {m} for the last full stop", "change the dot at the end into {m}", "conclude with {m} instead of a period", "have {m} instead of the closing period",
    "don't end with a period but with {m}", "instead of the full stop at the end, write {m}", "instead of the final period put {m}", "no period at the end but {m}", "end in {m}, not in a dot",
    "put {m} for the final period", "{m} at the end, not a full stop", "write {m} instead of the last period", "end it with {m} instead of the full stop", "replace the full stop at the end with {m}", "change the last period to {m}", "use {m} in place of the final dot", "finish with {m}, not with a period", "turn the final period into {m}", "swap the dot at the end for {m}", "let it end in {m} rather than a full stop",
  ],
  endBare: [
    "no dot at the end", "no final period", "no full stop, please", "the final period goes", "the last dot must go", "the full stop at the end should be left out", "end without a period", "end without a full stop", "leave off the final period",
    "leave the last dot out", "take away the final dot", "take off the full stop", "strip the final period", "strip the full stop from the end", "erase the dot at the end", "omit the final full stop", "omit the closing period",
    "print it without the dot at the end", "say it without the final period", "don't write the last dot", "don't put a period at the end", "get rid of the final full stop", "lose the full stop at the end",
    "no full stop at the end", "no period at the end", "without the last dot", "leave out the full stop at the end", "remove the final period", "drop the dot at the end", "don't end with a full stop", "delete the last period", "write it without the final full stop", "cut the closing dot", "skip the period at the end",
  ],
  prefix: [
    "put {p} before it", "put {p} before the text", "write {p} in front", "write {p} first", "print {p} first", "print {p} before it", "begin with {p}", "begin it with {p}", "start it with {p}", "start the line with {p}",
    "start your answer with {p}", "start by writing {p}", "first comes {p}", "first {p}, then the text", "it begins with {p}", "it should start with {p}", "it must begin with {p}", "the answer starts with {p}", "the line must start with {p}",
    "add {p} in front of it", "add {p} before the text", "insert {p} at the start", "insert {p} at the beginning", "prepend {p}", "prepend {p} to it", "lead with {p}", "give it the prefix {p}", "use {p} as a prefix", "head it with {p}",
    "have {p} at the beginning",
    "{p} goes first", "say {p} first", "use {p} at the start", "put {p} at the front", "put {p} in front of it", "start with {p}", "begin the answer with {p}", "write {p} before the sentence", "add {p} at the beginning", "open with {p}", "prefix it with {p}", "let {p} come first", "place {p} at the start", "precede it by {p}",
  ],
  suffix: [
    "put {s} after it", "put {s} at the end", "put {s} after the text", "write {s} at the end", "write {s} behind it", "print {s} after it", "print {s} last", "it ends with {s}", "it should end with {s}", "it must close with {s}",
    "the answer ends with {s}", "the line must end with {s}", "end your answer with {s}", "end it with {s}", "end by writing {s}", "last comes {s}", "first the text, then {s}", "add {s}", "add {s} behind it", "add {s} to the end", "insert {s} at the end",
    "append {s} to it", "attach {s} at the end", "finish by saying {s}", "conclude with {s}", "give it the suffix {s}", "use {s} as a suffix", "have {s} at the end", "tack on {s}", "follow it with {s}",
    "{s} goes last", "end with {s}", "say {s} at the end", "finish with {s}", "put {s} behind it", "add {s} after it", "append {s}", "write {s} after the sentence", "add {s} at the end", "sign with {s}", "close with {s}", "let {s} follow", "attach {s}", "let {s} come last",
  ],
  wrap: [
    "put {w} around it", "put it inside {w}", "put the text in {w}", "put the whole line in {w}", "write {w} around it", "write the text in {w}", "write it inside {w}", "print it in {w}", "print {w} around it", "return it in {w}", "say it in {w}",
    "show it in {w}", "it goes in {w}", "it should be in {w}", "it must stand in {w}", "the text goes inside {w}", "the answer should be in {w}", "everything goes in {w}", "wrap the text in {w}", "wrap all of it in {w}", "wrap {w} around it", "enclose it in {w}",
    "add {w} on both sides", "add {w} around it", "use {w} around it", "surround the text with {w}", "set it between {o} and {c}", "put the text between {o} and {c}", "write {o} right before it and {c} right after it", "it belongs between {o} and {c}",
    "write it in {w}", "{w} around it", "give it in {w}", "put {w} around the sentence", "put it in {w}", "wrap it in {w}", "write it between {o} and {c}", "set it in {w}", "enclose the text in {w}", "answer inside {w}", "surround it with {w}", "use {w} around the whole text", "place {w} around it", "frame the text with {w}",
  ],
  twice: [
    "say it twice with {b} between", "write it twice, separated by {b}", "write the text two times with {b} between", "print it twice with {b} in between", "print it two times, with {b} in the middle", "return it twice, with {b} between the copies",
    "output it twice, joined by {b}", "put it twice, with {b} in the middle", "give two copies, separated by {b}", "give two copies joined by {b}", "it appears twice, with {b} in between", "it should be there twice, separated by {b}", "the text comes twice, {b} between",
    "duplicate it with {b} between", "duplicate the text, separated by {b}", "repeat the text after {b}", "write it, then {b}, then write it again", "first the text, then {b}, then the text once more", "twice, please, with {b} in between",
    "say it twice, {b} in between", "two copies with {b} between them", "print it twice, divided by {b}", "write it twice with {b} in between", "say it two times, separated by {b}", "repeat it once, with {b} between", "double it, joined by {b}", "give it twice with {b} between the two", "copy it two times with {b} in the middle",
  ],
} as const satisfies Record<string, readonly string[]>;
