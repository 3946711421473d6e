#!/usr/bin/env python3
"""Compares the graders of `roifrl eval` with the lm-evaluation-harness and math-verify, reply by reply.

    pip install -r requirements-graders.txt       # in an environment of its own
    NLTK_DATA=... python Benchmarks/graders.py --data FOLDER [--roifrl PATH] [--replies 600]

FOLDER holds the published files: gsm8k_test.jsonl, bbh/, ifeval_input_data.jsonl. Replies are made up here, right and wrong ones in the
shapes that models write. Every task gets at least --replies of them. Exit status 1 where a verdict differs.

Two differences are known and counted apart. Where a BIG-bench hard task asks for a number and the reply has no digit, the harness reads
some words in part ("fourteen" as 4), which is not followed. Where an IFEval row counts a letter that is none ("!"), the harness counts
one that it draws at random.
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import langdetect
import yaml
from lm_eval.api.metrics import exact_match_hf_evaluate
from lm_eval.filters import build_filter_ensemble
from lm_eval.tasks import __path__ as tasks_path
from lm_eval.tasks.bbh.zeroshot import utils as bbh_utils
from lm_eval.tasks.ifeval import utils as ifeval_utils
from math_verify import parse, verify

TASKS = list(tasks_path)[0]
langdetect.DetectorFactory.seed = 0


class Harness:
    """A task's stop strings, filters and metric, as its own configuration has them; nothing is downloaded."""

    def __init__(self, path):
        loader = type("Loader", (yaml.SafeLoader,), {})
        loader.add_constructor("!function", lambda _, node: getattr(bbh_utils, node.value.split(".")[1]))
        settings = self.load(os.path.join(TASKS, path), loader)
        self.stops = settings["generation_kwargs"]["until"]
        metric = settings["metric_list"][0]
        self.metric = {key: metric[key] for key in ("ignore_case", "ignore_punctuation", "regexes_to_ignore") if key in metric}
        self.filters = []
        for entry in settings["filter_list"]:
            steps = [(step.pop("function"), step or None) for step in entry["filter"]]
            self.filters.append((entry["name"], steps))

    @staticmethod
    def load(path, loader):
        settings = yaml.load(open(path, encoding="utf-8").read(), loader)
        base = settings.pop("include", None)
        return {**Harness.load(os.path.join(os.path.dirname(path), base), loader), **settings} if base else settings

    def scores(self, document, target, reply):
        text = reply[: min([reply.find(stop) for stop in self.stops if stop in reply], default=len(reply))]
        found = {}
        for name, steps in self.filters:
            answers = [[text]]
            for function, arguments in steps:
                if isinstance(function, str):
                    instance = build_filter_ensemble(name, [[function, arguments]]).filters[0]()
                else:
                    instance = function(**(arguments or {}))
                answers = list(instance.apply(answers, [document]))
            answer = answers[0] if isinstance(answers[0], str) else answers[0][0]
            found[name] = exact_match_hf_evaluate([answer], [target], **self.metric)["exact_match"] == 1
        return found


def ours(roifrl, benchmark, path, replies, folder):
    """Verdicts of `roifrl eval --responses` by item."""
    responses, output = os.path.join(folder, "responses.jsonl"), os.path.join(folder, "out.json")
    with open(responses, "w", encoding="utf-8") as file:
        for name, reply in replies.items():
            file.write(json.dumps({"id": name, "response": reply}) + "\n")
    for end in ("json", "jsonl", "sqlite"):
        if os.path.exists(f"{folder}/out.{end}"):
            os.remove(f"{folder}/out.{end}")
    command = [roifrl, "eval", "--responses", responses, "--benchmarks", f"{benchmark}={path}", "--output", output]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    rows = [json.loads(line) for line in open(f"{folder}/out.jsonl", encoding="utf-8")]
    return {row["id"]: row["scores"] for row in rows}


class Count:
    def __init__(self):
        self.failed = 0

    def report(self, task, verdicts, differing, note=""):
        right = sum(expected == 1 for expected, *_ in verdicts)
        print(f"{task:<28} {len(verdicts):>6} verdicts, {right:>5} right, {len(differing)} differ{note}", flush=True)
        for row in differing[:5]:
            print("   ", json.dumps(row)[:400])
        self.failed += len(differing)


# --- GSM8K ---

def number_shapes(rng, answer):
    plain = answer.replace(",", "")
    wrong = str(int(float(plain)) + rng.choice([-10, -1, 1, 7, 100]))
    shapes = [plain, wrong, f"{int(float(plain)):,}", f"${plain}", f"{plain}.00", f"{plain}.", f"-{plain}", f"{plain}%", f"**{plain}**",
              f"\\boxed{{{plain}}}", f"{plain} dollars", f"{plain} km/h", f"1/{plain}", f"{plain}e3", f"x={plain}", "no number", f"{wrong}, {plain}",
              f"{plain}-{wrong}", f"$ {plain}", f"({plain})", f"{plain},", f"\u0661\u0668"]
    return rng.choice(shapes)


