#!/usr/bin/env python3
"""Races one GRPO step against TRL: same checkpoint, same work, same precision, same machine, in turn, in one run.

    make bench                                       # float32 and bfloat16 on the processor
    .venv/bin/python Benchmarks/race.py --dtypes float32 --steps 2

Beside the ratios it measures what the machine can do at most (matrix products and memory copies by the same libtorch), and writes everything
to results/DATE-COMMIT.json.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = ROOT / "Benchmarks" / "peers"


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roifrl", default=str(ROOT / ".build/release/roifrl"))
    parser.add_argument("--shape", default="bench-11m", help="of make_model.py")
    parser.add_argument("--dtypes", default="float32,bfloat16")
    parser.add_argument("--device", default="cpu")
    for name, default in [("prompts", 16), ("group", 8), ("prompt-tokens", 200), ("new-tokens", 128), ("steps", 3)]:
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=1, help="repetitions of both sides; the best of each counts")
    parser.add_argument("--output", help="the record's file; - keeps none")
    return parser.parse_args()


def last_json(command):
    """Runs a command and reads the JSON line that it ends with."""
    result = subprocess.run(command, capture_output=True, text=True)
    lines = [line for line in result.stdout.splitlines() if line.startswith("{")]
    if result.returncode != 0 or not lines:
        sys.exit(f"{' '.join(map(str, command))}\nexit status {result.returncode}\n{result.stderr[-2000:]}")
    return json.loads(lines[-1])


def machine(threads, device):
    """What this machine does at most: a large matrix product, a large copy."""
    import torch
    torch.set_num_threads(threads)

    def best(function, seconds=2.0):
        function()
        shortest, end = float("inf"), time.perf_counter() + seconds
        while time.perf_counter() < end:
            start = time.perf_counter()
            function()
            if device != "cpu":
                torch.cuda.synchronize()
            shortest = min(shortest, time.perf_counter() - start)
        return shortest

    size = 2048 if device == "cpu" else 8192
    limits = {}
    for dtype in (torch.float32, torch.bfloat16):
        a, b = (torch.randn(size, size, device=device).to(dtype) for _ in range(2))
        limits[f"gemm_{str(dtype).split('.')[1]}_gflops"] = round(2 * size**3 / best(lambda: a @ b) / 1e9, 1)
    source = torch.zeros(1 << 27, dtype=torch.float32, device=device)
    target = torch.zeros_like(source)
    limits["memory_gb_s"] = round(2 * source.nbytes / best(lambda: target.copy_(source)) / 1e9, 1)
    return limits


def operations(arguments, folder):
    """Floating-point operations of one step's matrix products, each prompt once: {phase: operations}; attention's are left out."""
    config = json.loads((pathlib.Path(folder) / "config.json").read_text())
    hidden, heads, kv_heads = config["hidden_size"], config["num_attention_heads"], config["num_key_value_heads"]
    size = config.get("head_dim", hidden // heads)
    layer = hidden * (heads + 2 * kv_heads) * size + heads * size * hidden + 3 * hidden * config["intermediate_size"]
    completions = arguments.prompts * arguments.group * arguments.new_tokens
    tokens = arguments.prompts * arguments.prompt_tokens + completions
    decoder = 2 * layer * config["num_hidden_layers"] * tokens
    head = 2 * hidden * config["vocab_size"] * completions
    return {"generation": decoder + head, "reference": decoder + head, "forward": decoder, "head": 3 * head, "backward": 2 * decoder}


def limit(arguments, folder, dtype, ours, limits):
    """The time that a step's products alone would take at the machine's best measured rate, whole and phase by phase, beside ours."""
    own = last_json([arguments.roifrl, "bench", "product", "--dtype", dtype, f"--threads={arguments.threads}"])["gflops"]
    rate = max(own, limits[f"gemm_{dtype}_gflops"])
    spent = {**ours["phases"], "generation": ours["generation_s"]}
    phases = {name: {"least_s": round(count / rate / 1e9, 2), "s": round(spent[name], 2)}
              for name, count in operations(arguments, folder).items()}
    least = sum(phase["least_s"] for phase in phases.values())
    return {"gflops": round(rate, 1), "own_gflops": round(own, 1), "least_s": round(least, 2), "share": round(least / ours["step_s"], 2), "phases": phases}


def processor():
    try:
        names = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
        return names[0] if names else platform.processor()
    except OSError:
        return platform.processor()


def commit():
    result = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return result.stdout.strip() or "unknown"


def race(arguments, model, dtype):
    work = [f"--{name.replace('_', '-')}={getattr(arguments, name)}"
            for name in ("prompts", "group", "prompt_tokens", "new_tokens", "steps", "threads", "device")]
    sides = {
        "roifrl": [arguments.roifrl, "bench", "step", "--model", model, "--dtype", dtype, *work],
        "trl": [sys.executable, str(PEERS / "trl_grpo.py"), "--model", model, "--dtype", dtype, *work],
    }
    runs = {name: [] for name in sides}
    for _ in range(arguments.rounds):
        for name, command in sides.items():
            runs[name].append(last_json(command))
    return {name: min(results, key=lambda result: result["step_s"]) for name, results in runs.items()}


def main():
    arguments = parsed()
    record = {"date": datetime.date.today().isoformat(), "commit": commit(), "processor": processor(), "cores": os.cpu_count(),
              "device": arguments.device, "shape": arguments.shape, "prompts": arguments.prompts, "group": arguments.group,
              "prompt_tokens": arguments.prompt_tokens, "new_tokens": arguments.new_tokens, "threads": arguments.threads,
              "limits": machine(arguments.threads, arguments.device), "races": {}}
    print(f"{record['processor']}, {arguments.threads} threads: " + ", ".join(f"{key} {value}" for key, value in record["limits"].items()))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(PEERS / "make_model.py"), arguments.shape, folder], check=True, capture_output=True)
        for dtype in arguments.dtypes.split(","):
            result = record["races"][dtype] = race(arguments, folder, dtype)
            ours, theirs = result["roifrl"], result["trl"]
            result["ratio"] = {key: round(theirs[key] / ours[key], 2) for key in ("step_s", "generation_s", "learning_s")}
            for name in ("roifrl", "trl"):
                side = result[name]
                print(f"{dtype:9} {name:7} step {side['step_s']:7.2f} s   generation {side['generation_s']:6.2f} s "
                      f"({side['generated_tok_s']:,.0f} tokens/s)   learning {side['learning_s']:6.2f} s ({side['trained_tok_s']:,.0f} tokens/s)")
            if arguments.device == "cpu":
                bound = result["limit"] = limit(arguments, folder, dtype, ours, record["limits"])
                print(f"{dtype:9} limit: its products alone take {bound['least_s']} s at {bound['gflops']} GFLOP/s, "
                      f"{bound['share']:.0%} of the step; " + ", ".join(f"{name} {phase['s']} of {phase['least_s']}" for name, phase in bound["phases"].items()))
            print(f"{dtype:9} times faster: step {result['ratio']['step_s']}, generation {result['ratio']['generation_s']}, "
                  f"learning {result['ratio']['learning_s']}")
    if arguments.output != "-":
        name = f"{record['date']}-{record['commit']}-{arguments.device.replace(':', '')}.json"
        path = pathlib.Path(arguments.output or ROOT / "Benchmarks" / "results" / name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record, indent=1) + "\n")
        print(f"record: {path}")


if __name__ == "__main__":
    main()
