#!/usr/bin/env python3
"""Checks a device (an accelerator, usually) against the processor and against `transformers`: the same numbers must come out of both.

    python3 Benchmarks/device_check.py --roifrl .build/release/roifrl --device cuda --output check.json

Random checkpoints of the three architectures are scored, continued and trained on; then the model in this repository is trained for a few
steps, is killed and resumed. Needs torch, transformers and safetensors. Exit status 1 if anything is out of bounds.
"""
import argparse
import itertools
import json
import os
import pathlib
import platform
import random
import subprocess
import sys
import tempfile
import time

os.environ.update(TRANSFORMERS_VERBOSITY="error", HF_HUB_DISABLE_PROGRESS_BARS="1", TQDM_DISABLE="1", TOKENIZERS_PARALLELISM="false")

import torch  # noqa: E402
from safetensors.torch import load_file
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMON = dict(vocab_size=640, hidden_size=96, intermediate_size=224, num_hidden_layers=3, num_attention_heads=6, num_key_value_heads=2,
              max_position_embeddings=1024, eos_token_id=1, pad_token_id=2, bos_token_id=None)
ARCHITECTURES = {
    "qwen3": lambda: Qwen3ForCausalLM(Qwen3Config(**COMMON, head_dim=32, tie_word_embeddings=True)),
    "qwen2": lambda: Qwen2ForCausalLM(Qwen2Config(**COMMON, tie_word_embeddings=False)),
    "llama3": lambda: LlamaForCausalLM(LlamaConfig(**COMMON, tie_word_embeddings=False)),
}
failures = []
results = {}


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roifrl", default=str(ROOT / ".build/release/roifrl"))
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--commit", default="unknown", help="written into the record")
    parser.add_argument("--architectures", default=",".join(ARCHITECTURES))
    parser.add_argument("--steps", type=int, default=30, help="of the training run")
    parser.add_argument("--output", help="the record, a JSON file")
    return parser.parse_args()


def expect(name, found, limit):
    """Notes a figure that must not be beyond a limit."""
    good = found <= limit
    results[name] = {"found": found, "limit": limit}
    print(f"{'ok  ' if good else 'FAIL'} {name}: {found:.3g} (at most {limit:g})", flush=True)
    if not good:
        failures.append(name)


def run(*command, **options):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}\nexit status {result.returncode}\n{result.stderr[-3000:]}")
    return result.stdout


def rows(text):
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def write_rows(path, values):
    path.write_text("".join(json.dumps(value) + "\n" for value in values))
    return path


def log_probabilities(model, device, items):
    """What transformers says, one sequence at a time."""
    model = model.to(device)
    values = []
    with torch.no_grad():
        for item in items:
            ids = torch.tensor([item["prompt_ids"] + item["completion_ids"]], device=device)
            scores = torch.log_softmax(model(ids).logits[0, :-1].float(), -1).gather(1, ids[0, 1:, None])[:, 0]
            values += scores[len(item["prompt_ids"]) - 1:].tolist()
    model.to("cpu")
    return torch.tensor(values)


def check_model(arguments, name, folder):
    torch.manual_seed(3)
    model = ARCHITECTURES[name]().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(2.5) if parameter.dim() > 1 else parameter.add_(0.1 * torch.randn_like(parameter))
    path = folder / name
    model.save_pretrained(path)
    rng = random.Random(5)
    def tokens(least, most):
        return [rng.randrange(3, COMMON["vocab_size"]) for _ in range(rng.randint(least, most))]
    items = [{"prompt_ids": tokens(1, 60), "completion_ids": tokens(1, 90)} for _ in range(40)]
    given = write_rows(folder / "score.jsonl", items)

    def ours(device, dtype):
        text = run(arguments.roifrl, "score", "--model", path, "--input", given, "--device", device, "--dtype", dtype)
        return torch.tensor([value for row in rows(text) for value in row["logprobs"]])

    exact = log_probabilities(model, "cpu", items)
    expect(f"{name} score float32, against transformers", (ours(arguments.device, "float32") - exact).abs().max().item(), 1e-4)
    theirs = (log_probabilities(ARCHITECTURES[name]().from_pretrained(path, dtype=torch.bfloat16), arguments.device, items) - exact).abs()
    own = (ours(arguments.device, "bfloat16") - exact).abs()
    expect(f"{name} score bfloat16, mean error over transformers' own", (own.mean() / theirs.mean()).item(), 1.25)

    prompts = write_rows(folder / "generate.jsonl", [{"prompt_ids": tokens(1, 50), "ignore_eos": True} for _ in range(24)])
    def generated(device, *options):
        return rows(run(arguments.roifrl, "generate", "--model", path, "--input", prompts, "--device", device, "--max-tokens", 48, *options))
    for label, options in {"greedy": ["--greedy"], "sampled": ["--seed", 11], "sampled, top-k 20 and top-p 0.8": ["--top-k", 20, "--top-p", 0.8]}.items():
        pairs = list(zip(generated("cpu", *options), generated(arguments.device, *options)))
        differing = sum(a["token_ids"] != b["token_ids"] for a, b in pairs)
        expect(f"{name} generation {label}, rows that differ from the processor's of {len(pairs)}", differing, 0 if label == "greedy" else 2)
    check_learning(arguments, name, path, folder, tokens)