def gsm8k_reply(rng, row):
    answer = row["answer"].split("####")[-1].strip()
    frames = ["#### {}", "####{}", "The answer is {}.", "The answer is {}", "the answer is {}.", "So {} in all.", "Answer: {}", "{}",
              "#### {}\n\nLet me check: {}", "The final answer is {}", "# {}", "#### \n{}", "It is {}.\nQ: What is 7?\n#### {}", "Question: is it {}?"]
    parts = [row["answer"].split("####")[0]] if rng.random() < 0.5 else []
    for _ in range(rng.randint(1, 3)):
        frame = rng.choice(frames)
        parts.append(frame.format(*[number_shapes(rng, answer) for _ in range(frame.count("{}"))]))
    if rng.random() < 0.1:
        parts.append(row["answer"])
    return rng.choice(["\n", " ", "\n\n"]).join(parts)


def compare_gsm8k(args, rng, count, folder):
    rows = [json.loads(line) for line in open(f"{args.data}/gsm8k_test.jsonl", encoding="utf-8")][: args.replies]
    for suite in ("test", "train"):
        with open(f"{folder}/gsm8k_{suite}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    for benchmark, path in (("gsm8k-5shot", "gsm8k/gsm8k.yaml"), ("gsm8k-cot", "gsm8k/gsm8k-cot-zeroshot.yaml")):
        harness = Harness(path)
        replies = {str(index): gsm8k_reply(rng, row) for index, row in enumerate(rows)}
        mine = ours(args.roifrl, benchmark, f"{folder}/gsm8k_test.jsonl", replies, folder)
        for metric, name in (("strict", "strict-match"), ("flexible", "flexible-extract")):
            verdicts, differing = [], []
            for index, row in enumerate(rows):
                expected = harness.scores(row, row["answer"], replies[str(index)])[name]
                verdicts.append((expected,))
                if expected != (mine[str(index)][metric] == 1):
                    differing.append([expected, row["answer"][-20:], replies[str(index)]])
            count.report(f"{benchmark} {metric}", verdicts, differing)


# --- BIG-bench hard ---

def bbh_reply(rng, example):
    target, text = example["target"], example["input"]
    options = re.findall(r"\([A-Z]\)[^\n(]*", text) or re.findall(r"(?m)^- (.+)$", text) or ["True", "False", "yes", "no", "valid", "invalid"]
    words = text.split("List:")[-1].split() if "List:" in text else text.split()
    pieces = [target, target, target.lower(), target.strip("()"), f"**{target}**", f"\"{target}\"", f"{target}.", rng.choice(options),
              rng.choice(options)[3:].strip(), rng.choice(options)[:3], f"Answer: {rng.choice('ABCDEF')}", str(rng.randint(-50, 50)),
              " ".join(rng.sample(words, min(len(words), 5))), "not plausible", "tells the truth", "does not tell the truth", "> ] }", "\\boxed{" + target + "}"]
    frames = ["{}", "The answer is {}.", "the answer is {}.", "So the answer is {}.", "The final answer: {}.", "The answer: {}", "First {}, hence {}.",
              "{}\n\nQ: more\nA: {}", "I think {}", "{} or {}?", "The answer is {}\nbecause {}"]
    parts = []
    for _ in range(rng.randint(1, 3)):
        frame = rng.choice(frames)
        parts.append(frame.format(*[rng.choice(pieces) for _ in range(frame.count("{}"))]))
    return rng.choice(["\n", " ", "\n\n"]).join(parts)


def compare_bbh(args, rng, count, folder):
    names = sorted(name[:-5] for name in os.listdir(f"{args.data}/bbh") if name.endswith(".json"))
    each = -(-args.replies // len(names))
    for benchmark, variant in (("bbh", "zeroshot"), ("bbh-cot", "cot_zeroshot"), ("bbh-fewshot", "cot_fewshot")):
        known, verdicts, differing, replies, expected = 0, {}, {}, {}, {}
        tasks = f"{folder}/{benchmark}"
        os.makedirs(f"{tasks}/cot-prompts", exist_ok=True)
        for name in names:
            examples = json.load(open(f"{args.data}/bbh/{name}.json", encoding="utf-8"))["examples"][:each]
            json.dump({"examples": examples}, open(f"{tasks}/{name}.json", "w", encoding="utf-8"))
            open(f"{tasks}/cot-prompts/{name}.txt", "w").write("-----\nexamples\n")
            harness = Harness(f"bbh/{variant}/{name}.yaml")
            for index, example in enumerate(examples):
                reply = bbh_reply(rng, example)
                if name in ("multistep_arithmetic_two", "object_counting") and not re.search("[-0-9]", reply) and variant != "cot_fewshot":
                    known += 1
                    continue
                replies[f"{name}/{index}"] = reply
                try:
                    expected[f"{name}/{index}"] = harness.scores(example, example["target"], reply)
                except Exception:  # the harness cannot read some replies at all
                    known += 1
        mine = ours(args.roifrl, benchmark, tasks, replies, folder)
        for item, scores in expected.items():
            for name, value in scores.items():
                metric = {"strict-match": "strict", "flexible-extract": "flexible", "get-answer": "strict"}[name]
                verdicts.setdefault(metric, []).append((value,))
                if value != (mine[item][metric] == 1):
                    differing.setdefault(metric, []).append([value, item, replies[item]])
        for metric in verdicts:
            count.report(f"{benchmark} {metric}", verdicts[metric], differing.get(metric, []), f" ({known} left out)")


# --- IFEval ---

WORDS = "the sea sun stone river answer people time house green small never always quick brown winter and of in to with letter garden music".split()


def paragraph(rng, words):
    text = ""
    while len(text.split()) < words:
        sentence = " ".join(rng.choices(WORDS, k=rng.randint(3, 14)))
        text += sentence[0].upper() + sentence[1:] + rng.choice([". ", ". ", "! ", "? ", ", and so on. "])
    return text.strip()


def following(rng, row):
    """Pieces that a row's own arguments ask for."""
    for arguments in row["kwargs"]:
        for key, value in arguments.items():
            if key in ("keywords", "forbidden_words"):
                yield " ".join(value)
            elif key in ("keyword", "end_phrase", "first_word", "prompt_to_repeat", "postscript_marker", "section_spliter"):
                yield str(value) * rng.choice([1, 1, 3])
            elif key == "num_placeholders":
                yield " ".join(f"[place {number}]" for number in range(value))
            elif key in ("num_highlights",):
                yield " ".join(f"*part {number}*" for number in range(value))
            elif key == "num_bullets":
                yield "\n".join(f"* point {number}" for number in range(value))
            elif key == "num_paragraphs":
                yield rng.choice(["\n***\n", "\n\n"]).join(paragraph(rng, 12) for _ in range(value))
            elif key in ("num_words", "num_sentences") and isinstance(value, int):
                yield paragraph(rng, min(value + rng.choice([-3, 0, 5]), 900) if key == "num_words" else value * 8)


def ifeval_reply(rng, row):
    parts = [paragraph(rng, rng.choice([3, 20, 60, 150]))]
    own = list(following(rng, row))
    parts += [piece for piece in own if rng.random() < 0.75]
    extras = ["<<a title>>", "P.S. one more", "P.P.S. and more", "[address]", "*highlighted*", "**bold part**", "* a\n* b\n* c", "- a\n- b",
              "{\"a\": 1}", "```json\n{\"a\": [1, 2]}\n```", "******", "My answer is yes.", "My answer is maybe.", "SECTION 1\ntext\nSECTION 2\ntext",
              "Is there anything else I can help with?", "Any questions?", "\u00a1Hola, qu\u00e9 tal! Esto es una respuesta.", "\"quoted\"", row["prompt"]]
    parts += rng.sample(extras, rng.randint(0, 4))
    rng.shuffle(parts)
    text = rng.choice(["\n\n", "\n", " "]).join(parts)
    shape = rng.random()
    if shape < 0.1:
        text = text.upper()
    elif shape < 0.2:
        text = text.lower()
    elif shape < 0.3:
        text = text.replace(",", "")
    elif shape < 0.4:
        text = f'"{text}"'
    elif shape < 0.45:
        text = row["prompt"] + "\n" + text
    elif shape < 0.5:
        text = "Sure:\n" + text + "\n*end*"
    return text


def compare_ifeval(args, rng, count, folder):
    rows = [json.loads(line) for line in open(f"{args.data}/ifeval_input_data.jsonl", encoding="utf-8")]
    verdicts, differing, drawn = {}, {}, 0
    for _ in range(-(-args.replies // len(rows))):
        replies = {str(row["key"]): ifeval_reply(rng, row) for row in rows}
        mine = ours(args.roifrl, "ifeval", f"{args.data}/ifeval_input_data.jsonl", replies, folder)
        for row in rows:
            reply = replies[str(row["key"])]
            if any(not re.fullmatch("[A-Za-z]", arguments.get("letter") or "a") for arguments in row["kwargs"]):
                drawn += 1
                continue
            result = ifeval_utils.process_results(row, [reply])
            for level in ("strict", "loose"):
                instructions = result[f"inst_level_{level}_acc"]
                for metric, value in ((f"prompt {level}", float(result[f"prompt_level_{level}_acc"])),
                                      (f"instruction {level}", sum(instructions) / len(instructions))):
                    verdicts.setdefault(metric, []).append((value,))
                    if abs(value - mine[str(row["key"])][metric]) > 1e-9:
                        differing.setdefault(metric, []).append([value, row["instruction_id_list"], reply])
    for metric in verdicts:
        count.report(f"ifeval {metric}", verdicts[metric], differing.get(metric, []), f" ({drawn} left out)")


# --- MATH-500 ---

ANSWERS = ["\\frac{1}{2}", "12", "-7", "3\\sqrt{2}", "\\left( 3, \\frac{\\pi}{2} \\right)", "[2,5)", "x^2 + 2x + 1", "1,200", "50\\%", "\\text{Evelyn}", "2, 3",
           "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "0.25", "90^\\circ", "\\{1, 2\\}", "y = 2x + 3", "\\infty", "10\\pi", "(-\\infty, 3]", "2^{10}", "4i", "\\frac{3}{4}x",
           "\\$18.50", "\\dfrac{7}{3}", "1 \\pm \\sqrt{19}", "6 - 5i", "\\text{(C)}", "52_8", "11\\sqrt2", "x \\in [-2,7]"]
EQUAL = {"\\frac{1}{2}": ["0.5", "1/2", "\\tfrac12", "50\\%"], "12": ["12.0", "\\frac{24}{2}", "12\\text{ cm}", "x = 12"], "3\\sqrt{2}": ["\\sqrt{18}", "4.2426"],
         "x^2 + 2x + 1": ["(x+1)^2", "1+2x+x^2"], "1,200": ["1200", "1{,}200"], "2, 3": ["3, 2", "\\{2,3\\}"], "0.25": ["\\frac14", ".25"], "2^{10}": ["1024"],
         "y = 2x + 3": ["2x+3", "y=3+2x"], "10\\pi": ["31.4159265", "\\pi \\cdot 10"], "[2,5)": ["2 \\le x < 5", "(2,5)"]}


def math_reply(rng, answer):
    value = rng.choice([answer, answer, rng.choice(EQUAL.get(answer, [answer])), rng.choice(ANSWERS), str(rng.randint(-20, 20)), "none"])
    frames = ["\\boxed{{{}}}", "The answer is ${}$.", "Answer: {}", "**Answer:** ${}$", "so we get $x = {}$", "{}", "$${}$$", "\\[ \\boxed{{{}}} \\]", "Answer: \\({}\\)",
              "The final answer is ${}$. I hope it is correct.", "It is {}.", "\\boxed{{{}", "Therefore \\boxed{{\\text{{{}}}}}", "#### {}"]
    parts = ["First, $2 + 3 = 5$ and 7 remain."] if rng.random() < 0.5 else []
    parts += [rng.choice(frames).format(value)]
    if rng.random() < 0.3:
        parts.insert(rng.randint(0, len(parts)), rng.choice(frames).format(rng.choice(ANSWERS)))
    return rng.choice(["\n", " "]).join(parts)


def compare_math(args, rng, count, folder):
    items = [rng.choice(ANSWERS) for _ in range(args.replies)]
    path = f"{folder}/math.jsonl"
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"problem": f"Problem {number}?", "answer": answer}) + "\n" for number, answer in enumerate(items))
    replies = {str(number): math_reply(rng, answer) for number, answer in enumerate(items)}
    mine = ours(args.roifrl, "math500", path, replies, folder)
    verdicts, differing = [], []
    for number, answer in enumerate(items):
        expected = bool(verify(parse(f"\\boxed{{{answer}}}"), parse(replies[str(number)])))
        verdicts.append((expected,))
        if expected != (mine[str(number)]["flexible"] == 1):
            differing.append([expected, answer, replies[str(number)]])
    count.report("math500 flexible", verdicts, differing)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True, help="folder with the published files")
    parser.add_argument("--roifrl", default=".build/release/roifrl")
    parser.add_argument("--replies", type=int, default=600, help="at least this many per task")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--only", choices=["gsm8k", "bbh", "ifeval", "math"], help="one benchmark")
    args = parser.parse_args()
    count, jobs = Count(), {"gsm8k": compare_gsm8k, "bbh": compare_bbh, "ifeval": compare_ifeval, "math": compare_math}
    for name, job in jobs.items():
        if args.only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                job(args, random.Random(args.seed), count, folder)
    sys.exit(count.failed > 0)


main()
