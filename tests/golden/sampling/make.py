"""Logits before and after transformers' own processors, in its own order.

    pip install torch transformers==5.23.0 && python make.py
"""

import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, GenerationConfig, LlamaConfig

torch.manual_seed(0)
model = AutoModelForCausalLM.from_config(LlamaConfig(vocab_size=24, hidden_size=8, intermediate_size=8, num_hidden_layers=1,
                                                     num_attention_heads=1, num_key_value_heads=1))
SETTINGS = [
    {"temperature": 0.7}, {"top_k": 5}, {"top_p": 0.8}, {"top_p": 0.05}, {"min_p": 0.2}, {"repetition_penalty": 1.3},
    {"temperature": 1.5, "top_k": 7, "top_p": 0.9, "min_p": 0.05, "repetition_penalty": 1.2},
    {"temperature": 0.5, "top_k": 24, "top_p": 0.5, "repetition_penalty": 0.8},
]
NAMES = {"temperature": "temperature", "top_k": "topK", "top_p": "topP", "min_p": "minP", "repetition_penalty": "repetitionPenalty"}
rows = []
for settings in SETTINGS:
    for ties in (False, True):
        logits = torch.randn(1, 24) * 2
        if ties:
            logits = logits.round()
        history = [[3, 5, 3, 11]]
        config = GenerationConfig(do_sample=True, **{"top_k": 0, **settings})
        config, _ = model._prepare_generation_config(config)
        processors = model._get_logits_processor(config, input_ids_seq_length=4)
        out = processors(torch.tensor(history), logits.clone())
        rows.append({"settings": {NAMES[k]: v for k, v in settings.items()}, "history": history[0], "logits": logits[0].tolist(),
                     "processed": [x if x > -float("inf") else None for x in out[0].tolist()]})
(Path(__file__).parent / "expected.json").write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n")
