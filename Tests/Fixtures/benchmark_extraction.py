#!/usr/bin/env python3
"""Writes benchmark_extraction.json: what the lm-evaluation-harness reads out of replies, for the tests of `Evaluation`.

    pip install lm_eval==0.4.13 word2number
    python benchmark_extraction.py > benchmark_extraction.json

The questions are made up here in the benchmarks' formats. Replies without digits are left out for the two counting tasks: the
harness's reading of written-out numbers takes "fourteen" for 4, ours does not.
"""
import json
import random
import re
import sys

import yaml
from lm_eval.api.metrics import exact_match_hf_evaluate
from lm_eval.filters.extraction import RegexFilter
from lm_eval.tasks.bbh.zeroshot import utils
from lm_eval.tasks import __path__ as tasks_path

BBH = {
    "boolean_expressions": ("not ( True ) and ( True ) is", "False"),
    "causal_judgement": ("Did Ann cause it?\nOptions:\n- Yes\n- No", "Yes"),
    "date_understanding": ("What is the date?\nOptions:\n(A) 12/11/1937\n(B) 12/25/1937\n(C) 01/04/1938", "(B)"),
    "dyck_languages": ("Complete the rest: { [ <", "> ] }"),
    "formal_fallacies": ("Is the argument valid?\nOptions:\n- valid \n- invalid", "invalid"),
    "hyperbaton": ("Which is right?\nOptions:\n(A) old big red car\n(B) big old red car", "(B)"),
    "multistep_arithmetic_two": ("((-1 + 2) * 3) =", "3"),
    "navigate": ("Take 2 steps. Do you return?\nOptions:\n- Yes\n- No", "No"),
    "object_counting": ("I have two flutes and a piano. How many?", "3"),
    "snarks": ("Which is sarcastic?\nOptions:\n(A) Great, rain again.\n(B) Rain is good.", "(A)"),
    "sports_understanding": ("Is it plausible? \"He scored.\"", "yes"),
    "web_of_lies": ("Does Ann tell the truth?", "No"),
    "word_sorting": ("Sort the words alphabetically: List: pear apple fig o'er", "apple fig o'er pear"),
}
PIECES = [
    "True", "False", "true", "(A)", "(B)", "(C)", "A", "answer: B", "The answer is", "Yes", "no", "No,", "valid", "invalid", "is not plausible",
    "plausible", "tells the truth", "does not tell the truth", "is telling the truth", "apple", "fig", "pear", "o'er", "3", "-3", "1,200", "$18",
    "18.", "#### 18", "#### 1,200", "#### -3", "The answer is 18.", "The answer is 1,200.", "The answer is $18.", "> ] }", ") ] >", "\n", "...",
    "Q: next", "**12/25/1937**", "12/11/1937", "big old red car", "Old Big Red car!", "Great, rain again", "Rain is good.", "option: A", ":\nB", "\\boxed{3}",
    "</s>", "\"False\".", "so", "we get",
]


def first(filtered):
    return filtered[0][0]


def harness_filter(task, variant, name):
    """A filter of a task, as the harness's own configuration builds it."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.add_constructor("!function", lambda _, node: getattr(utils, node.value.split(".")[1]))
    text = open(f"{list(tasks_path)[0]}/bbh/{variant}/{task}.yaml").read()
    settings = next(entry for entry in yaml.load(text, loader)["filter_list"] if entry["name"] == name)["filter"][0]
    function = settings.pop("function")
    return (RegexFilter if function == "regex" else function)(**settings)


def cut(reply, stops):
    return reply[: min([reply.find(stop) for stop in stops if stop in reply], default=len(reply))]


def matches(prediction, reference, ignored):
    return bool(exact_match_hf_evaluate([prediction], [reference], regexes_to_ignore=ignored, ignore_case=True)["exact_match"])


def bbh_rows(rng):
    ignored = [r"\.$", ",", "\n", r"\\", '"']
    for task, (question, target) in BBH.items():
        flexible = harness_filter(task, "zeroshot", "flexible-extract")
        replies = [target, f"The answer is {target}.", ""] + [" ".join(rng.choices(PIECES, k=rng.randint(1, 6))) for _ in range(12)]
        for reply in replies:
            text = cut(reply, ["</s>", "Q:", "<|im_end|>"])
            if task in ("multistep_arithmetic_two", "object_counting") and not re.search("[-0-9]", text):
                continue
            answer = first(flexible.apply([[text]], [{"input": question, "target": target}]))
            yield {"task": task, "input": question, "target": target, "reply": reply, "answer": answer,
                   "flexible": matches(answer, target, ignored), "strict": matches(text, target, ignored)}


def bbh_chain_rows(rng):
    """Replies that reason: the last match counts, and "the answer is" is strict."""
    ignored = [r"\.$", ",", "\n", r"\\", '"']
    for task, (question, target) in BBH.items():
        flexible, strict = (harness_filter(task, "cot_zeroshot", name) for name in ("flexible-extract", "strict-match"))
        statements = [f"So the answer is {target}.", f"The answer is {target}.\n", f"The final answer: {target}.", "the answer is (A).", "The answer: no."]
        for _ in range(12):
            pieces = rng.choices(PIECES, k=rng.randint(0, 4)) + rng.choices(statements, k=rng.randint(0, 2))
            rng.shuffle(pieces)
            reply = " ".join(pieces)
            text = cut(reply, ["</s>", "Q:", "<|im_end|>"])
            if task in ("multistep_arithmetic_two", "object_counting") and not re.search("[-0-9]", text):
                continue
            answer = first(flexible.apply([[text]], [{"input": question, "target": target}]))
            stated = first(strict.apply([[text]], [{}]))
            yield {"task": task, "variant": "bbh-cot", "input": question, "target": target, "reply": reply, "answer": answer,
                   "flexible": matches(answer, target, ignored), "strict": matches(stated, target, ignored)}


def gsm8k_rows(rng):
    ignored = [",", r"\$", "(?s).*#### ", r"\.$"]
    strict = {"gsm8k": RegexFilter(), "gsm8k-cot": RegexFilter(r"The answer is (\-?[0-9\.\,]+).")}
    flexible = RegexFilter(r"(-?[$0-9.,]{2,})|(-?[0-9]+)", group_select=-1)
    for task, pattern in strict.items():
        for target in ["2 + 16 = 18\n#### 18", "#### 1,200", "#### -3"]:
            for _ in range(16):
                reply = " ".join(rng.choices(PIECES, k=rng.randint(1, 7)))
                text = cut(reply, ["Q:", "</s>", "<|im_end|>"])
                answer = first(flexible.apply([[text]], [{}]))
                stated = first(pattern.apply([[text]], [{}]))
                yield {"task": task, "input": "", "target": target, "reply": reply, "answer": answer,
                       "flexible": matches(answer, target, ignored), "strict": matches(stated, target, ignored)}


rng = random.Random(5)
rows = [*bbh_rows(rng), *gsm8k_rows(rng), *bbh_chain_rows(rng)]
sys.stdout.write("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
