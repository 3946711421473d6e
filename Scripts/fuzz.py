#!/usr/bin/env python3
"""Feeds broken rows to every command that reads rows, and fails if one crashes, hangs, or loses a row.

    Scripts/fuzz.py ROIFRL [--rounds N] [--seed S]

Each round damages good rows (cut, swapped types, deep nesting, huge numbers, odd characters) and gives them to a command on standard
input. A command may refuse a row with a message and exit status 1 or 2; a signal, a time-out or an exit status outside
0, 1, 2 is a failure, and so is status 0 with another number of output rows than input rows.
"""
import argparse
import json
import random
import subprocess
import sys

SEEDS = {
    "verify": (["verify", "--input", "-"], [
        {"suite": "ifeval", "id": "punctuation:no_comma", "kwargs": {}, "response": "No comma here."},
        {"suite": "ifeval", "id": "keywords:existence", "kwargs": {"keywords": ["red", "blue"]}, "response": "red and blue"},
        {"suite": "ifeval", "id": "length_constraints:number_words", "kwargs": {"relation": "at least", "num_words": 3}, "response": "a b c"},
        {"instruction_id_list": ["detectable_format:json_format"], "kwargs": [{}], "prompt": "p", "response": "{\"a\": [1, 2]}"},
    ]),
    "complexity": (["complexity", "--input", "-"], [
        {"source": "def f(a):\n    n = 0\n    for x in a:\n        if x > 2:\n            n += 1\n    return (n, {'n': n})\n"},
        {"source": "def f(x):\n    return x if x else [y for y in range(3)]\n"},
    ]),
    "curriculum": (["curriculum", "simulate", "--config", "Configurations/demo.toml", "--trace", "-"], [
        {"rewards": {"ca": [0.5, 1.0], "se": [0.0, 1.0]}},
        {"rewards": {"ca": [], "se": [1]}},
    ]),
    "tokenize": (["tokenize", "--tokenizer", "Models/tiny", "--input", "-"], [
        {"text": "The quick brown fox, 12345!"}, {"text": "\u00e9\u4e2d \U0001f600"},
    ]),
    "tokenize --decode": (["tokenize", "--tokenizer", "Models/tiny", "--decode", "--input", "-"], [{"ids": [1, 2, 3]}, {"ids": []}]),
    "tokenize --chat": (["tokenize", "--tokenizer", "Models/tiny", "--chat", "--input", "-"], [
        {"messages": [{"role": "user", "content": "hi"}], "enable_thinking": False, "add_generation_prompt": True},
    ]),
    "sequential check": (["sequential", "check", "--input", "-"], [
        {"response": "Output: 3\nStatistics: {\"n\": 1}", "output": 3, "statistics": {"n": 1}},
    ]),
}

ODD = ["", " ", "\u0000", "\ud800", "\u202e", "\U0010ffff", "\u0301" * 50, "a" * 70_000, "((((" * 2_000, "[" * 5_000, "-" * 300,
       "Output: " + "[" * 3_000, "Output: 1e999\nStatistics: {}", "\r\n\r\n", "*" * 4_000, "'''", "\\", "{", "def f(:\n", "\u2028"]
NUMBERS = [0, -1, 1, 2**31, -(2**63), 2**63, 2**64, 10**40, 1e308, -1e-320, 0.5]


def value(rng):
    return rng.choice([None, True, [], {}, rng.choice(ODD), rng.choice(NUMBERS), [rng.choice(NUMBERS)] * 3, {"a": rng.choice(ODD)}])


def damaged(node, rng):
    """The same value with one thing in it changed."""
    if isinstance(node, dict) and node and rng.random() < 0.8:
        key = rng.choice(sorted(node))
        if rng.random() < 0.15:
            return {k: v for k, v in node.items() if k != key}
        return {**node, key: damaged(node[key], rng)}
    if isinstance(node, list) and node and rng.random() < 0.7:
        at = rng.randrange(len(node))
        return node[:at] + [damaged(node[at], rng)] + node[at + 1:]
    if isinstance(node, str) and node and rng.random() < 0.6:
        at = rng.randrange(len(node) + 1)
        return node[:at] + rng.choice(ODD) + node[at + rng.randrange(4):]
    return value(rng)


def line(row, rng):
    text = json.dumps(row)
    return text[: rng.randrange(len(text))] if rng.random() < 0.1 else text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roifrl")
    parser.add_argument("--rounds", type=int, default=40, help="rounds for each command")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    passed = failed = 0
    for name, (command, seeds) in SEEDS.items():
        for round_ in range(arguments.rounds):
            rng = random.Random(f"{arguments.seed}/{name}/{round_}")
            rows = [line(damaged(rng.choice(seeds), rng) if rng.random() < 0.8 else rng.choice(seeds), rng) for _ in range(rng.randint(1, 6))]
            problem = trial([arguments.roifrl, *command], rows)
            passed, failed = passed + (problem is None), failed + (problem is not None)
            if problem:
                print(f"{name}, round {round_}: {problem}\n  " + "\n  ".join(row[:300] for row in rows))
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


def trial(command, rows):
    """What went wrong, or None."""
    text = "\n".join(rows) + "\n"
    try:
        result = subprocess.run(command, input=text.encode(), capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return "still running after 60 s"
    if result.returncode not in (0, 1, 2):
        return f"exit status {result.returncode}: {result.stderr.decode(errors='replace')[-400:]}"
    expected = sum(bool(row.strip(" \t\r")) for row in text.split("\n"))  # blank lines are no rows
    if result.returncode == 0 and result.stdout.count(b"\n") != expected:
        return f"{expected} rows in, {result.stdout.count(chr(10).encode())} rows out"
    if result.returncode != 0 and not result.stderr.strip():
        return f"exit status {result.returncode} without a message"
    return None


if __name__ == "__main__":
    main()
