/** @file Names of tensors in Hugging Face checkpoints. */

/** Checkpoints saved from a model without its head (`facebook/opt-2.7b`) lack the prefix of all others. */
export const fullName = (name: string): string =>
  /^(decoder|layers|embed_tokens|norm)\./.test(name) ? `model.${name}` : name;
