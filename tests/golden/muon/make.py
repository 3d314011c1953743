"""Three steps of torch.optim.Muon. Its iteration is left in float32 here, where PyTorch rounds to bfloat16.

    pip install torch==2.13.0 safetensors==0.8.0
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

torch.Tensor.bfloat16 = torch.Tensor.clone
torch.manual_seed(7)
out = {}
parameters = {name: torch.nn.Parameter(torch.randn(shape)) for name, shape in {"wide": (4, 9), "tall": (9, 4), "square": (5, 5)}.items()}
optimizer = torch.optim.Muon(parameters.values(), lr=0.02, weight_decay=0.1, momentum=0.9, adjust_lr_fn="match_rms_adamw")
out |= {f"start/{name}": p.detach().clone() for name, p in parameters.items()}
for step in (1, 2, 3):
    for name, p in parameters.items():
        p.grad = torch.randn_like(p)
        out[f"gradient {step}/{name}"] = p.grad.clone()
    optimizer.step()
    out |= {f"after {step}/{name}": p.detach().clone() for name, p in parameters.items()}
save_file(out, Path(__file__).parent / "steps.safetensors")
