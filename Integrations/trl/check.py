#!/usr/bin/env python3
"""Trains a model with TRL's GRPOTrainer on a curriculum and rewards of `roifrl serve`, and compares with the simulation.

Starts the service by itself, makes prompts, trains for --steps, and checks that every step had the mixture and the open intervals
that the curriculum decides from the same rewards. Exit status 1 where they differ.
"""
import argparse
import json
import math
import os
import subprocess
import sys
import tempfile

os.environ["TOKENIZERS_PARALLELISM"] = "false"
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from roifrl_trl import Service  # noqa: E402


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roifrl", default=".build/release/roifrl", help="the command that serves")
    parser.add_argument("--simulator", help="a command with `curriculum simulate`; default: the one that serves")
    parser.add_argument("--model", default="Models/tiny")
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--prompts", type=int, default=8)
    parser.add_argument("--group", type=int, default=4)
    parser.add_argument("--new-tokens", type=int, default=96)
    return parser.parse_args()


def rows(command, *arguments):
    text = subprocess.run([command, *arguments, "--output", "-"], check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def request(roifrl, prompts):
    constraints = rows(roifrl, "constraints", "compose", "--tiny", "--count", "200", "--seed", "7")
    sequential = rows(roifrl, "sequential", "generate", "--tiny", "--count", "200", "--seed", "7")
    return {
        "id": "check", "seed": 7, "prompts": prompts,
        "curriculum": {"intervals": {"count": 40, "initially_unlocked": 2, "unlock_threshold": 0.02}},
        "sources": [
            {"name": "ca", "kind": "constraints", "rows": constraints},
            {"name": "se", "kind": "sequential", "intervals": True, "rows": sequential},
        ],
    }


def train(arguments, curriculum, folder):
    from roifrl_trl import CurriculumTrainer
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import GRPOConfig

    trainer = CurriculumTrainer(
        model=AutoModelForCausalLM.from_pretrained(arguments.model), curriculum=curriculum,
        processing_class=AutoTokenizer.from_pretrained(arguments.model, padding_side="left"),
        args=GRPOConfig(
            output_dir=folder, per_device_train_batch_size=arguments.group * 2, num_generations=arguments.group,
            gradient_accumulation_steps=arguments.prompts // 2, max_completion_length=arguments.new_tokens, learning_rate=1e-5,
            beta=0.0, max_steps=arguments.steps, bf16=False, use_cpu=True, save_strategy="no", report_to=[], logging_steps=1,
            disable_tqdm=True))
    trainer.train()
    return trainer


def simulated(arguments, trace, folder):
    path = os.path.join(folder, "trace.jsonl")
    with open(path, "w") as file:
        file.write(trace)
    command = [
        arguments.simulator or arguments.roifrl, "curriculum", "simulate", "--trace", path, "--prompts", str(arguments.prompts),
        "--interval-count", "40", "--initially-unlocked", "2", "--unlock-threshold", "0.02"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def differences(decision, row):
    """Where a step of the service is not the simulation's."""
    numbers = {"ema": decision["ema"], "weights": decision["weights"], "quotas": decision["quotas"]}
    for key, values in numbers.items():
        for source, value in values.items():
            other = row[key][source]
            if (value is None) != (other is None) or (value is not None and not math.isclose(value, other, abs_tol=1e-12)):
                yield f"{key}.{source}: {value} here, {other} simulated"
    if decision["unlocked"]["se"] != row["unlocked"]:
        yield f"unlocked: {decision['unlocked']['se']} here, {row['unlocked']} simulated"


def compare(decisions, rows, status):
    """Prints the steps and what differs; the check's exit status."""
    found = []
    for decision, row in zip(decisions, rows, strict=True):
        found += [f"step {row['step']}: {text}" for text in differences(decision, row)]
        quotas = ", ".join(f"{name} {count}" for name, count in decision["quotas"].items())
        print(f"step {row['step']}: {quotas}, open {decision['unlocked']['se']}")
    print("\n".join(found) or f"{len(rows)} steps as simulated; the service ended with status {status}")
    return 1 if found or status else 0


def main():
    arguments = parsed()
    with tempfile.TemporaryDirectory() as folder:
        serve = [arguments.roifrl, "serve", "--port", "0", "--state", os.path.join(folder, "service.sqlite")]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
        try:
            line = server.stdout.readline().strip()
            if not line.startswith("listening on "):
                sys.exit(f"{arguments.roifrl} serve: found \"{line}\", expected \"listening on ...\"")
            curriculum = Service(line.removeprefix("listening on ")).curriculum(request(arguments.roifrl, arguments.prompts))
            train(arguments, curriculum, folder)
            decisions = [curriculum.next(step=step)["decision"] for step in range(arguments.steps)]
            trace = curriculum.trace()
        finally:
            server.terminate()
            status = server.wait(timeout=60)
        sys.exit(compare(decisions, simulated(arguments, trace, folder), status))


if __name__ == "__main__":
    main()
