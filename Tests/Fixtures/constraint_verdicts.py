"""Makes constraint_verdicts.jsonl: odd little texts with the reference verifiers' verdicts, some true and some false for each constraint.

Usage: constraint_verdicts.py > constraint_verdicts.jsonl
Needs the reference's Python packages (see Benchmarks/peers/verifiers.py) and NLTK's data in NLTK_DATA.
"""

import importlib
import json
import random

REGISTRIES = {
    "ifeval": "instruction_following_eval.instructions_registry",
    "iftrain": "open_instruct.IFEvalG.instructions_registry",
    "ifbench": "ifbench.instructions_registry",
}
WORDS = "river garden level noon Apple BANANA time run create the a is was I you it and or so be cat cats dog".split()
PARTS = [
    "\n", "\n\n", ". ", "? ", "! ", ", ", "...", "***", "******", "* ", "- ", "<<", ">>", "[", "]", "(", ")", "{", "}", '"', "'", "don't ", "Mr. ",
    "U.S. ", "Ph.D. ", "Inc. He ", "1.2.3 ", "P.S. ", "<i>", "</i>", "Question 1. ", "A) x", "```", "\r", "\u2028", "\u3000", "\u0301", "\u0130",
    "\u00df", "\u03a3", "\U0001f600", "\u00e9", "\u65e5\u672c", "http://a.b/c ", "<prd>", "\u017f", "\u212a", "\u0663", "\u00b2", "\u00bd",
    "cannot ", "gonna ", "'tis ", "``", "''", ";", ":", "/", "\u200b", "\xa0", "\t", "\u201d", "\u2019", "?!", "i. ", "J. K. ", "$5 ", "50% ", "--",
    "I'm ", "we'll ", "CAN'T ", "12", "3.5", "Emma ", "elgae dlab", "bald eagle", "14, 21, 28, 35, 42, 49", "1800-02-29", "yes", "Section 1 ",
    "*a* ", "**b** ", "{\"a\": 1}", "MY ", "level ", "My answer is yes. ",
]
ARGUMENTS = {
    "relation": ["at least", "less than"], "let_relation": ["at least", "less than"], "capital_relation": ["at least", "less than"],
    "keywords": [["cat", "so"], ["a.c"], ["i"]], "forbidden_words": [["cat"], ["so", "U.S."], ["a|b"]], "letter": ["a", "i", "s"],
    "language": ["en", "de", "ja"], "postscript_marker": ["P.S.", "P.P.S", "s."], "section_spliter": ["Section", "Question"],
    "prompt_to_repeat": ["so be it", "the cat"], "end_phrase": ["so.", "time"], "phrase": ["the cat is so", "a b c"],
    "options": ["yes/no", "a), b), c)", "red, green"], "sep": ["-", "so"], "reference_text": ["the river is a garden"],
    "first_word": ["the", "so"], "last_word": ["so", "cat"], "word": ["cat", "c++"],
    "n": [1, 2], "m": [1, 2], "n_start": [1, 2], "n_end": [4, 9], "nth_paragraph": [1], "num_paragraphs": [1, 2], "percentage": [10, 50],
    "num_words": [3, 8], "min_words": [1, 3], "max_words": [6, 9],
}


def text(rng):
    return "".join(rng.choice(WORDS) + rng.choice(["", " ", " ", ". "]) if rng.random() < 0.65 else rng.choice(PARTS)
                   for _ in range(rng.randrange(0, 12)))


def argument(name, rng):
    if name in ARGUMENTS:
        return rng.choice(ARGUMENTS[name])
    return rng.choice(WORDS) if name.startswith("keyword") else rng.choice([1, 2, 3])


def verdict(registry, identifier, arguments, response):
    random.seed(0)
    constraint = registry[identifier](identifier)
    constraint.build_description(**arguments)
    try:
        return bool(constraint.check_following(response))
    except Exception:
        return False


def main():
    importlib.import_module("langdetect").DetectorFactory.seed = 0
    for suite, module in REGISTRIES.items():
        registry = importlib.import_module(module).INSTRUCTION_DICT
        for identifier in sorted(registry):
            if registry[identifier].__module__.endswith("classic_instructions"):
                continue  # IFBench's copy of the classic constraints
            rng = random.Random(suite + identifier)
            names = registry[identifier](identifier).get_instruction_args_keys()
            kept = {True: [], False: []}
            for _ in range(600):
                arguments = {name: argument(name, rng) for name in names if name != "instruction"}
                response = text(rng)
                try:
                    followed = verdict(registry, identifier, arguments, response)
                except Exception:
                    continue
                if len(kept[followed]) < 3:
                    kept[followed].append({"suite": suite, "id": identifier, "kwargs": arguments, "response": response, "strict": followed})
                if all(len(rows) == 3 for rows in kept.values()):
                    break
            for row in kept[True] + kept[False]:
                print(json.dumps(row))


if __name__ == "__main__":
    main()
