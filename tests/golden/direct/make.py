"""Direct generation on a tiny cloud and edge Llama: the loss and the gradient of meta tokens, cloud LoRA and head.

    pip install torch==2.13.0 transformers==5.23.0 safetensors==0.8.0
"""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import AutoModelForCausalLM

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from edge_batch import answer_loss, batch, edge_model, parameters, save  # noqa: E402

HIDDEN, RANK, ALPHA, CLOUD_RANK, CLOUD_ALPHA = 5, 2, 3, 2, 4
edge = edge_model()
cloud = AutoModelForCausalLM.from_pretrained(HERE.parent / "lora-gen/cloud", attn_implementation="eager", dtype=torch.float32).eval()
for p in cloud.parameters():
    p.requires_grad_(False)
c, e = cloud.config, edge.config
layers, d, f = e.num_hidden_layers, e.hidden_size, e.intermediate_size
kv = c.num_key_value_heads * c.hidden_size // c.num_attention_heads
widths = {"gate": (d, f), "up": (d, f), "down": (f, d)}
shapes = {"meta": (layers, c.hidden_size)}
for i in range(c.num_hidden_layers):
    for p, out in (("q", c.hidden_size), ("v", kv)):
        shapes |= {f"cloud_lora.{i}.{p}.a": (c.hidden_size, CLOUD_RANK), f"cloud_lora.{i}.{p}.b": (CLOUD_RANK, out)}
for i in range(layers):
    shapes |= {f"head.{i}.weight": (c.hidden_size, HIDDEN), f"head.{i}.bias": (HIDDEN,)}
    for p, (fan_in, out) in widths.items():
        for half, n in (("a", fan_in * RANK), ("b", RANK * out)):
            shapes |= {f"head.{i}.{p}.{half}.weight": (HIDDEN, n), f"head.{i}.{p}.{half}.bias": (n,)}
w = parameters(shapes, 13)

for i, layer in enumerate(cloud.model.layers):
    for p in ("q", "v"):
        def hook(_, args, y, i=i, p=p):
            return y + (CLOUD_ALPHA / CLOUD_RANK) * (args[0] @ w[f"cloud_lora.{i}.{p}.a"] @ w[f"cloud_lora.{i}.{p}.b"])
        getattr(layer.self_attn, p + "_proj").register_forward_hook(hook)

prompts = [list(range(10, 17)), [40, 5, 61]]  # two prompts, each with two of the four requests
adapters = []
for prompt in prompts:
    words = cloud.get_input_embeddings()(torch.tensor(prompt))
    meta = cloud.model(inputs_embeds=torch.cat([words, w["meta"]])[None]).last_hidden_state[0, len(prompt):]
    adapter = {}
    for i in range(layers):
        inner = F.silu(meta[i] @ w[f"head.{i}.weight"] + w[f"head.{i}.bias"])
        for p, (fan_in, out) in widths.items():
            for half, shape in (("a", (fan_in, RANK)), ("b", (RANK, out))):
                adapter[i, p, half] = (inner @ w[f"head.{i}.{p}.{half}.weight"] + w[f"head.{i}.{p}.{half}.bias"]).view(shape)
    adapters.append(adapter)
for i, layer in enumerate(edge.model.layers):
    for p in widths:
        def hook(_, args, y, i=i, p=p):
            deltas = [args[0][r] @ adapters[r // 2][i, p, "a"] @ adapters[r // 2][i, p, "b"] for r in range(4)]
            return y + (ALPHA / RANK) * torch.stack(deltas)
        getattr(layer.mlp, p + "_proj").register_forward_hook(hook)

b = batch(3)
save(HERE / "case.safetensors", b, w, answer_loss(edge(b["ids"]).logits, b))
