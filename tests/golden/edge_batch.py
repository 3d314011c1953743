"""What the golden cases of the methods share: a tiny Llama, a batch of requests, and the loss of their answers."""

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

HERE = Path(__file__).parent


def edge_model():
    model = AutoModelForCausalLM.from_pretrained(HERE / "architectures/llama", attn_implementation="eager", dtype=torch.float32).eval()
    for p in model.parameters():
        p.requires_grad_(False)
    return model


def batch(seed, rows=4, tokens=9):
    """Four requests of different lengths, whose last positions are read; the rest of `read_at` is padding of weight 0."""
    g = torch.Generator().manual_seed(seed)
    ids = torch.randint(3, 97, (rows, tokens), generator=g)
    lengths = torch.tensor([9, 6, 8, 5])[:rows]
    counts = torch.tensor([3, 1, 4, 2])[:rows]
    read_at, weights = torch.zeros(rows, 4, dtype=torch.int64), torch.zeros(rows, 4)
    for r in range(rows):
        ids[r, lengths[r]:] = 0
        read_at[r, : counts[r]] = torch.arange(lengths[r] - counts[r], lengths[r])
        weights[r, : counts[r]] = 1
    return dict(ids=ids, read_at=read_at, targets=torch.randint(3, 97, (rows, 4), generator=g), weights=weights)


def read(hidden, read_at):
    """[rows, tokens, n] at [rows, count] -> [rows, count, n]"""
    return hidden.gather(1, read_at[..., None].expand(-1, -1, hidden.shape[-1]))


def answer_loss(logits, b):
    nll = F.cross_entropy(read(logits, b["read_at"]).flatten(0, 1), b["targets"].flatten(), reduction="none")
    return (nll * b["weights"].flatten()).sum() / b["weights"].sum()


def parameters(shapes, seed):
    """Normal numbers of a size that training meets; none is 0, so that every gradient is there."""
    g = torch.Generator().manual_seed(seed)
    return {n: torch.nn.Parameter(torch.randn(s, generator=g) * (s[-2] ** -0.5 if len(s) > 1 else 0.1)) for n, s in shapes.items()}


def save(path, b, trained, loss, **figures):
    loss.backward()
    tensors = {**b, "loss": loss[None], **{k: v[None] for k, v in figures.items()}, **{f"parameter {k}": v for k, v in trained.items()},
               **{f"gradient {k}": v.grad for k, v in trained.items()}}
    save_file({k: v.detach().contiguous().clone() for k, v in tensors.items()}, str(path))
