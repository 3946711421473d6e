"""Writes the folder `learner`: a Qwen3 model of two layers, a batch of rollouts, and what PyTorch and transformers make of them in float64.

Run with PyTorch, transformers and safetensors installed: python learner.py
"""

import json
import pathlib

import torch
from safetensors.torch import save_file
from transformers import Qwen3Config, Qwen3ForCausalLM

torch.manual_seed(11)
folder = pathlib.Path(__file__).parent / "learner"
config = Qwen3Config(
    hidden_size=16, num_hidden_layers=2, intermediate_size=24, num_attention_heads=2, num_key_value_heads=1, head_dim=8, vocab_size=40,
    max_position_embeddings=64, tie_word_embeddings=True, initializer_range=0.4, use_cache=False,
)
model = Qwen3ForCausalLM(config)
with torch.no_grad():
    for name, parameter in model.named_parameters():
        if "norm" in name:
            parameter.add_(0.3 * torch.randn_like(parameter))
model.save_pretrained(folder)
start = {name: p.detach().double().clone() for name, p in model.named_parameters()}
model = model.double()

groups = [(5, [4, 1, 6], [1.5, -0.5, -1.0]), (3, [2, 5], [0.75, -0.75])]
rows = []
for group, (prompt, lengths, advantages) in enumerate(groups):
    prompt_ids = torch.randint(0, 40, (prompt,)).tolist()
    for length, advantage in zip(lengths, advantages):
        rows.append({"group": group, "prompt_ids": prompt_ids, "completion_ids": torch.randint(0, 40, (length,)).tolist(), "advantage": advantage})


def log_probabilities(row):
    ids = torch.tensor([row["prompt_ids"] + row["completion_ids"]])
    logits = model(input_ids=ids).logits[0, len(row["prompt_ids"]) - 1 : -1]
    return torch.log_softmax(logits, -1).gather(1, torch.tensor(row["completion_ids"])[:, None])[:, 0]


with torch.no_grad():
    for row in rows:
        lp = log_probabilities(row)
        row["old_logprobs"] = (lp + 0.3 * torch.randn_like(lp)).float().tolist()
        row["ref_logprobs"] = (lp + 0.2 * torch.randn_like(lp)).float().tolist()


def policy_loss(kind, level, beta, low, high):
    sums, tokens = [], 0
    for row in rows:
        lp, old, ref = log_probabilities(row), torch.tensor(row["old_logprobs"]).double(), torch.tensor(row["ref_logprobs"]).double()
        log_ratio = (lp - old) if level == "token" else (lp - old).mean().expand_as(lp)
        ratio = log_ratio.exp()
        term = -torch.minimum(ratio * row["advantage"], ratio.clamp(1 - low, 1 + high) * row["advantage"])
        term = term + beta * ((ref - lp).exp() - (ref - lp) - 1) * ratio
        sums.append(term.mean() if kind == "grpo" else term.sum())
        tokens += len(lp)
    return torch.stack(sums).mean() if kind == "grpo" else torch.stack(sums).sum() / tokens


def supervised_loss():
    lps = torch.cat([log_probabilities(row) for row in rows])
    return -lps.mean()


expected, cases = {}, []
for name, loss, steps in [
    ("grpo", lambda: policy_loss("grpo", "token", 0.1, 0.2, 0.2), 3),
    ("dapo", lambda: policy_loss("dapo", "sequence", 0.1, 0.1, 0.2), 1),
    ("supervised", supervised_loss, 1),
]:
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.copy_(start[key])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=0.01)
    losses, norms = [], []
    for step in range(steps):
        optimizer.zero_grad()
        value = loss()
        value.backward()
        if step == 0:
            expected |= {f"{name}.grad.{key}": p.grad.float().clone() for key, p in model.named_parameters()}
        losses.append(value.item())
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5).item())
        optimizer.step()
    expected |= {f"{name}.updated.{key}": p.detach().float().clone() for key, p in model.named_parameters()}
    cases.append({"name": name, "losses": losses, "norms": norms})

save_file(expected, folder / "expected.safetensors")
(folder / "rollouts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
(folder / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")
