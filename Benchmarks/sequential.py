#!/usr/bin/env python3
"""How long `roifrl sequential generate` takes for the data set of the RoIFRL paper: a part of it is made, the whole is reckoned from that.

    Benchmarks/sequential.py [--roifrl .build/release/roifrl] [--part 0.1] [--cases 17] [--seed 1] [--json F]

The paper's set has 441,564 instructions from 27,324 functions with complexity scores from 0 to 200. The target is 40 minutes and 4 GB on
two cores. Processor time is read from /proc while they run, over all processes and those that they waited for, so that a busy machine does not
spoil the figure (a worker that is killed at the end reports to nobody); peak memory is read alike and summed over all of them.
"""
import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import threading
import time

FUNCTIONS, INSTRUCTIONS = 27_324, 441_564
MINUTES, BYTES, CORES = 40, 4 << 30, 2


def processes(root):
    """The process and everything below it, as /proc has them."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                stat = pathlib.Path("/proc", name, "stat").read_text()
            except OSError:
                continue
            children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(name))
    found, stack = [], [root]
    while stack:
        process = stack.pop()
        found.append(process)
        stack += children.get(process, [])
    return found


def computed(root):
    """Processor seconds of all processes and of those that they waited for."""
    total = 0
    for process in processes(root):
        try:
            stat = pathlib.Path("/proc", str(process), "stat").read_text()
        except OSError:
            continue
        total += sum(map(int, stat.rpartition(")")[2].split()[11:15]))
    return total / os.sysconf("SC_CLK_TCK")


def memory(root):
    """Resident bytes of all processes; pages that they share are counted as often as there are sharers' parts (PSS)."""
    total = 0
    for process in processes(root):
        try:
            for line in pathlib.Path("/proc", str(process), "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) << 10
        except OSError:
            pass
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roifrl", default=".build/release/roifrl")
    parser.add_argument("--part", type=float, default=0.1)
    parser.add_argument("--cases", type=int, default=17)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json")
    options = parser.parse_args()

    count = max(20, round(FUNCTIONS * options.part))
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder, "rows.jsonl")
        command = [options.roifrl, "sequential", "generate", "--count", str(count), "--cases", str(options.cases), "--jobs", str(CORES),
                   "--seed", str(options.seed), "--output", str(output)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        peak, seen = 0, 0.0

        def watch():
            nonlocal peak, seen
            while process.poll() is None:
                peak, seen = max(peak, memory(process.pid)), max(seen, computed(process.pid))
                time.sleep(0.5)

        watcher = threading.Thread(target=watch)
        watcher.start()
        errors = process.stderr.read()
        process.wait()
        watcher.join()
        wall = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if process.returncode != 0:
            sys.exit(errors)
        histogram = json.loads(output.with_name("rows.histogram.json").read_text())
        size = sum(file.stat().st_size for file in output.parent.iterdir())

    processor = max(seen, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    scale = FUNCTIONS / histogram["functions"]
    result = {
        "functions": histogram["functions"], "instructions": histogram["instructions"],
        "instructions_at_full_scale": round(histogram["instructions"] * scale),
        "processor_seconds": round(processor, 1), "wall_seconds": round(wall, 1), "peak_bytes": peak,
        "minutes_at_full_scale_by_processor_time": round(processor * scale / CORES / 60, 1),
        "minutes_at_full_scale_by_wall_time": round(wall * scale / 60, 1), "bytes_at_full_scale": round(size * scale),
        "share_of_time_allowed": round(processor * scale / CORES / 60 / MINUTES, 3), "share_of_memory_allowed": round(peak / BYTES, 3),
        "histogram": histogram["bins"],
    }
    most = max(row["functions"] for row in histogram["bins"])
    for row in histogram["bins"]:
        print(f"{row['from']:6.0f} to {row['to']:4.0f} {row['functions']:7} {'#' * round(40 * row['functions'] / max(most, 1))}")
    for key, value in result.items():
        if key != "histogram":
            print(f"{key:42} {value}")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(result, indent=1) + "\n")
    fits = result["instructions_at_full_scale"] >= INSTRUCTIONS and result["share_of_time_allowed"] <= 1 and peak <= BYTES
    print("within the target" if fits else "OUTSIDE the target")
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
