"""An OpenAI-compatible server on loopback whose model answers each stage by rule, and which fails on purpose.

    endpoint.py LOG [--faults] [--bad-answers] [--delay SECONDS] [--hang SECONDS] [--key KEY]

Prints its port. LOG gets a line of JSON per request: {"key", "stage", "outcome"}; the key is the SHA-256 of the address, a zero byte and the
body. With --faults the first request with a body fails in a way that its hash chooses. With --bad-answers the model's first answer to some
questions cannot be used; functions with "stubborn" in them are always refused, those with "lost" always meet a failing server, and those
with "forbidden" are turned away for good.
"""

import argparse
import ast
import hashlib
import json
import re
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TITLES = {
    "Turn a program": "functions", "Make a function anonymous": "anonymised", "Count what": "tracked", "Make a function harder": "evolved",
    "Tell a function": "described", "Check a description": "verified", "Mend a description": "verified",
}
FAULTS = ["none", "busy", "error", "truncated", "other", "reset", "silence", "cut"]


def code(text):
    return text.split("```python\n", 1)[1].split("\n```", 1)[0]


def fenced(*sources):
    return "Here it is:\n\n" + "\n\n".join(f"```python\n{source}\n```" for source in sources)


def indented(source, by="    "):
    return "\n".join(by + line if line else line for line in source.split("\n"))


# The model: a mechanical job for each stage.


def functions(text):
    program = code(text)
    body = re.sub(r"\binput\(\)", "next(source)", re.sub(r"\bprint\(", "printed.append(str(", program))
    body = re.sub(r"(printed\.append\(str\(.*)$", r"\1)", body, flags=re.M)
    function = "def f(lines):\n    source, printed = iter(lines), []\n" + indented(body) + "\n    return printed"
    frame = "def parse(text):\n    return [text.split('\\n')]\n\ndef render(result):\n    return '\\n'.join(result)"
    return fenced(function, frame)


class Renamer(ast.NodeTransformer):
    def __init__(self, tree):
        self.names = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.arg):
                self.names.setdefault(node.arg, f"a{len(self.names)}")
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.names.setdefault(node.id, f"a{len(self.names)}")
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                self.names[node.name] = "f"

    def visit_Name(self, node):
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node):
        node.arg = self.names[node.arg]
        return node

    def visit_FunctionDef(self, node):
        node.name = self.names.get(node.name, node.name)
        self.generic_visit(node)
        return node


def anonymised(text):
    tree = ast.parse(code(text))
    tree.body = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.Import, ast.ImportFrom))]
    return fenced(ast.unparse(Renamer(tree).visit(tree)))


def parameters(source):
    return [argument.arg for argument in ast.parse(source).body[-1].args.args]


def tracked(text):
    tree = ast.parse(code(text))
    function = tree.body[-1]
    names = ", ".join(parameters(code(text)))
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == "f":
            node.id = "g"
    function.name = "g"
    function.body = ast.parse("nonlocal runs\nruns += 1").body + function.body
    return fenced(f"def f({names}):\n    runs = 0\n{indented(ast.unparse(function))}\n    return (g({names}), {{'runs': runs}})")


def evolved(text):
    source = code(text)
    names = ", ".join(parameters(source))
    inner = source.replace("def f(", "def h(")
    extra = "result, counts = h(%s)\nif counts['runs'] > 1:\n    counts['runs'] += 1\nreturn (result, counts)" % names
    return fenced(f"def f({names}):\n{indented(inner)}\n{indented(extra)}")


def described(text):
    lines = code(text).split("\n")
    trackers = re.search(r"as the function names it: (.*?)\. Say", text, re.S).group(1)
    steps = "\n".join(f"Step {number}: {abs(hash_of(line)) % 1000} marks are made." for number, line in enumerate(lines))
    return f"INPUTS: You are given the values.\n\nLOGICS: Do this.\n{steps}\n\nOUTPUTS: The result, then the counts {trackers}."


def verified(text):
    if text.startswith("# Mend"):
        return description(text) + "\nNothing is left out now."
    whole = "Nothing is left out now." in description(text) or hash_of(code(text)) % 2 == 0
    if "hopeless" in text:
        whole = False
    return json.dumps({"complete": whole, "problems": [] if whole else ["the last step is missing"]})


