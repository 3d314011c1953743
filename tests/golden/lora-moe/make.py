"""LoRAMoE on a tiny Llama: the loss and the gradient of every router and expert.

    pip install torch==2.13.0 transformers==5.23.0 safetensors==0.8.0
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from edge_batch import answer_loss, batch, edge_model, parameters, save  # noqa: E402

EXPERTS, RANK, ALPHA = 3, 2, 5
model = edge_model()
c = model.config
widths = {"gate": (c.hidden_size, c.intermediate_size), "up": (c.hidden_size, c.intermediate_size), "down": (c.intermediate_size, c.hidden_size)}
shapes = {}
for i in range(c.num_hidden_layers):
    for p, (fan_in, out) in widths.items():
        shapes |= {f"router.{i}.{p}": (fan_in, EXPERTS), f"experts.{i}.{p}.a": (EXPERTS, fan_in, RANK), f"experts.{i}.{p}.b": (EXPERTS, RANK, out)}
w = parameters(shapes, 11)

for i, layer in enumerate(model.model.layers):
    for p in widths:
        def hook(_, args, y, i=i, p=p):
            x = args[0]
            gates = (x @ w[f"router.{i}.{p}"]).softmax(-1)
            for j in range(EXPERTS):
                y = y + gates[..., j : j + 1] * (ALPHA / RANK) * (x @ w[f"experts.{i}.{p}.a"][j] @ w[f"experts.{i}.{p}.b"][j])
            return y
        getattr(layer.mlp, p + "_proj").register_forward_hook(hook)

b = batch(1)
save(HERE / "case.safetensors", b, w, answer_loss(model(b["ids"]).logits, b))
