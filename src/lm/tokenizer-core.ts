/** @file Text to token ids and back, and chats to text, as Hugging Face's `AutoTokenizer` does it. */

import type { Template } from "@huggingface/jinja";
import { ChatTemplateError, FileError } from "../errors.js";
import { DecodeStream } from "./decode-stream.js";
import type { HuggingFaceTokenizer } from "./huggingface-tokenizers.js";
import { checkTokenIds } from "./tokenizer-check.js";
import type { TokenizerFiles } from "./tokenizer-definition.js";

export interface Message {
  readonly role: string;
  readonly content: string;
  /** Templates may use more fields: `tool_calls`, `name`. */
  readonly [field: string]: unknown;
}

export interface ChatOptions {
  /** Ends with the header of the assistant's answer. Default: false, as in Hugging Face. */
  readonly addGenerationPrompt?: boolean;
  /** Tool definitions (JSON schema), for templates that know them. */
  readonly tools?: readonly unknown[];
}

export interface EncodeOptions {
  /** Special tokens written in the text ("<|im_end|>") become that token. Default: true; false for untrusted text. */
  readonly special?: boolean;
  /** Adds what the tokenizer puts around a text, such as a BOS token. Default: true; false for a `chat` text, which has it. */
  readonly addSpecial?: boolean;
}

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
}

/** The text of an entry of tokenizer_config.json, which is a text or an object with it. */
function tokenText(entry: unknown): string | undefined {
  if (typeof entry === "string") return entry;
  const content = (entry as { content?: unknown } | null | undefined)?.content;
  return typeof content === "string" ? content : undefined;
}

/** The template itself, or the one named "default" of a list. */
export function chatTemplateOf({ chatTemplate, config }: TokenizerFiles): string | undefined {
  const entry = chatTemplate ?? config["chat_template"];
  if (!Array.isArray(entry)) return typeof entry === "string" ? entry : undefined;
  const named = entry as { name?: unknown; template?: unknown }[];
  const template = named.find(({ name }) => name === "default")?.template;
  return typeof template === "string" ? template : undefined;
}

/** What does the work; loaded with the first tokenizer, so that a program which imports this package starts sooner. */
interface Libraries {
  HuggingFaceTokenizer: typeof HuggingFaceTokenizer;
  Template: typeof Template;
}

async function libraries(): Promise<Libraries> {
  const [{ HuggingFaceTokenizer }, { Template }] = await Promise.all([
    import("./huggingface-tokenizers.js"),
    import("@huggingface/jinja"),
  ]);
  return { HuggingFaceTokenizer, Template };
}

const addedTokens = ({ tokenizer }: TokenizerFiles): AddedToken[] => (tokenizer["added_tokens"] ?? []) as AddedToken[];

export class Tokenizer {
  /** Number of ids. A model's logits may have more rows than that. */
  readonly vocabSize: number;
  /** Ids that end a text: the `eos_token`, and those that the model's configuration names. */
  readonly eosIds: readonly number[];
  /** The `pad_token`; without one, the first EOS id, or 0: behind a mask any id does. */
  readonly padId: number;

  readonly #main: HuggingFaceTokenizer;
  /** Knows no special tokens; made when first needed. */
  #plain: HuggingFaceTokenizer | undefined;
  #template: Template | undefined;
  /** Ids that the post-processor puts before and behind a text. */
  readonly around: readonly [before: readonly number[], behind: readonly number[]];
  readonly #special: ReadonlySet<number>;

