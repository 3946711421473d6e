#!/usr/bin/env python3
"""The peer of the race: TRL's GRPOTrainer on the work that `roifrl bench step` does.

Every completion has exactly --new-tokens tokens, the reward is a cheap function of the text, KL 0.001 against a frozen reference, AdamW, one
update per step, no gradient checkpointing. Prints one JSON line: seconds are medians, the first step left out.
"""
import argparse
import json
import os
import random
import statistics
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
import torch  # noqa: E402
from datasets import Dataset  # noqa: E402
from transformers import AutoTokenizer, Qwen3ForCausalLM, TrainerCallback  # noqa: E402
from trl import GRPOConfig, GRPOTrainer  # noqa: E402


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    for name, default in [("prompts", 16), ("group", 8), ("prompt-tokens", 200), ("new-tokens", 128), ("steps", 3), ("micro-batch", 32)]:
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    return parser.parse_args()


class StepClock(TrainerCallback):
    """Wall time of every step."""

    def __init__(self):
        self.seconds = []
        self.start = 0.0

    def on_step_begin(self, *_, **__):
        self.start = time.perf_counter()

    def on_step_end(self, *_, **__):
        self.seconds.append(time.perf_counter() - self.start)


def timed(function, seconds):
    def wrapper(*arguments, **options):
        start = time.perf_counter()
        result = function(*arguments, **options)
        seconds.append(time.perf_counter() - start)
        return result
    return wrapper


def reward(completions, **_):
    return [sum(map(ord, text[:40])) % 7 / 7 for text in completions]


def main():
    arguments = parsed()
    torch.set_num_threads(arguments.threads)
    rng = random.Random(0)
    bfloat16 = arguments.dtype == "bfloat16"
    model = Qwen3ForCausalLM.from_pretrained(arguments.model, dtype=torch.bfloat16 if bfloat16 else torch.float32)
    prompts = [" ".join(f"t{rng.randint(3, 2047)}" for _ in range(arguments.prompt_tokens))
               for _ in range(arguments.prompts * (arguments.steps + 2))]
    completions = arguments.prompts * arguments.group
    micro_batch = min(arguments.micro_batch, completions)
    clock, generations = StepClock(), []
    with tempfile.TemporaryDirectory() as folder:
        trainer = GRPOTrainer(
            model=model, reward_funcs=reward, train_dataset=Dataset.from_dict({"prompt": prompts}), callbacks=[clock],
            processing_class=AutoTokenizer.from_pretrained(arguments.model, padding_side="left"),
            args=GRPOConfig(
                output_dir=folder, per_device_train_batch_size=micro_batch, num_generations=arguments.group,
                gradient_accumulation_steps=completions // micro_batch, max_completion_length=arguments.new_tokens,
                generation_kwargs={"min_new_tokens": arguments.new_tokens}, temperature=1.0, beta=0.001, loss_type="grpo",
                learning_rate=1e-6, max_steps=arguments.steps, gradient_checkpointing=False, bf16=bfloat16,
                use_cpu=arguments.device == "cpu", save_strategy="no", report_to=[], logging_steps=1, disable_tqdm=True))
        trainer._generate = timed(trainer._generate, generations)
        trainer.train()
    step = statistics.median(clock.seconds[1:] or clock.seconds)
    generation = statistics.median(generations[1:] or generations)
    print(json.dumps({
        "system": "trl", "step_s": step, "generation_s": generation, "learning_s": step - generation,
        "generated_tok_s": completions * arguments.new_tokens / generation,
        "trained_tok_s": completions * (arguments.prompt_tokens + arguments.new_tokens) / (step - generation),
        "torch": torch.__version__, "threads": arguments.threads, "dtype": arguments.dtype}))


if __name__ == "__main__":
    main()
