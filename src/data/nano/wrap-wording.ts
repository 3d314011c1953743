/** @file How a classification prompt tells what stands around the label. */

import { wrapLabel } from "./labels.js";
import { utter } from "./manner.js";
import { fill, type Voice } from "./world.js";

// prettier-ignore
const wrapRules = [
  "The label must be written as {w}",
  "The answer should look like {w}",
  "Output format: {w}",
  "Answer format: {w}",
  "Response format:\n{w}",
  "## Format\n{w}",
  "Template: {w}",
  "Shape of the answer: {w}",
  "Print {w}",
  "Print the label as {w}",
  "Return {w}",
  "Emit {w}",
  "Type it like {w}",
  "Reply {w}",
  "Your reply should be {w}",
  "Your answer must be exactly {w}",
  "Please write {w}",
  "Write exactly {w}",
  "Say it like this: {w}",
  "Write the label like so: {w}",
  "Follow this pattern: {w}",
  "The output has to look like this: {w}",
  "Nothing but {w}",
  "Only output {w}",
  "Don't write more than {w}",
  "Send it back as {w}",
  "How to write it: {w}",
  "I expect {w}",
  "Fill in: {w}",
  "The form is {w}",
  "Like this: {w}",
  "Respond with {w}",
  "Write {w}",
  "Write it as {w}", "Format: {w}", "The answer has the form {w}", "Answer like {w}", "Output: {w}",
  "Reply in the form {w}", "Put the label like this: {w}", "Give your answer as {w}",
  "Use the form {w}", "Present it as {w}",
];

/** Wraps that are easily said in words. Where only a mark follows the label, a pattern would read as a sentence's end. */
// prettier-ignore
const inWords: Readonly<Record<string, readonly string[]>> = {
  "[@]": ["Use square brackets.", "Write the label inside [ and ].", "The label must be in square brackets.", "[ before the label, ] after it.",
    "Put the label in square brackets.", "Write it in [ ].", "Square brackets around the label, please.",
    "Answer in square brackets.", "Your label goes between [ and ]."],
  "<@>": ["Use angle brackets.", "< before the label, > after it.", "The label must be in angle brackets.", "Write the label in < >.",
    "Put the label in angle brackets.", "Write it between < and >.", "Answer in angle brackets.", "Angle brackets go around the label."],
  '"@"': ["Use double quotes.", "The label must stand in double quotes.", "Write the label with double quotes around it.", "Quote the label with double quotes.",
    "Put the label in double quotes.", 'Write it between " and ".', "Answer in double quotes.", "Double quotes go around the label."],
  "'@'": ["Use single quotes.", "Put the label in single quotes.", "Write the label with single quotes around it.", "Write it between ' and '.", "The label must stand in single quotes.",
    "Answer in single quotes.", "Single quotes go around the label."],
  "(@)": ["Use parentheses.", "The label must be in parentheses.", "( before the label, ) after it.", "Write the label inside ( and ).",
    "Put the label in parentheses.", "Write it in ( ).", "The label goes in round brackets.", "Answer in parentheses.", "Round brackets around it, please."],
  "**@**": ["Use bold Markdown.", "Make the label bold with **.", "** before and after the label.", "The label must be bold, as in Markdown.",
    "Write the label in bold, between ** and **.", "Put ** on both sides of the label.", "Two asterisks on each side of the label.", "Answer in Markdown bold."],
  "#@": ["Write the label with # before it.", "# and then the label, without a space.", "The label must be a hashtag.", "Use a hashtag.",
    "Put # in front of the label.", "Make it a hashtag.", "Start with #.", "Answer with a hashtag.", "The label follows a #."],
  "{@}": ["Use curly braces.", "{ before the label, } after it.", "The label must be in curly braces.", "Write the label inside { and }.",
    "Put the label in curly braces.", "Write it in { }.", "Answer in curly braces.", "Curly braces go around the label."],
  "[[@]]": ["Use double square brackets.", "Put the label in double square brackets.", "Write it in [[ ]].", "The label must be inside [[ and ]].", "[[ before the label, ]] after it.",
    "Answer in double square brackets.", "Double square brackets go around the label."],
  "`@`": ["Use backticks.", "Put the label in backticks.", "Write the label as inline code.", "The label must stand in backticks.", "A backtick before and after the label.",
    "Answer in backticks.", "Backticks go around the label."],
  "_@_": ["Use underscores around the label.", "Put the label between underscores.", "Write _ before and after the label.", "The label must have an underscore on each side.", "An underscore on both sides of the label.",
    "Answer between two underscores.", "Underscores go around it."],
  "@;": ["Put a semicolon after the label.", "Write the label and a semicolon.", "The label must end with a semicolon.", "After the label comes a semicolon.", "Close the label with a semicolon.",
    "Answer with a semicolon behind the label.", "A semicolon follows the label."],
  "@.": ["Write the label and a full stop.", "A full stop goes after the label.", "The label must end with a period.", "After the label, write a period.",
    "End the label with a full stop.", "Put a period behind the label.", "Finish with a dot.", "Close the answer with a full stop.", "A dot follows the label."],
  "@!": ["Write the label and an exclamation mark.", "An exclamation mark goes after the label.", "The label must end with !", "After the label, write !",
    "End the label with an exclamation mark.", "Put ! behind the label.", "Finish with !.", "Close the answer with an exclamation mark.", "Shout it: a ! follows the label."],
  "It is @.": ["Write a sentence like \"It is {x}.\"", "Reply \"It is {x}.\", with the right label.", "Put the label into \"It is ... .\" and say that.", "Respond like \"It is {x}.\"",
    "Answer with a sentence like \"It is {x}.\"", "Say \"It is {x}.\"", "Use the sentence \"It is {x}.\"", "Your answer reads \"It is {x}.\""],
  "This is @.": ["Write a sentence like \"This is {x}.\"", "Reply \"This is {x}.\", with the right label.", "Respond like \"This is {x}.\"", "The answer reads like \"This is {x}.\"",
    "Use a sentence such as \"This is {x}.\"", "Say it in a sentence: \"This is {x}.\""],
};

