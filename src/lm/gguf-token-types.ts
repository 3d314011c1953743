/** @file Values of `tokenizer.ggml.token_type` (llama_token_type of llama.h). */

export const tokenTypes = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;
