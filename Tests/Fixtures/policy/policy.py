#!/usr/bin/env python3
"""Write the tiny checkpoints of this folder, with the logits that transformers computes from them.

    pip install torch==2.13 transformers==5.23 safetensors
    python policy.py
"""
import json
import pathlib

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM

FOLDER = pathlib.Path(__file__).parent
SHAPE = dict(vocab_size=24, hidden_size=8, intermediate_size=12, num_hidden_layers=2, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=256, initializer_range=0.3)
LLAMA3 = dict(rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=16)
MODELS = {
    "qwen3": Qwen3ForCausalLM(Qwen3Config(**SHAPE, head_dim=4, tie_word_embeddings=True, eos_token_id=3)),
    "qwen3-bias": Qwen3ForCausalLM(Qwen3Config(**SHAPE, head_dim=6, tie_word_embeddings=False, attention_bias=True)),
    "qwen2": Qwen2ForCausalLM(Qwen2Config(**SHAPE, tie_word_embeddings=False)),
    "llama3": LlamaForCausalLM(LlamaConfig(**SHAPE, tie_word_embeddings=True, attention_bias=True, mlp_bias=True,
                                           head_dim=8, rope_parameters=LLAMA3)),
}


def older_dialect(name: str, file: pathlib.Path) -> None:
    """The same configuration as transformers 4 wrote it."""
    config = json.loads(file.read_text())
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    config["rope_scaling"] = rope if rope["rope_type"] != "default" else None
    config["torch_dtype"] = config.pop("dtype")
    file.write_text(json.dumps(config, indent=2) + "\n")


for index, (name, model) in enumerate(MODELS.items()):
    generator = torch.Generator().manual_seed(index)
    with torch.no_grad():
        for key, value in model.named_parameters():
            value.copy_(torch.randn(value.shape, generator=generator) * 0.3 + (1 if "norm" in key else 0))
    folder = FOLDER / name
    model.save_pretrained(folder, max_shard_size="3KB" if name == "qwen2" else "5GB")
    if name in ("qwen2", "llama3"):
        older_dialect(name, folder / "config.json")
    tokens = torch.randint(24, (1, 40), generator=generator)
    model.zero_grad()
    logits = model(tokens).logits
    logits.log_softmax(-1)[0, torch.arange(39), tokens[0, 1:]].sum().backward()
    gradients = {f"gradient.{k}": v.grad.contiguous() for k, v in model.named_parameters() if ".1." not in k}
    save_file({"tokens": tokens[0], "logits": logits.detach()[0].contiguous(), **gradients}, folder / "expected.safetensors")