// prettier-ignore
export const bareRules = [
  "Reply with the label alone.",
  "Answer with the label alone.",
  "Say the label and stop.",
  "Output the label, nothing more.",
  "Print only the label.",
  "Return only the label.",
  "Respond with just the label.",
  "Use just the label.",
  "Write only the label.",
  "Type only the label.",
  "Exactly one label.",
  "One label, no more.",
  "Label only.",
  "Just the label.",
  "Only the label counts.",
  "Don't explain.",
  "Don't explain your choice.",
  "Don't write sentences.",
  "No sentence, just the label.",
  "No comments.",
  "Without any comment.",
  "The answer is one label.",
  "The reply should hold the label alone.",
  "Your whole answer is the label.",
  "Do not say why.",
  "Keep it to the label.",
  "Nothing else is wanted.",
  "Just the label, please.",
  "Nothing but the label.",
  "No explanation.",
  "A label and nothing more.",
  "Reply with the label only.", "One word, nothing else.", "Give no explanation.", "Only the label.",
  "Don't add anything else.", "Answer with just the label.", "No other text.", "Write nothing but the label.",
];

export function wrapRule(wrap: string, label: string, voice: Voice): string {
  const { random } = voice;
  const words = inWords[wrap];
  if (words && (/[.!;]$/.test(wrap) || random.chance(0.35))) return fill(utter(words, voice), { x: label });
  const shown = random.chance(0.3)
    ? label
    : random.pick(["LABEL", "label", "X", "LABEL", "CLASS", "the_label", "ANSWER", "Label", "..."]);
  return `${fill(utter(wrapRules, voice), { w: wrapLabel(wrap, shown) })}\n`;
}
