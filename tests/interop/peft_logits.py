"""Logits of PEFT for an adapter that we wrote, and an adapter that PEFT wrote with its logits.

    python peft_logits.py MODEL ADAPTER OUT

OUT/logits.safetensors: "ids", "ours" (MODEL with ADAPTER), "theirs" (MODEL with OUT/adapter, which is made here).
"""

import sys
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

model, adapter, out = sys.argv[1], sys.argv[2], Path(sys.argv[3])


def base():
    return AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32, attn_implementation="eager").eval()


torch.manual_seed(0)
opt = base().config.model_type == "opt"
ids = torch.randint(3, 90, (2, 11))
with torch.no_grad():
    ours = PeftModel.from_pretrained(base(), adapter).eval()(ids).logits
    config = LoraConfig(r=5, lora_alpha=7, task_type="CAUSAL_LM",
                        target_modules=["v_proj", "fc1", "fc2"] if opt else ["o_proj", "gate_proj", "down_proj"])
    theirs = get_peft_model(base(), config).eval()
    for name, p in theirs.named_parameters():
        if "lora_B" in name:  # starts at 0
            p.normal_(std=0.1)
    theirs.save_pretrained(out / "adapter")
    save_file({"ids": ids, "ours": ours, "theirs": theirs(ids).logits}, str(out / "logits.safetensors"))
