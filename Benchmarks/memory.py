#!/usr/bin/env python3
"""Peak memory of training at a real shape: two steps on a random checkpoint in the shape of Qwen3-0.6B, on real prompts.

    .venv/bin/python Benchmarks/memory.py --constraints ifeval_input_data.jsonl --sequential logicif_sample_instructions.jsonl \\
        --tokenizer Qwen3-0.6B

Bfloat16 weights with float32 masters, gradients and averages, a frozen reference, 2 prompts x 4 rollouts; once with short replies and once
with long ones. Prints the peak resident memory of both, which must hardly differ: no tensor of tokens x vocabulary exists. Random weights
never end a reply early, so every reply has its full length.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

CONFIGURATION = """\
[run]
path = "{run}"
seed = 7
checkpoint_every = 0
threads = {threads}

[model]
path = "{model}"
tokenizer = "{tokenizer}"
device = "cpu"
dtype = "bfloat16"

[[source]]
name = "ca"
kind = "constraints"
path = "{constraints}"

[[source]]
name = "se"
kind = "sequential"
path = "{sequential}"
intervals = true

[batch]
prompts = 2
group_size = 4

[generation]
max_new_tokens = {new_tokens}

[learning]
kl_coefficient = 0.001
steps = {steps}
"""


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--constraints", required=True, help="prompts with constraints, JSONL")
    parser.add_argument("--sequential", required=True, help="LogicIF instructions, JSONL")
    parser.add_argument("--tokenizer", required=True, help="a folder with Qwen3's tokenizer.json and tokenizer_config.json")
    parser.add_argument("--model", help="a model folder (default: a random one of the shape, made for this)")
    parser.add_argument("--roifrl", default=str(ROOT / ".build/release/roifrl"))
    parser.add_argument("--new-tokens", type=int, nargs="+", default=[64, 256])
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--limit", type=float, default=16.0, help="the most that any of them may take, in GB")
    return parser.parse_args()


def peak(arguments, model, folder, new_tokens):
    """Trains in a process of its own and returns what the kernel counted of it."""
    run = folder / f"run-{new_tokens}"
    configuration = folder / f"memory-{new_tokens}.toml"
    paths = {name: os.path.abspath(getattr(arguments, name)) for name in ("constraints", "sequential", "tokenizer")}
    configuration.write_text(CONFIGURATION.format(
        run=run, model=model, threads=arguments.threads, new_tokens=new_tokens, steps=arguments.steps, **paths))
    start = time.perf_counter()
    process = subprocess.Popen([arguments.roifrl, "train", str(configuration)], stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"training failed with {new_tokens} new tokens:\n{output}")
    subprocess.run(["rm", "-rf", str(run)], check=True)
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return {"new_tokens": new_tokens, "peak_gb": round(usage.ru_maxrss * unit / 1e9, 2), "seconds": round(time.perf_counter() - start, 1),
            "processor_s": round(usage.ru_utime + usage.ru_stime, 1), "output": output}


def main():
    arguments = parsed()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        model = arguments.model
        if model is None:
            model = folder / "model"
            subprocess.run([sys.executable, str(ROOT / "Benchmarks/peers/make_model.py"), "qwen3-0.6b", str(model)], check=True,
                           capture_output=True)
        results = [peak(arguments, os.path.abspath(model), folder, new_tokens) for new_tokens in arguments.new_tokens]
    for result in results:
        print(result.pop("output"), end="")
        print(json.dumps(result))
    peaks = [result["peak_gb"] for result in results]
    print(f"peak {max(peaks):.2f} GB (at most {arguments.limit:.2f}), {peaks[-1] - peaks[0]:+.2f} GB from "
          f"{results[0]['new_tokens']} to {results[-1]['new_tokens']} new tokens")
    if max(peaks) > arguments.limit:
        sys.exit(1)


if __name__ == "__main__":
    main()
