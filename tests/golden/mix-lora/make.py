"""MixLoRA on a tiny Llama: the losses and the gradient of every router, expert and attention LoRA.

    pip install torch==2.13.0 transformers==5.23.0 safetensors==0.8.0
"""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from edge_batch import answer_loss, batch, edge_model, parameters, read, save  # noqa: E402

EXPERTS, TOP_K, RANK, ALPHA, BALANCE = 4, 2, 2, 5, 0.3
model = edge_model()
c = model.config
heads = {"q": c.num_attention_heads, "k": c.num_key_value_heads, "v": c.num_key_value_heads}
attention = {p: (c.hidden_size, n * c.head_dim) for p, n in heads.items()} | {"o": (c.num_attention_heads * c.head_dim, c.hidden_size)}
ffn = {"gate": (c.hidden_size, c.intermediate_size), "up": (c.hidden_size, c.intermediate_size), "down": (c.intermediate_size, c.hidden_size)}
shapes = {}
for i in range(c.num_hidden_layers):
    shapes[f"router.{i}"] = (c.hidden_size, EXPERTS)
    for p, (fan_in, out) in attention.items():
        shapes |= {f"lora.{i}.{p}.a": (fan_in, RANK), f"lora.{i}.{p}.b": (RANK, out)}
    for p, (fan_in, out) in ffn.items():
        shapes |= {f"experts.{i}.{p}.a": (EXPERTS, fan_in, RANK), f"experts.{i}.{p}.b": (EXPERTS, RANK, out)}
w = parameters(shapes, 12)
routed = []


def expert(mlp, i, j, x):
    """E_j: the whole FFN with the LoRAs of expert j."""
    def linear(p, y):
        return getattr(mlp, p + "_proj")(y) + (ALPHA / RANK) * (y @ w[f"experts.{i}.{p}.a"][j] @ w[f"experts.{i}.{p}.b"][j])
    return linear("down", F.silu(linear("gate", x)) * linear("up", x))


for i, layer in enumerate(model.model.layers):
    def forward(x, i=i, mlp=layer.mlp):
        p = (x @ w[f"router.{i}"]).softmax(-1)
        top, index = p.topk(TOP_K, -1)
        top = top / top.sum(-1, keepdim=True)
        routed.append((p, F.one_hot(index, EXPERTS).sum(-2).float()))
        every = torch.stack([expert(mlp, i, j, x) for j in range(EXPERTS)], -2)  # [rows, tokens, experts, width]
        return (torch.zeros_like(p).scatter(-1, index, top)[..., None] * every).sum(-2)
    layer.mlp.forward = forward
    for p in attention:
        def hook(_, args, y, i=i, p=p):
            return y + (ALPHA / RANK) * (args[0] @ w[f"lora.{i}.{p}.a"] @ w[f"lora.{i}.{p}.b"])
        getattr(layer.self_attn, p + "_proj").register_forward_hook(hook)

b = batch(2)
lm = answer_loss(model(b["ids"]).logits, b)
last = (b["read_at"] * b["weights"].long()).max(1).values
seen = torch.arange(b["ids"].shape[1])[None] <= last[:, None]
losses = []
for i, (p, chosen) in enumerate(routed):
    # Of the last layer only the positions that are read; of the others every token that an answer depends on.
    counts = seen.float() if i < len(routed) - 1 else b["weights"]
    if i == len(routed) - 1:
        p, chosen = read(p, b["read_at"]), read(chosen, b["read_at"])
    share = (chosen * counts[..., None]).sum((0, 1)) / counts.sum() / TOP_K
    mean = (p * counts[..., None]).sum((0, 1)) / counts.sum()
    losses.append(EXPERTS * (share * mean).sum())
balance = torch.stack(losses).mean()
save(HERE / "case.safetensors", b, w, lm + BALANCE * balance, lm=lm, balance=balance)
