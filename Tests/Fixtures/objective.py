"""Writes objective.json: losses and their derivatives by PyTorch's automatic differentiation, from the formulas written out plainly.

Run with any PyTorch: python objective.py > objective.json
"""

import itertools
import json

import torch

torch.manual_seed(3)
lengths = [5, 1, 3, 4]
advantages = [1.25, -0.75, -1.5, 0.5]
width = max(lengths)
mask = torch.tensor([[1.0 if t < n else 0.0 for t in range(width)] for n in lengths], dtype=torch.float64)


def draw(scale, around):
    # Rounded to what a float32 holds, so that both sides start from the same numbers.
    return ((around + scale * torch.randn(len(lengths), width, dtype=torch.float64)).float().double()) * mask


current = draw(0.8, torch.full((len(lengths), width), -2.0))
old, reference, sampler = draw(0.4, current), draw(0.3, current), draw(0.2, current)
advantage = torch.tensor(advantages, dtype=torch.float64)[:, None]


def objective(lp, kind, level, beta, corrected, cap, low, high, limit):
    log_ratio = lp - old
    if level == "sequence":
        log_ratio = ((log_ratio * mask).sum(1) / mask.sum(1))[:, None]
    ratio = log_ratio.exp()
    if kind == "cispo":
        term = -ratio.clamp(max=high).detach() * advantage * lp
    else:
        term = -torch.minimum(ratio * advantage, ratio.clamp(1 - low, 1 + high) * advantage)
    if cap is not None:
        term = term * (old - sampler).exp().clamp(max=cap)
    kl = (reference - lp).exp() - (reference - lp) - 1
    if corrected:
        kl = kl * ratio
    term = (term + beta * kl) * mask
    if kind == "grpo":
        return (term.sum(1) / mask.sum(1)).mean()
    if kind == "dr_grpo":
        return term.sum() / (len(lengths) * limit)
    return term.sum() / mask.sum()


cases = []
for kind, level, (beta, corrected), cap in itertools.product(
    ["grpo", "dr_grpo", "dapo", "bnpo", "cispo"], ["token", "sequence"], [(0.0, False), (0.1, False), (0.1, True)], [None, 1.1]
):
    low, high = (0.2, 1.5) if kind == "cispo" else (0.1, 0.2)
    lp = current.clone().requires_grad_()
    loss = objective(lp, kind, level, beta, corrected, cap, low, high, 8)
    loss.backward()
    cases.append(
        {
            "loss": kind, "ratio": level, "kl": beta, "corrected": corrected, "cap": cap, "low": low, "high": high,
            "value": loss.item(), "gradient": [lp.grad[i, :n].tolist() for i, n in enumerate(lengths)],
        }
    )


def rows(values):
    return [values[i, :n].tolist() for i, n in enumerate(lengths)]


print(json.dumps({"limit": 8, "advantages": advantages, "current": rows(current), "old": rows(old), "reference": rows(reference),
                  "sampler": rows(sampler), "cases": cases}))
