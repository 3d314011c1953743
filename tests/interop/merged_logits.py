"""Logits of transformers for a model directory that we wrote.

    python merged_logits.py MODEL OUT

OUT/logits.safetensors: "ids" and their "logits".
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32, attn_implementation="eager").eval()
torch.manual_seed(0)
ids = torch.randint(3, 90, (2, 11))
with torch.no_grad():
    save_file({"ids": ids, "logits": model(ids).logits}, str(Path(sys.argv[2]) / "logits.safetensors"))
