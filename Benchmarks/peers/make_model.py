#!/usr/bin/env python3
"""Writes a Qwen3 checkpoint with random weights in Hugging Face format: both sides of a race read the same folder.

    make_model.py bench-11m OUT     # 11.1 M parameters, vocabulary 2,048, float32: races on processors
    make_model.py qwen3-0.6b OUT    # the shape of Qwen3-0.6B, vocabulary 151,936, bfloat16: races on accelerators

Its tokenizer is a list of 2,048 made-up words, since races feed random token ids.
"""
import argparse

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

COMMON = dict(rope_theta=1e6, rms_norm_eps=1e-6, tie_word_embeddings=True, bos_token_id=None, eos_token_id=1, pad_token_id=2)
SHAPES = {
    "bench-11m": (torch.float32, dict(
        vocab_size=2048, hidden_size=384, intermediate_size=1152, num_hidden_layers=6, num_attention_heads=6, num_key_value_heads=2,
        head_dim=64, max_position_embeddings=4096)),
    "qwen3-0.6b": (torch.bfloat16, dict(
        vocab_size=151936, hidden_size=1024, intermediate_size=3072, num_hidden_layers=28, num_attention_heads=16, num_key_value_heads=8,
        head_dim=128, max_position_embeddings=40960)),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("out")
    arguments = parser.parse_args()
    dtype, shape = SHAPES[arguments.shape]
    torch.manual_seed(0)
    model = Qwen3ForCausalLM(Qwen3Config(**shape, **COMMON)).to(dtype)
    model.save_pretrained(arguments.out)
    words = Tokenizer(models.WordLevel({f"t{number}": number for number in range(2048)}, unk_token="t0"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, unk_token="t0", eos_token="t1", pad_token="t2", padding_side="left")
    tokenizer.save_pretrained(arguments.out)
    print(f"{arguments.out}: {sum(tensor.numel() for tensor in model.parameters()) / 1e6:.1f} M parameters, {dtype}")


if __name__ == "__main__":
    main()
