#!/usr/bin/env python3
"""Races `roifrl tokenize` against Hugging Face `tokenizers`, one thread each, on the same texts in the same run.

    Benchmarks/tokenizer.py [--roifrl .build/release/roifrl] [--tokenizer DIR] [--texts F.jsonl]... [--passes N] [--json F]

First every text must give the same ids in both. Then each side encodes all texts N times and counts its own processor time inside the
process, without reading or writing: passes alternate between the two, and the figure is the best pass. `first` is the first
pass of a fresh process, when nothing is remembered yet.

Texts are rows {"text"} or {"prompt"}. Without --texts they are the sources and documents of this repository; without
--tokenizer the vocabulary is Models/tiny.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

from tokenizers import Tokenizer  # noqa: E402  (reads the two variables above)

ROOT = pathlib.Path(__file__).resolve().parent.parent


def read(paths):
    for path in paths:
        for line in pathlib.Path(path).read_text().rstrip("\n").split("\n"):
            row = json.loads(line)
            yield row["text"] if "text" in row else row["prompt"]


def repository_texts():
    for pattern in ("Sources/**/*.swift", "Scripts/*.py", "*.md"):
        for path in sorted(ROOT.glob(pattern)):
            text = path.read_text()
            yield from (text[start : start + 2000] for start in range(0, len(text), 2000))


def reference(tokenizer, texts):
    start = time.process_time()
    tokens = sum(len(tokenizer.encode(text, add_special_tokens=False).ids) for text in texts)
    return time.process_time() - start, tokens


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roifrl", default=str(ROOT / ".build/release/roifrl"))
    parser.add_argument("--tokenizer", default=str(ROOT / "Models/tiny"))
    parser.add_argument("--texts", action="append", default=[])
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--json", help="also write the figures to this file")
    arguments = parser.parse_args()
    texts = list(read(arguments.texts)) if arguments.texts else list(repository_texts())

    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as rows:
        rows.writelines(json.dumps({"text": text}) + "\n" for text in texts)
        rows.flush()
        command = [arguments.roifrl, "tokenize", "--tokenizer", arguments.tokenizer, "--input", rows.name]

        tokenizer = Tokenizer.from_file(str(pathlib.Path(arguments.tokenizer) / "tokenizer.json"))
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        for number, (text, line) in enumerate(zip(texts, output, strict=True), 1):
            if json.loads(line)["ids"] != tokenizer.encode(text, add_special_tokens=False).ids:
                sys.exit(f"text {number}: different ids for {text[:80]!r}")

        tokenizer = Tokenizer.from_file(str(pathlib.Path(arguments.tokenizer) / "tokenizer.json"))
        theirs, ours, ours_first = [], [], []
        for _ in range(arguments.passes):
            seconds, tokens = reference(tokenizer, texts)
            theirs.append(seconds)
            measured = json.loads(subprocess.run([*command, "--time", "6"], check=True, capture_output=True, text=True).stdout)
            assert measured["tokens"] == tokens
            ours_first.append(measured["seconds"][0])
            ours.append(min(measured["seconds"]))

    def rate(seconds):
        return tokens / seconds / 1e6

    figures = {
        "texts": len(texts), "bytes": sum(len(text.encode()) for text in texts), "tokens": tokens,
        "tokenizers": {"first": rate(theirs[0]), "best": rate(min(theirs))},
        "roifrl": {"first": rate(min(ours_first)), "best": rate(min(ours))},
        "ratio": {"first": theirs[0] / min(ours_first), "best": min(theirs) / min(ours)},
    }
    print(f"{len(texts)} texts, {figures['bytes']} bytes, {tokens} tokens, the same ids from both")
    print(f"{'million tokens a second':<26}{'first pass':>12}{'best pass':>12}")
    for name in ("tokenizers", "roifrl"):
        print(f"{name:<26}{figures[name]['first']:>12.2f}{figures[name]['best']:>12.2f}")
    print(f"{'ratio':<26}{figures['ratio']['first']:>12.1f}{figures['ratio']['best']:>12.1f}")
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
