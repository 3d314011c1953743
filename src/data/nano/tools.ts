/** @file Family "tools": a prompt lists tools and a call format; the answer is a call, or a word when no tool fits. */

import type { Random } from "../../tensor/random.js";
import { drawFormat, writeCall } from "./call-format.js";
import { recase } from "./casing.js";
import type { Intent, Slot } from "./intent.js";
import { intents } from "./intents.js";
import { nameStyles, respell, type NameStyle } from "./naming.js";
import { dress } from "./requests.js";
import { fill, type Voice, type World } from "./world.js";
import type { Tool, ToolsConfiguration } from "./tool.js";
import { describe, twins } from "./tools-description.js";
import { describeTools } from "./tools-wording.js";

// prettier-ignore
const noneAnswers = [
  "none", "NONE", "None", "no_tool", "null", "no tool", "N/A", "n/a", "nothing", "no match", "unknown", "unsupported",
  "-", "skip", "no", "[none]", "NO_TOOL", "no_match", "false", "sorry", "pass", "empty",
  "I can't help with that", "Sorry, I can't do that", "No tool for that", "Not possible", "no suitable tool",
  "cannot help", "No", "other", "fail", "failed", "error", "void", "reject", "refuse", "not found", "no call", "NOTHING", "nil", "no function",
  "missing", "impossible", "no_call", "NO", "0", "?", "--", "[]", "{}", "[no tool]", "stop", "other request", "ask a human", "not supported",
  "I don't know", "Sorry, no", "can't do", "help", "out of scope", "escalate", "none of these", "no action", "fallback", "blank",
];

// prettier-ignore
const opaqueNames = [
  "fn1", "fn2", "fn3", "fn4", "tool_a", "tool_b", "tool_c", "tool_d", "alpha", "beta", "gamma", "delta", "t1", "t2",
  "t3", "t4",
  "fn5", "fn6", "f1", "f2", "f3", "tool1", "tool2", "tool3", "tool4", "op_a", "op_b", "op_c", "x1", "x2", "x3", "cmd1", "cmd2", "cmd3",
  "a1", "b2", "c3", "func_a", "func_b", "func_c", "epsilon", "omega", "sigma", "helper", "worker", "robot", "falcon", "comet", "amber", "cobalt",
  "maple", "willow", "thunder", "pixel", "rocket", "lotus", "raven", "tiger", "apollo", "venus", "mercury", "saturn",
  "hermes", "atlas", "nova", "echo", "orion", "iris", "zeus", "luna",
];

/** The name of a tool: verb and noun, noun and verb, or the noun alone, in the style of the prompt. */
function nameTool(random: Random, intent: Intent, style: NameStyle): string {
  const [verb, noun] = [random.pick(intent.verbs), random.pick(intent.nouns)];
  const form = random.uniform();
  return respell(form < 0.75 ? `${verb}_${noun}` : form < 0.88 ? `${noun}_${verb}` : noun, style);
}

function configure(random: Random): ToolsConfiguration {
  const format = drawFormat(random);
  const casing = random.chance(0.06) ? random.pick(["lower", "upper"] as const) : "as is";
  const style =
    casing !== "as is" ? "snake" : random.chance(0.8) ? nameStyles[random.below(4)]! : random.pick(nameStyles);
  // A hyphen or a dot would not do in an argument.
  const argStyle = style === "camel" || style === "pascal" ? "camel" : "snake";
  const opaque = random.chance(0.1) ? random.shuffle([...opaqueNames]) : [];
  const tools = random
    .sample(format.empty ? intents : taking, random.pick([1, 2, 2, 3, 3, 3, 4, 4, 5]))
    .map((intent, i): Tool => {
      const slots: Slot[] = [...intent.slots];
      if (intent.extra && random.chance(0.4)) slots.push(intent.extra);
      if (random.chance(0.4)) random.shuffle(slots);
      const args = slots.map((slot) => ({ slot, name: respell(random.pick(slot.spellings), argStyle) }));
      return { intent, name: opaque[i] ?? nameTool(random, intent, style), args, opaque: i < opaque.length };
    });
  const none = random.chance(0.9) ? recase(casing, random.pick(noneAnswers)) : undefined;
  return { tools, format, casing, none };
}

const taking = intents.filter(({ slots }) => slots.length > 0);

/** Values for the slots of a tool, with a request that names them all. */
function ask(intent: Intent, extra: boolean, voice: Voice): { request: string; values: Record<string, string> } {
  const values: Record<string, string> = {};
  for (const slot of intent.slots) values[slot.id] = slot.value(voice.random);
  let template = voice.say(intent.requests);
  if (extra && intent.extra) {
    values[intent.extra.id] = intent.extra.value(voice.random);
    template += voice.say(intent.extra.clauses);
  }
  return { request: fill(dress(template, voice), values), values };
}

export const tools: World<ToolsConfiguration> = {
  family: "tools",
  configure,
  describe,
  twins,
  system: (configuration, voice) => describeTools(configuration, voice, exampleCall(configuration, voice)),
  turn({ tools, format, casing, none }, voice) {
    const { random } = voice;
    if (none !== undefined && random.chance(0.15)) {
      const other = random.pick(intents);
      // A listed intent just drawn becomes a fitting request below, which thins the misfits only slightly.
      if (!tools.some(({ intent }) => intent === other))
        return { request: ask(other, random.chance(0.2), voice).request, answer: none };
    }
    const tool = random.pick(tools);
    const { request, values } = ask(
      tool.intent,
      tool.args.some(({ slot }) => slot === tool.intent.extra),
      voice,
    );
    return {
      request,
      answer: recase(
        casing,
        writeCall(
          format,
          tool.name,
          tool.args.map(({ slot, name }) => [name, values[slot.id]!]),
        ),
      ),
    };
  },
};

/** A real call of the listed tool with most arguments, as an example of the format. */
function exampleCall({ tools, format, casing }: ToolsConfiguration, voice: Voice): string {
  const tool = tools.reduce((most, tool) => (tool.args.length > most.args.length ? tool : most));
  return recase(
    casing,
    writeCall(
      format,
      tool.name,
      tool.args.map(({ slot, name }) => [name, slot.value(voice.random)]),
    ),
  );
}