def check_learning(arguments, name, path, folder, tokens):
    recorded, rng = [], random.Random(8)
    for group in range(4):
        prompt = tokens(5, 60)
        recorded += [{"group": group, "prompt_ids": prompt, "completion_ids": tokens(1, 40), "reward": rng.random()} for _ in range(4)]
    given = write_rows(folder / "rollouts.jsonl", recorded)

    def learned(device, *settings):
        config, gradients = folder / "learn.toml", folder / "gradients.safetensors"
        config.write_text(f'[model]\npath = "{path}"\ndevice = "{device}"\n[generation]\nmax_new_tokens = 40\n[learning]\n'
                          "kl_coefficient = 0.1\nlearning_rate = 1e-4\nmax_gradient_norm = 1.0\n" + "\n".join(settings) + "\n")
        out = folder / "updated"
        report = rows(run(arguments.roifrl, "learn", "--model", path, "--reference", folder / "reference", "--rollouts", given,
                          "--config", config, "--gradients", gradients, "--output", out))[-1]
        return report, load_file(gradients)

    # A reference that differs, so that the divergence has a gradient.
    other = ARCHITECTURES[name]().from_pretrained(path)
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.add_(0.01 * parameter.std().nan_to_num(1) * torch.randn_like(parameter))
    other.save_pretrained(folder / "reference")

    worst_loss = worst_norm = worst_gradient = 0.0
    variants = [[f'loss = "{loss}"', f'ratio = "{ratio}"'] for loss, ratio in
                itertools.product(["grpo", "dr_grpo", "dapo", "bnpo", "cispo"], ["token", "sequence"]) if name == "qwen3" or loss == "grpo"]
    variants = [variant for variant in variants if not (variant[0].endswith('"cispo"') and variant[1].endswith('"sequence"'))]
    variants += [variants[0] + ["shared_prefix = false"], variants[0] + ["micro_batch_tokens = 128"]]
    for variant in variants:
        (report, gradients), (other_report, other_gradients) = learned("cpu", *variants[0] if len(variant) > 2 else variant), learned(arguments.device, *variant)
        worst_loss = max(worst_loss, abs(report["loss"] - other_report["loss"]))
        worst_norm = max(worst_norm, abs(report["grad_norm"] / other_report["grad_norm"] - 1))
        for key, value in gradients.items():
            worst_gradient = max(worst_gradient, ((value - other_gradients[key]).norm() / value.norm().clamp_min(1e-12)).item())
    expect(f"{name} loss over {len(variants)} variants, against the processor", worst_loss, 1e-5)
    expect(f"{name} gradient norm, relative", worst_norm, 1e-4)
    expect(f"{name} gradients, relative", worst_gradient, 1e-4)


def check_training(arguments, folder):
    if not (ROOT / "Data/tiny/sequential.jsonl").exists():
        run(ROOT / "Scripts/data", cwd=ROOT)

    def train(path, device, steps, *options):
        start = time.perf_counter()
        run(arguments.roifrl, "train", ROOT / "Configurations/demo.toml", "--set", f"run.path={path}", "--set", f"model.device={device}",
            "--set", f"learning.steps={steps}", *options, cwd=ROOT)
        return time.perf_counter() - start

    def steps_of(path):
        text = run(sys.executable, "-c", "import sqlite3,sys,json\n"
                   "db=sqlite3.connect(sys.argv[1]); db.row_factory=sqlite3.Row\n"
                   "tables=[r[0] for r in db.execute(\"select name from sqlite_master where type='table'\")]\n"
                   "print(json.dumps({t:[dict(r) for r in db.execute(f'select * from {t}').fetchall()] for t in tables if 'metric' in t.lower() or 'step' in t.lower()}, default=str))",
                   path / "run.sqlite")
        return json.loads(text)

    seconds = train(folder / "train", arguments.device, arguments.steps)
    results["training"] = {"steps": arguments.steps, "seconds": round(seconds, 1)}
    print(f"     {arguments.steps} steps of the demonstration on {arguments.device}: {seconds:.1f} s", flush=True)
    metrics = steps_of(folder / "train")
    results["training"]["metrics"] = metrics
    train(folder / "again", arguments.device, 6)
    weights, repeated = load_file(folder / "train" / "model" / "model.safetensors"), None
    train(folder / "twice", arguments.device, 6)
    first, repeated = (load_file(folder / name / "model" / "model.safetensors") for name in ("again", "twice"))
    results["training"]["repeats_bit_for_bit"] = all(torch.equal(first[key], repeated[key]) for key in first)
    print(f"     the same seed twice gives the same weights: {results['training']['repeats_bit_for_bit']}", flush=True)
    expect("trained weights that are not finite", sum(int((~torch.isfinite(value)).sum()) for value in weights.values()), 0)


def main():
    arguments = parsed()
    results.update(device=arguments.device, torch=torch.__version__, commit=arguments.commit, processor=platform.processor())
    if arguments.device.startswith("cuda"):
        results["device"] = torch.cuda.get_device_name()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for part in [*(lambda a=a: check_model(arguments, a, folder) for a in arguments.architectures.split(",")), lambda: check_training(arguments, folder)]:
            try:
                part()
            except Exception as error:
                failures.append(str(error).splitlines()[0])
                print(f"FAIL {error}", flush=True)
    results["failures"] = failures
    if arguments.output:
        pathlib.Path(arguments.output).write_text(json.dumps(results, indent=1) + "\n")
    print(f"{len(failures)} out of bounds")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