  private constructor(
    private readonly files: TokenizerFiles,
    private readonly libraries: Libraries,
  ) {
    checkTokenIds(files.tokenizer, files.source);
    this.#main = this.#use(() => new libraries.HuggingFaceTokenizer(files.tokenizer, files.config));
    this.vocabSize = [...this.#main.get_vocab().values()].reduce((most, id) => Math.max(most, id + 1), 0);
    const eos = this.idOf("eos_token");
    this.eosIds = [...new Set([...(eos === undefined ? [] : [eos]), ...(files.eosIds ?? [])])];
    this.padId = this.idOf("pad_token") ?? this.eosIds[0] ?? 0;

    this.#special = new Set(addedTokens(files).flatMap(({ id, special }) => (special === true ? [id] : [])));

    const bare = this.#encode(this.#main, "a");
    const whole = this.#encode(this.#main, "a", true);
    const at = Math.max(0, whole.indexOf(bare[0] ?? -1));
    this.around = [whole.slice(0, at), whole.slice(at + bare.length)];
  }

  /** Throws a `FileError` for files that a tokenizer can't be made of. */
  static async of(files: TokenizerFiles): Promise<Tokenizer> {
    return new Tokenizer(files, await libraries());
  }

  encode(text: string, { special = true, addSpecial = true }: EncodeOptions = {}): number[] {
    const ids = this.#encode(special ? this.#main : this.#withoutSpecial(), text);
    return addSpecial ? [...this.around[0], ...ids, ...this.around[1]] : ids;
  }

  /** Whether `encode` reads some of the text as special tokens. */
  hasSpecial(text: string): boolean {
    return this.encode(text, { addSpecial: false }).some((id) => this.#special.has(id));
  }

  /** Where the last special token in the text begins; 0 if there is none. */
  lastSpecialAt(text: string): number {
    const texts = addedTokens(this.files).flatMap(({ content, special }) => (special === true ? [content] : []));
    return texts.reduce((last, token) => Math.max(last, text.lastIndexOf(token)), 0);
  }

  /** The text as it was: no spaces are cleaned up. Bytes that are no UTF-8 give U+FFFD. */
  decode(ids: readonly number[], { skipSpecial = false }: { skipSpecial?: boolean } = {}): string {
    if (ids.length === 0) return "";
    const options = { skip_special_tokens: skipSpecial, clean_up_tokenization_spaces: false };
    return this.#use(() => this.#main.decode([...ids], options));
  }

  decodeStream(options?: { skipSpecial?: boolean }): DecodeStream {
    return new DecodeStream((ids) => this.decode(ids, options));
  }

  /** A chat as token ids. Errors as of `chat`. */
  encodeChat(messages: readonly Message[], options?: ChatOptions): number[] {
    return this.encode(this.chat(messages, options), { addSpecial: false });
  }

  get hasChatTemplate(): boolean {
    return chatTemplateOf(this.files) !== undefined;
  }

  /**
   * A chat as the text that the model was trained on, by the chat template; `encodeChat` gives its ids.
   * Throws a `ChatTemplateError` if there is no template, or the template refuses the messages.
   */
  chat(messages: readonly Message[], { addGenerationPrompt = false, tools }: ChatOptions = {}): string {
    const text = chatTemplateOf(this.files);
    if (text === undefined)
      throw new ChatTemplateError(
        this.files.source,
        "there is no chat template; give the prompt as text, or an instruction-tuned model",
      );
    const special = ["bos_token", "eos_token", "pad_token", "unk_token"].map((key) => [key, this.#textOf(key) ?? ""]);
    try {
      this.#template ??= new this.libraries.Template(text);
      return this.#template.render({
        messages,
        add_generation_prompt: addGenerationPrompt,
        ...(tools && { tools }),
        ...(Object.fromEntries(special) as Record<string, string>),
      });
    } catch (cause) {
      throw new ChatTemplateError(this.files.source, `the chat template fails: ${(cause as Error).message}`, { cause });
    }
  }

  /** Id of a token's text ("<|im_end|>"), or of a role of tokenizer_config.json ("eos_token"). */
  idOf(token: string): number | undefined {
    return this.#main.token_to_id(this.#textOf(token) ?? token);
  }

  #textOf(role: string): string | undefined {
    return tokenText(this.files.config[role]);
  }

  #withoutSpecial(): HuggingFaceTokenizer {
    const kept = addedTokens(this.files).filter(({ special }) => special !== true);
    const definition = { ...this.files.tokenizer, added_tokens: kept };
    this.#plain ??= new this.libraries.HuggingFaceTokenizer(definition, this.files.config);
    return this.#plain;
  }

  #encode(tokenizer: HuggingFaceTokenizer, text: string, addSpecial = false): number[] {
    return this.#use(() => tokenizer.encode(text, { add_special_tokens: addSpecial }).ids);
  }

  /** The library takes a definition as it is, and stumbles over a damaged one when it is made or later. */
  #use<T>(run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw new FileError(this.files.source, `its tokenizer can't be used: ${(cause as Error).message}`, { cause });
    }
  }
}