def description(text):
    return text.split("<description>\n", 1)[1].split("\n</description>", 1)[0]


def hash_of(text):
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


MODEL = {
    "functions": functions, "anonymised": anonymised, "tracked": tracked, "evolved": evolved, "described": described, "verified": verified,
}
BAD = [
    ("I'm sorry, but I can't help with that.", "stop"), ("```python\ndef f(", "length"), ("", "stop"),
    ('{"complete": ', "stop"), ("```python\ndef f(*values):\n    return None\n```", "stop"), (None, "refusal"),
]


def answer(messages, bad_answers):
    text = messages[0]["content"]
    stage = next(name for title, name in TITLES.items() if text.startswith("# " + title))
    number = hash_of(text)
    if bad_answers and ("stubborn" in text or len(messages) == 1 and number % 3 == 0):
        return stage, BAD[number // 3 % len(BAD)]
    try:
        return stage, (MODEL[stage](text), "stop")
    except Exception as error:  # a rule that does not fit: a model that answers nonsense
        return stage, (f"{type(error).__name__}: {error}", "stop")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = hashlib.sha256(self.server.address.encode() + b"\0" + body).hexdigest()
        with self.server.lock:
            count = self.server.seen[key] = self.server.seen.get(key, 0) + 1
        wanted = self.server.options.key
        if wanted and self.headers.get("Authorization") != "Bearer " + wanted:
            return self.send(401, '{"error": {"message": "no such key"}}')
        messages = json.loads(body)["messages"]
        stage, (text, reason) = answer(messages, self.server.options.bad_answers)
        fault = "none"
        if self.server.options.faults and count == 1:
            fault = FAULTS[hash_of(body.decode()) % len(FAULTS)]
        if self.server.options.bad_answers and "lost" in messages[0]["content"]:
            fault = "error"
        if self.server.options.bad_answers and "forbidden" in messages[0]["content"]:
            fault = "forbidden"
        time.sleep(self.server.options.delay)
        usage = {"prompt_tokens": len(body) // 4, "completion_tokens": len(text or "") // 4 + 1}
        message = {"role": "assistant", "content": text}
        if reason == "refusal":
            message["refusal"] = "I will not."
        whole = json.dumps({"choices": [{"message": message, "finish_reason": reason}], "usage": usage})
        self.server.note(key, stage, fault)
        self.reply(fault, whole)

    def reply(self, fault, whole):
        if fault == "none":
            self.send(200, whole)
        elif fault == "busy":
            self.send(429, '{"error": {"message": "too many requests"}}', {"Retry-After": "0.2"})
        elif fault == "error":
            self.send(500, "it burns")
        elif fault == "forbidden":
            self.send(400, '{"error": {"message": "content policy"}}')
        elif fault == "truncated":
            self.send(200, whole[: len(whole) // 2])
        elif fault == "other":
            self.send(200, '{"status": "ok", "choices": "none"}')
        elif fault == "cut":  # fewer bytes than were announced
            self.send(200, whole[: len(whole) // 2], {"Content-Length": str(len(whole.encode()))})
            self.close_connection = True
        elif fault == "silence":
            time.sleep(self.server.options.hang)
            self.close_connection = True
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

    def send(self, status, text, headers={}):
        data = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, options):
        super().__init__(("127.0.0.1", 0), Handler)
        self.options = options
        self.address = f"http://127.0.0.1:{self.server_port}/v1"
        self.lock = threading.Lock()
        self.seen = {}
        self.log = open(options.log, "w")

    def note(self, key, stage, outcome):
        with self.lock:
            self.log.write(json.dumps({"key": key, "stage": stage, "outcome": outcome}) + "\n")
            self.log.flush()

    def handle_error(self, request, client_address):
        pass  # clients that were killed


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("log")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--bad-answers", action="store_true")
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--hang", type=float, default=4)
    parser.add_argument("--key")
    server = Server(parser.parse_args())
    print(server.server_port, flush=True)
    server.serve_forever()
