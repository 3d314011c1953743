/** @file A chat request's messages, parted: what is said by the system becomes weights, the rest stays in context. */

import type { Message } from "../lm/tokenizer.js";
import { badRequest } from "./api-error.js";
import type { ChatRequest } from "./schemas/chat.js";
import { describeTools, writeCall, type Tool } from "./tools.js";

export interface ChatPrompt {
  /** What system and developer messages say, and of which tools; undefined if nothing. */
  system: string | undefined;
  messages: Message[];
  /** Those the answer may call. */
  tools: Tool[];
  /** The answer must be a call. */
  mustCall: boolean;
}

type ChatMessage = ChatRequest["messages"][number];

const textOf = (content: ChatMessage["content"]): string =>
  typeof content === "string" ? content : (content ?? []).map(({ text }) => text).join("");

export function chatPrompt({ messages, tools = [], tool_choice: choice = "auto" }: ChatRequest): ChatPrompt {
  const all = tools.map((tool): Tool => tool.function);
  const name = typeof choice === "object" ? choice.function.name : undefined;
  const named = name === undefined ? all : all.filter((tool) => tool.name === name);
  if (name !== undefined && named.length === 0) throw badRequest(`there is no tool "${name}" in tools`, "tool_choice");
  const mustCall = choice === "required" || name !== undefined;
  if (mustCall && all.length === 0) throw badRequest("a tool must be called, but there are no tools", "tool_choice");
  const callable = choice === "none" ? [] : named;

  const said = messages.filter(bySystem).map(({ content }) => textOf(content));
  // All tools are told whatever the choice: the same tools are then the same adapter.
  if (all.length > 0) said.push(describeTools(all));
  const system = said.filter((text) => text.trim() !== "").join("\n\n");
  return {
    system: system === "" ? undefined : system,
    messages: messages.filter((message) => !bySystem(message)).map(inContext),
    tools: callable,
    mustCall,
  };
}

const bySystem = ({ role }: ChatMessage): boolean => role === "system" || role === "developer";

/** A message as every chat template can write it: calls as the model writes them, results as the user's words. */
function inContext(message: ChatMessage): Message {
  const text = textOf(message.content);
  if (message.role !== "assistant") return { role: "user", content: text };
  const calls = (message.tool_calls ?? []).map(({ function: call }) => writeCall(call.name, call.arguments));
  return { role: "assistant", content: [...(text === "" ? [] : [text]), ...calls].join("\n") };
}
