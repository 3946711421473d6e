"""Checks per second of `roifrl verify` against recorded figures of the Python reference, by suite, on one thread.

Usage: verifiers.py --roifrl .build/release/roifrl --cases constraints.jsonl --reference reference_speed.json [--data FOLDER] [--passes N]
"""

import argparse
import json
import statistics
import subprocess

parser = argparse.ArgumentParser()
parser.add_argument("--roifrl", default=".build/release/roifrl")
parser.add_argument("--cases", required=True, help="rows of suite, id, kwargs, response")
parser.add_argument("--reference", required=True, help="the reference's checks per second, by suite")
parser.add_argument("--data", help="a folder with language data")
parser.add_argument("--passes", type=int, default=5)
options = parser.parse_args()

command = [options.roifrl, "verify", "--input", options.cases, "--time", str(options.passes)]
if options.data:
    command += ["--data", options.data]
rows = [json.loads(line) for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()]
reference = json.load(open(options.reference))["suites"]

ours = theirs = ours_fast = theirs_fast = 0.0
print(f"{'suite':8} {'checks/s':>10} {'ratio':>7} {'without detection and tagging':>30} {'ratio':>7}")
for row in rows:
    known = reference[row["suite"]]
    seconds = statistics.median(row["seconds"])
    fast = statistics.median(row["seconds_without_langdetect_postag"])
    rate = row["cases"] / seconds
    fast_rate = row["cases_without_langdetect_postag"] / fast
    ours += seconds
    ours_fast += fast
    theirs += row["cases"] / known["check_only_per_s"]
    theirs_fast += row["cases_without_langdetect_postag"] / known["per_s_without_langdetect_postag"]
    print(
        f"{row['suite']:8} {rate:10.0f} {rate / known['check_only_per_s']:7.1f}"
        f" {fast_rate:30.0f} {fast_rate / known['per_s_without_langdetect_postag']:7.1f}"
    )
print(f"whole mix: {theirs / ours:.1f} times the reference; without detection and tagging {theirs_fast / ours_fast:.1f} times")
