#!/usr/bin/env python3
"""Logits of checkpoints as transformers loads them: `logits.py OUT.safetensors 1,2,3 FOLDER...` writes one tensor per folder."""
import sys

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

tokens = torch.tensor([[int(token) for token in sys.argv[2].split(",")]])
logits = {}
for index, folder in enumerate(sys.argv[3:]):
    model, report = AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
    assert not any(report.values()), report
    with torch.no_grad():
        logits[str(index)] = model(tokens).logits[0].contiguous()
save_file(logits, sys.argv[1])
