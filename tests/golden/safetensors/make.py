"""mixed.safetensors: one tensor of every dtype, written by the reference implementation.

    pip install torch safetensors==0.8.0 && python make.py
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

tensors = {
    "a.bool": torch.tensor([True, False, True]),
    "b.f16": torch.tensor([[1.0, -0.5, 65504.0]], dtype=torch.float16),
    "c.f32": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 3,
    "d.i64": torch.tensor([-1, 2**40]),
    "e.bf16": torch.tensor([1.0, 3.140625, -2.0], dtype=torch.bfloat16),
    "f.u8": torch.tensor([[0], [255]], dtype=torch.uint8),
    "g.i32": torch.tensor([-(2**31), 7], dtype=torch.int32),
    "h.scalar": torch.tensor(2.5),
    "i.empty": torch.zeros(0, 4),
}
save_file(tensors, str(Path(__file__).parent / "mixed.safetensors"), metadata={"format": "pt"})
