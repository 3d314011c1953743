"""One LoRA-Gen training step in PyTorch (eager, CPU, float32): the peer of `npm run bench -- train`.

    python train_step.py '{"model": DIRECTORY, "threads": 2, "sizes": {"prompt": 384, "queries": 8, "tokens": 80, "answer": 16}}'

The model, a Hugging Face directory, is cloud and edge. There is one system prompt, whose adapter all queries share; the last
`answer` tokens of a query are its targets (Hugging Face computes the logits of all, as users do). Each line of standard input
is a number of steps; each line of standard output is {"seconds": [of each step], "peakMb"}.
"""

import json
import resource
import sys
import time

import torch
import torch.nn.functional as F
from transformers import AutoModelForCausalLM

EXPERTS, TOP_K, RANK, CLOUD_RANK, ALPHA = 8, 2, 16, 16, 0.01


class Generator(torch.nn.Module):
    """LoRA-Gen over a cloud and an edge Llama, following equations 3 and 6 to 10 of the paper."""

    def __init__(self, cloud, edge):
        super().__init__()
        self.cloud, self.edge = cloud, edge
        for p in [*cloud.parameters(), *edge.parameters()]:
            p.requires_grad_(False)
        c, e = cloud.config, edge.config
        layers, d, f = e.num_hidden_layers, e.hidden_size, e.intermediate_size
        kv = c.num_key_value_heads * c.hidden_size // c.num_attention_heads
        new = lambda *shape: torch.nn.Parameter(torch.randn(*shape) * shape[-2] ** -0.5)
        zero = lambda *shape: torch.nn.Parameter(torch.zeros(*shape))
        self.meta = torch.nn.Parameter(torch.randn(layers, c.hidden_size) * 0.1)
        self.q_a, self.q_b = new(c.num_hidden_layers, c.hidden_size, CLOUD_RANK), zero(c.num_hidden_layers, CLOUD_RANK, c.hidden_size)
        self.v_a, self.v_b = new(c.num_hidden_layers, c.hidden_size, CLOUD_RANK), zero(c.num_hidden_layers, CLOUD_RANK, kv)
        self.f1, self.f1_bias = new(layers, c.hidden_size, c.hidden_size), zero(layers, c.hidden_size)
        self.f2, self.f2_bias = new(layers, c.hidden_size, EXPERTS), zero(layers, EXPERTS)
        self.bn = torch.nn.BatchNorm1d(layers * EXPERTS)
        self.gate_a, self.gate_b = new(layers, EXPERTS, d, RANK), zero(layers, EXPERTS, RANK, f)
        self.up_a, self.up_b = new(layers, EXPERTS, d, RANK), zero(layers, EXPERTS, RANK, f)
        self.down_a, self.down_b = new(layers, EXPERTS, f, RANK), zero(layers, EXPERTS, RANK, d)
        for i, layer in enumerate(cloud.model.layers):
            for name, a, b in (("q_proj", self.q_a, self.q_b), ("v_proj", self.v_a, self.v_b)):
                getattr(layer.self_attn, name).register_forward_hook(lambda _, x, y, a=a, b=b, i=i: y + x[0] @ a[i] @ b[i])

    def gates(self, prompt):
        """Token ids of one prompt -> gates [1, layers, experts]."""
        embeddings = torch.cat([self.cloud.get_input_embeddings()(prompt), self.meta])[None]
        meta = self.cloud.model(inputs_embeds=embeddings).last_hidden_state[:, len(prompt):]
        z = torch.einsum("bld,lde->ble", meta, self.f1) + self.f1_bias
        raw = torch.einsum("ble,len->bln", F.silu(z), self.f2) + self.f2_bias
        p = self.bn(raw.flatten(1)).view_as(raw).softmax(-1)
        top, index = p.topk(TOP_K, -1)
        return torch.zeros_like(p).scatter(-1, index, top / top.sum(-1, keepdim=True))

    def edge_logits(self, ids, gates):
        """ids [queries, tokens] -> logits, with the LoRA factors that the gates mix (equation 8)."""
        queries, tokens = ids.shape
        hooks = []
        for n in ("gate", "up", "down"):
            a, b = (torch.einsum("bln,lnij->blij", gates, getattr(self, f"{n}_{half}")) for half in "ab")
            for i, layer in enumerate(self.edge.model.layers):
                def hook(_, x, y, a=a, b=b, i=i):
                    x = x[0].view(1, queries * tokens, -1)
                    return y + (x @ a[:, i] @ b[:, i]).view_as(y)
                hooks.append(getattr(layer.mlp, n + "_proj").register_forward_hook(hook))
        logits = self.edge(ids).logits
        for h in hooks:
            h.remove()
        return logits

    def loss(self, prompt, ids, mask):
        """mask [queries, tokens]: 1 where a token is a target."""
        gates = self.gates(prompt)
        logits = self.edge_logits(ids, gates)
        nll = F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
        weight = mask[:, 1:].flatten().float()
        load = gates.sum(0)
        mean = load.mean(-1, keepdim=True)
        balance = (((load - mean) ** 2).mean(-1) / mean[:, 0] ** 2).mean()
        return (nll * weight).sum() / weight.sum() + ALPHA * balance


def peak_mb():
    """High-water mark of the resident set: of this program alone where Linux tells it, not of what started it."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1000
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


request = json.loads(sys.argv[1])
sizes = request["sizes"]
torch.set_num_threads(request["threads"])
load = lambda: AutoModelForCausalLM.from_pretrained(request["model"], dtype=torch.float32)
generator = Generator(load(), load()).train()
generator.bn.eval()  # batch statistics need more than one prompt; the cost is the same
optimizer = torch.optim.AdamW([p for p in generator.parameters() if p.requires_grad], lr=1e-4)
vocabulary = generator.cloud.config.vocab_size


def step():
    prompt = torch.randint(0, vocabulary, (sizes["prompt"],))
    ids = torch.randint(0, vocabulary, (sizes["queries"], sizes["tokens"]))
    mask = torch.zeros_like(ids)
    mask[:, -sizes["answer"]:] = 1
    start = time.perf_counter()
    generator.loss(prompt, ids, mask).backward()
    optimizer.step()
    optimizer.zero_grad()
    return time.perf_counter() - start


for line in sys.stdin:
    seconds = [step() for _ in range(int(line))]
    print(json.dumps({"seconds": seconds, "peakMb": peak_mb()}), flush=True)
