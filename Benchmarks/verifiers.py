#!/usr/bin/env python3
"""Constraint verdicts per second of processor time, on one thread, against the reference verifiers in Python.

    make bench
    .venv/bin/python Benchmarks/verifiers.py --cases CASES.jsonl --reference SPEED.json --data FOLDER

The peer is measured in the same run where its Python packages are there (see peers/verifiers.py; --peer-python names another Python);
beside that, or instead, recorded figures of the reference are taken from --reference: {"suites": {SUITE: {"check_only_per_s": N,
"per_s_without_langdetect_postag": N}}}. Cases are rows of suite, id, kwargs and response. Recorded cases of all suites, figures and
language data in a folder `shared` beside the repository are used where nothing else is named; without cases, training prompts are composed
with replies that follow them, and their constraints are judged one by one on those replies.

Exit status 1 where the whole mix is less than 20 times as fast as the reference, or less than 5 times without language detection and
tagging. A constraint whose time grows faster than the text is named.
"""
import argparse
import ast
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# What the verifiers must reach against the reference: over the whole mix, and without language detection and tagging.
LEAST_RATIO = 20.0
LEAST_PLAIN_RATIO = 5.0
# Sixteen times the text may take so many times as long: 16 is linear, and the clock is not exact on few microseconds.
MOST_GROWTH = 32.0


def present(path):
    return str(path) if path.exists() else None


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", default=str(ROOT / ".build/release/verifier-trials"), help="our program")
    parser.add_argument("--roifrl", default=str(ROOT / ".build/release/roifrl"), help="composes the cases where none are given")
    parser.add_argument("--cases", default=present(SHARED / "fixtures/constraints_dev.jsonl"),
                        help="rows of suite, id, kwargs, response")
    parser.add_argument("--reference", default=present(SHARED / "bench/verifier_reference_speed.json"), help="the reference's recorded checks per second, by suite")
    parser.add_argument("--peer-python", default=sys.executable, help="a Python that has the reference's packages")
    parser.add_argument("--data", default=present(SHARED / "data/nltk_data"), help="a folder with language data")
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="also the speed-up on so many threads")
    return parser.parse_args()


def composed(roifrl, folder, data):
    """Cases from composed prompts: every constraint on the reply that follows its prompt."""
    requests = folder / "requests.txt"
    requests.write_text("".join(f"Write a few lines about topic number {number}.\n" for number in range(3000)))
    command = [roifrl, "constraints", "compose", "--input", str(requests), "--with-replies", "--seed", "5"]
    rows = subprocess.run(command + (["--data", data] if data else []), capture_output=True, text=True, check=True).stdout.splitlines()
    catalogue = subprocess.run([roifrl, "constraints", "list", "--suite", "iftrain", "--json"], capture_output=True, text=True, check=True)
    needs = {row["id"]: row["needs"] for row in map(json.loads, catalogue.stdout.splitlines())}
    path = folder / "cases.jsonl"
    with path.open("w") as file:
        for row in map(json.loads, rows):
            truth = ast.literal_eval(row["ground_truth"])[0]
            for identifier, arguments in zip(truth["instruction_id"], truth["kwargs"]):
                case = {"suite": "iftrain", "id": identifier, "kwargs": arguments or {}, "response": row["reply"],
                        "needs_all": needs[identifier]}
                file.write(json.dumps(case) + "\n")
    return str(path)


def lines(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}\nexit status {result.returncode}\n{result.stderr[-2000:]}")
    return [json.loads(line) for line in result.stdout.splitlines()]


def rates(rows):
    """Checks per second by suite: all, and without language detection and tagging; medians over the passes."""
    return {row["suite"]: (row["cases"], row["cases"] / statistics.median(row["seconds"]),
                           row["plain_cases"], row["plain_cases"] / statistics.median(row["plain_seconds"])) for row in rows if "suite" in row}


def recorded(path):
    suites = json.load(open(path))["suites"]
    return {name: (0, suite["check_only_per_s"], 0, suite["per_s_without_langdetect_postag"]) for name, suite in suites.items()}


def table(title, ours, theirs):
    """Prints the race and gives the two ratios over all suites that both have; None where they share none."""
    print(f"against {title}")
    print(f"{'suite':8} {'ours/s':>10} {'theirs/s':>10} {'ratio':>7}   without detection and tagging {'ours/s':>9} {'theirs/s':>9} {'ratio':>7}")
    spent = [0.0] * 4
    for suite, (cases, rate, plain, plain_rate) in ours.items():
        if suite not in theirs:
            continue
        _, their_rate, _, their_plain_rate = theirs[suite]
        print(f"{suite:8} {rate:10,.0f} {their_rate:10,.0f} {rate / their_rate:7.1f} {'':32} {plain_rate:9,.0f} {their_plain_rate:9,.0f}"
              f" {plain_rate / their_plain_rate:7.1f}")
        for index, seconds in enumerate((cases / rate, cases / their_rate, plain / plain_rate, plain / their_plain_rate)):
            spent[index] += seconds
    if not spent[0]:
        return None
    ratios = spent[1] / spent[0], spent[3] / spent[2]
    print(f"whole mix {ratios[0]:.1f} times, without detection and tagging {ratios[1]:.1f} times")
    return ratios


def growth(rows):
    """Names the constraints whose time grows faster than the text."""
    steep = [row for row in rows if "growth" in row and row["growth"][1] > MOST_GROWTH]
    for row in steep:
        print(f"{row['constraint']}: {row['growth'][1]:.0f} times as long on 8,000 words as on 500")
    if not steep:
        print("no constraint's time grows faster than the text")


def main():
    options = parsed()
    with tempfile.TemporaryDirectory() as folder:
        cases = options.cases or composed(options.roifrl, pathlib.Path(folder), options.data)
        command = [options.trials, "speed", "--cases", cases, "--passes", str(options.passes), "--threads", str(options.threads),
                   "--by-length"]
        rows = lines(command + (["--data", options.data] if options.data else []))
        ours = rates(rows)
        environment = dict(os.environ, **({"NLTK_DATA": options.data} if options.data else {}))
        peer = subprocess.run([options.peer_python, str(ROOT / "Benchmarks/peers/verifiers.py"), cases, str(options.passes)],
                              capture_output=True, text=True, env=environment)
        theirs = rates([json.loads(line) for line in peer.stdout.splitlines()]) if peer.returncode == 0 else {}
        ratios = []
        if theirs:
            ratios.append(table("the reference in this run", ours, theirs))
        else:
            print("the reference's Python packages are not here: no race in this run")
            if peer.returncode != 0:
                print("  " + peer.stderr.strip().splitlines()[-1])
        if options.reference:
            ratios.append(table("its recorded figures", ours, recorded(options.reference)))
        if not theirs and not options.reference:
            for suite, (_, rate, _, plain) in ours.items():
                print(f"{suite:8} {rate:10,.0f} verdicts a second, {plain:,.0f} without detection and tagging")
        for row in rows:
            if "speedup" in row:
                print(f"{row['threads']} threads: {row['verdicts_per_second']:,.0f} verdicts a second, {row['speedup']:.2f} times one thread")
        growth(rows)
        for whole, plain in filter(None, ratios[:1]):
            if whole < LEAST_RATIO or plain < LEAST_PLAIN_RATIO:
                sys.exit(f"too slow: expected {LEAST_RATIO:.0f} times the reference over the whole mix and {LEAST_PLAIN_RATIO:.0f} times"
                         " without detection and tagging")


if __name__ == "__main__":
    main()
