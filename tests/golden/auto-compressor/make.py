"""An AutoCompressor on a tiny Llama: the loss and the gradient of summary tokens and LoRA, through both segments.

    pip install torch==2.13.0 transformers==5.23.0 safetensors==0.8.0
"""

import sys
from pathlib import Path

import torch

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from edge_batch import answer_loss, batch, edge_model, parameters, save  # noqa: E402

SUMMARY, SEGMENTS, RANK, ALPHA = 2, 2, 2, 3
model = edge_model()
c = model.config
heads = {"q": c.num_attention_heads, "k": c.num_key_value_heads, "v": c.num_key_value_heads}
widths = {p: (c.hidden_size, n * c.head_dim) for p, n in heads.items()} | {"o": (c.num_attention_heads * c.head_dim, c.hidden_size)}
shapes = {"summary": (SUMMARY, c.hidden_size)}
for i in range(c.num_hidden_layers):
    for p, (fan_in, out) in widths.items():
        shapes |= {f"lora.{i}.{p}.a": (fan_in, RANK), f"lora.{i}.{p}.b": (RANK, out)}
w = parameters(shapes, 14)
for i, layer in enumerate(model.model.layers):
    for p in widths:
        def hook(_, args, y, i=i, p=p):
            return y + (ALPHA / RANK) * (args[0] @ w[f"lora.{i}.{p}.a"] @ w[f"lora.{i}.{p}.b"])
        getattr(layer.self_attn, p + "_proj").register_forward_hook(hook)
embed = model.get_input_embeddings()


def compress(prompt):
    size = -(-len(prompt) // SEGMENTS)
    vectors = torch.zeros(0, c.hidden_size)
    for s in range(SEGMENTS):
        words = embed(torch.tensor(prompt[s * size : (s + 1) * size], dtype=torch.int64))
        hidden = model.model(inputs_embeds=torch.cat([vectors, words, w["summary"]])[None]).last_hidden_state[0]
        vectors = torch.cat([vectors, hidden[-SUMMARY:]])
    return vectors


soft = [compress(prompt) for prompt in (list(range(10, 17)), [40, 5, 61])]  # two prompts, each with two of the requests
b = batch(4)
rows = torch.stack([torch.cat([soft[r // 2], embed(b["ids"][r])]) for r in range(4)])
logits = model(inputs_embeds=rows).logits[:, SUMMARY * SEGMENTS :]
save(HERE / "case.safetensors", b, w, answer_loss(logits, b))
