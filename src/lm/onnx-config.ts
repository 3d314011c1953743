/** @file The JSON files that tell transformers.js and ONNX Runtime GenAI what an ONNX model takes and gives. */

import type { DecoderConfig } from "./config.js";
import type { Json } from "./json.js";
import type { Tokenizer } from "./tokenizer.js";

/** Ids that a generation loop starts, ends and pads with; without a BOS token there is no `bos_token_id`. */
export function specialIds(tokenizer: Tokenizer): Json {
  const bos = tokenizer.idOf("bos_token");
  return {
    ...(bos === undefined ? {} : { bos_token_id: bos }),
    eos_token_id: tokenizer.eosIds,
    pad_token_id: tokenizer.padId,
  };
}

/** config.json: the model's own, and what transformers.js must know of the files (its `transformers.js_config`). */
export const transformersJsConfig = (config: Json, dtype: string): Json => ({
  ...config,
  "transformers.js_config": { dtype, use_external_data_format: true },
});

/** Model types whose name GenAI knows; it runs every other decoder as "decoder". */
const genaiTypes = ["llama", "mistral", "qwen2", "gemma"];

/** genai_config.json; `filename` is the model's path from the directory. */
export function genaiConfig(c: DecoderConfig, config: Json, tokenizer: Tokenizer, filename: string): Json {
  const type = String(config["model_type"]);
  return {
    model: {
      type: genaiTypes.includes(type) ? type : "decoder",
      ...specialIds(tokenizer),
      context_length: c.positions,
      vocab_size: c.vocabularySize,
      decoder: {
        session_options: { log_id: "onnxruntime-genai", provider_options: [] },
        filename,
        head_size: c.headWidth,
        hidden_size: c.width,
        num_attention_heads: c.heads,
        num_hidden_layers: c.layers,
        num_key_value_heads: c.keyValueHeads,
        inputs: {
          input_ids: "input_ids",
          attention_mask: "attention_mask",
          past_key_names: "past_key_values.%d.key",
          past_value_names: "past_key_values.%d.value",
        },
        outputs: { logits: "logits", present_key_names: "present.%d.key", present_value_names: "present.%d.value" },
      },
    },
    search: { do_sample: false, max_length: c.positions, past_present_share_buffer: true },
  };
}
