"""Two LoRAs mixed as LoraHub mixes them, on a tiny Llama: the loss of the mixture.

    pip install torch==2.13.0 transformers==5.23.0 safetensors==0.8.0
"""

import sys
from pathlib import Path

import torch

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from edge_batch import answer_loss, batch, edge_model, parameters, save  # noqa: E402

RANK, SCALE, MIXTURE = 2, 1.5, (0.7, -0.4)
model = edge_model()
c = model.config
widths = {"up": (c.hidden_size, c.intermediate_size), "down": (c.intermediate_size, c.hidden_size)}
w = {}
for n in range(2):
    shapes = {}
    for i in range(c.num_hidden_layers):
        for p, (fan_in, out) in widths.items():
            shapes |= {f"{n}.{i}.{p}.a": (fan_in, RANK), f"{n}.{i}.{p}.b": (RANK, out)}
    w |= parameters(shapes, 20 + n)

for i, layer in enumerate(model.model.layers):
    for p in widths:
        def hook(_, args, y, i=i, p=p):
            a, b = (sum(m * w[f"{n}.{i}.{p}.{half}"] for n, m in enumerate(MIXTURE)) for half in "ab")
            return y + SCALE * (args[0] @ a @ b)
        getattr(layer.mlp, p + "_proj").register_forward_hook(hook)

b = batch(5)
save(HERE / "case.safetensors", b, w, answer_loss(model(b["ids"]).logits, b), mixture=torch.tensor(MIXTURE))
