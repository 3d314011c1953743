/** @file Makes adapters of system prompts and puts them into the store: what a generation job does. */

import { modelCard } from "../adapter/model-card.js";
import { ChatTemplateError } from "../errors.js";
import { systemTokens } from "../lm/conversation.js";
import { Tokenizer } from "../lm/tokenizer.js";
import { Generator } from "../methods/lora-gen/generator.js";
import { identityOf, provenanceOf, type Identity } from "../methods/lora-gen/provenance.js";
import { packAdapter } from "./adapter-archive.js";
import type { AdapterRecord, AdapterStore } from "./adapter-store.js";
import { checkCharacters } from "./characters.js";
import { publicName } from "./public-name.js";

/** What an adapter is to be made of. The same id is the same job. */
export interface AdapterJob {
  id: string;
  owner: string;
  prompt: string;
}

export class AdapterMaker {
  private constructor(
    private readonly generator: Generator,
    readonly identity: Identity,
    private readonly edgeTokenizer: Tokenizer,
    private readonly store: AdapterStore,
  ) {}

  /** The cloud model runs in a thread of its own. Errors as of `Generator.load`. */
  static async load(directory: string, store: AdapterStore, options: { threads?: number } = {}): Promise<AdapterMaker> {
    const generator = await Generator.load(directory, options);
    return new AdapterMaker(generator, await identityOf(directory), await Tokenizer.load(generator.edge), store);
  }

  /** Throws an `InputError` for a prompt that the cloud model can't read. Doing a job again changes nothing. */
  async make({ id, owner, prompt }: AdapterJob): Promise<AdapterRecord> {
    const there = await this.store.info(id);
    if (there) return there;
    const { generator } = this;
    checkCharacters(generator.tokenizer, prompt.length, generator.dimensions.cloud.positions, "the system prompt");
    const generated = await generator.generate(prompt);
    const provenance = await provenanceOf(generator, prompt, generated, this.identity);
    const { adapter, promptTokens } = generated;
    const archive = await packAdapter(adapter, {
      config: generator.dimensions.edge,
      base: await publicName(generator.edge),
      provenance,
      dtype: "f16",
      readme: await modelCard({ kind: "adapter", base: generator.edge, adapter, provenance }),
    });
    const record = {
      id,
      owner,
      created: Math.floor(Date.now() / 1000),
      promptTokens,
      contextTokens: contextTokens(this.edgeTokenizer, prompt),
      bytes: archive.length,
    };
    await this.store.write(record, archive);
    return record;
  }

  dispose(): Promise<void> {
    return this.generator.dispose();
  }
}

/**
 * What the prompt would cost the edge in context: as a system message, or as text where its template has no such role. Nothing
 * where it is shorter than the system message that stands there without it.
 */
function contextTokens(tokenizer: Tokenizer, prompt: string): number {
  try {
    return Math.max(0, systemTokens(tokenizer, prompt));
  } catch (error) {
    if (!(error instanceof ChatTemplateError)) throw error;
    return tokenizer.encode(prompt, { addSpecial: false }).length;
  }
}
