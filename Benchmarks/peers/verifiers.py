"""Seconds that the reference verifiers take for the cases of a file, as one JSON object a line; suites whose package is not there are left out.

Usage: verifiers.py CASES [PASSES]

The packages are Python's: `instruction_following_eval` (suite ifeval), `open_instruct` (iftrain) and `ifbench`, each as its own project
distributes it, with NLTK's data in NLTK_DATA.
"""

import importlib
import json
import logging
import random
import sys
import time

REGISTRIES = {
    "ifeval": "instruction_following_eval.instructions_registry",
    "iftrain": "open_instruct.IFEvalG.instructions_registry",
    "ifbench": "ifbench.instructions_registry",
}


def checks(rows, registry):
    """Constraints with their arguments read, and replies; those that raise while reading are left out."""
    built = []
    for row in rows:
        random.seed(0)
        try:
            constraint = registry[row["id"]](row["id"])
            constraint.build_description(**{key: value for key, value in row["kwargs"].items() if value is not None})
        except Exception:
            continue
        built.append((row["id"], constraint.check_following, row["response"]))
    return built


def seconds(built):
    start = time.process_time()
    for _, check, response in built:
        try:
            check(response)
        except Exception:
            pass
    return time.process_time() - start


def main():
    logging.disable(logging.CRITICAL)
    rows = [json.loads(line) for line in open(sys.argv[1])]
    passes = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    slow = {row["id"] for row in rows if {"langdetect", "postag"} & {row.get("needs"), *(row.get("needs_all") or [])}}
    try:
        importlib.import_module("langdetect").DetectorFactory.seed = 0
    except ImportError:
        pass
    for suite, name in REGISTRIES.items():
        try:
            registry = importlib.import_module(name).INSTRUCTION_DICT
        except ImportError:
            continue
        built = checks([row for row in rows if row["suite"] == suite], registry)
        plain = [check for check in built if check[0] not in slow]
        if not built:
            continue
        seconds(built)
        print(json.dumps({
            "suite": suite, "cases": len(built), "seconds": [seconds(built) for _ in range(passes)],
            "plain_cases": len(plain), "plain_seconds": [seconds(plain) for _ in range(passes)],
        }), flush=True)


if __name__ == "__main__":
    main()
