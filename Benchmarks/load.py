#!/usr/bin/env python3
"""The service under load against the engine alone, in one run: clients on loopback that ask again as soon as they are answered.

    python Benchmarks/load.py [--clients 64] [--seconds 60] [--rounds 6] [--stream] [--model Models/tiny]

Beside the clients that are measured, some vanish in the middle of a reply and some send what no server should have to read; the
service must answer the others as if they were not there. The engine alone (`roifrl generate` on the same prompts) is
measured before each round of load, because machines change their speed from one moment to the next. Prints a JSON object with the ratios, errors by
status, the fairness among clients, and the memory early and at the end.
"""

import argparse
import asyncio
import json
import os
import pathlib
import select
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".build/release/roifrl"


def prompts(count: int) -> list[str]:
    rows = subprocess.run([PROGRAM, "reasoning", "--count", str(count), "--seed", "5"], check=True, capture_output=True, text=True).stdout
    return [json.loads(row)["prompt"] for row in rows.splitlines()]


def engine_alone(arguments: argparse.Namespace, texts: list[str], folder: pathlib.Path) -> float:
    """New tokens per second of `roifrl generate` with as many rows at a time as the service computes."""
    rows = [{"messages": [{"role": "user", "content": text}]} for text in texts * arguments.repeats]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [PROGRAM, "generate", "--model", arguments.model, "--max-tokens", str(arguments.tokens), "--max-rows", str(arguments.rows)]
    files = ["--input", folder / "rows.jsonl", "--output", folder / "replies.jsonl", "--metrics", folder / "metrics.json"]
    subprocess.run(command + files, check=True, capture_output=True)
    metrics = json.loads((folder / "metrics.json").read_text())
    return metrics["generatedTokens"] / sum(metrics[kind + "Seconds"] for kind in ("prefill", "decode", "mixed"))


class Client:
    """One client on a connection that it keeps: it asks again as soon as it is answered."""

    def __init__(self, number: int, arguments: argparse.Namespace, texts: list[str], first_seed: int) -> None:
        self.number, self.arguments, self.texts, self.seed = number, arguments, texts, first_seed + number * 100_003
        self.turn = 0
        self.start = 0.0
        self.received = bytearray()
        self.socket: socket.socket | None = None

    def ask(self, port: int) -> None:
        text = self.texts[(self.number + self.turn * self.arguments.clients) % len(self.texts)]
        body = {"model": "tiny", "messages": [{"role": "user", "content": text}], "max_tokens": self.arguments.tokens, "temperature": 1,
                "seed": self.seed + self.turn}
        if self.arguments.stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        data = json.dumps(body).encode()
        self.turn += 1
        self.received.clear()
        self.start = time.monotonic()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%b" % (len(data), data))

    def answer(self) -> tuple[object, int] | None:
        """The status and the number of new tokens, once the answer is whole."""
        try:
            data = self.socket.recv(1 << 16)
        except OSError as error:
            return type(error).__name__, 0
        if not data:
            return "closed", 0
        self.received += data
        place = self.received.find(b"\r\n\r\n")
        if place < 0:
            return None
        head = bytes(self.received[:place]).lower()
        mark = head.find(b"content-length:")
        if mark >= 0:
            whole = len(self.received) >= place + 4 + int(head[mark + 15 :].split(b"\r\n", 1)[0])
        else:
            whole = self.received.endswith(b"\r\n0\r\n\r\n")
        if not whole:
            return None
        status = int(head.split(b" ", 2)[1])
        if status != 200:
            return status, 0
        # Of a stream, the last event but one has the counts.
        counts = self.received.rfind(b'"completion_tokens":')
        return status, int(self.received[counts + 20 :].split(b",")[0].split(b"}")[0])

    def close(self) -> None:
        if self.socket:
            self.socket.close()
            self.socket = None


def ask_until(until: float, clients: list[Client], port: int) -> list:
    """All clients' requests, each (client, status, new tokens, begin, end). One loop without a library: clients share the engine's processors."""
    results = []
    waiting = select.epoll()
    by_number = {}
    for client in clients:
        client.ask(port)
        by_number[client.socket.fileno()] = client
        waiting.register(client.socket.fileno(), select.EPOLLIN)
    while by_number:
        for number, _ in waiting.poll():
            client = by_number[number]
            answer = client.answer()
            if answer is None:
                continue
            end = time.monotonic()
            results.append((client.number, *answer, client.start, end))
            failed = not isinstance(answer[0], int)
            if failed or end >= until:
                waiting.unregister(number)
                del by_number[number]
                client.close()
            if end < until:
                if answer[0] == 429:
                    time.sleep(0.01)
                client.ask(port)
                if failed:
                    by_number[client.socket.fileno()] = client
                    waiting.register(client.socket.fileno(), select.EPOLLIN)
    waiting.close()
    return results


async def vanish(port: int, texts: list[str], until: float, counts: dict) -> None:
    """Leaves in the middle of a stream, over and over."""
    while time.monotonic() < until:
        body = json.dumps({"model": "tiny", "messages": [{"role": "user", "content": texts[0]}], "max_tokens": 400, "stream": True})
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            await reader.read(200)
            writer.transport.abort()
            key = "vanished"
        except OSError as error:
            key = f"vanished: {type(error).__name__}"
        counts[key] = counts.get(key, 0) + 1
        await asyncio.sleep(1)


BROKEN = [
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nnot json!",
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    b"\x16\x03\x01 no words at all\r\n\r\n",
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{\"model\"",  # and never the rest
]


async def bother(port: int, until: float, counts: dict) -> None:
    """Sends what is broken and reports the status of each kind."""
    turn = 0
    while time.monotonic() < until:
        kind = turn % len(BROKEN)
        writer = None
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(BROKEN[kind])
            reply = await asyncio.wait_for(reader.read(4096), 3)
            status = reply.split(b" ", 2)[1].decode() if reply.startswith(b"HTTP/") else "closed"
        except asyncio.TimeoutError:
            status = "still waiting"
        except OSError:
            status = "closed"
        finally:
            if writer:
                writer.transport.abort()
        key = f"broken {kind}: {status}"
        counts[key] = counts.get(key, 0) + 1
        turn += 1
        await asyncio.sleep(0.5)


def memory(process: subprocess.Popen) -> float:
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0


def computed(pid: int) -> float:
    """Processor seconds of a process."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Load:
    """Rounds of load on one service, and what came of them."""

    def __init__(self, arguments: argparse.Namespace, port: int, texts: list[str], server: subprocess.Popen) -> None:
        self.arguments, self.port, self.texts, self.server = arguments, port, texts, server
        self.results: list = []
        self.others: dict = {}
        self.memory: list[float] = []
        self.tokens = self.seconds = self.service_share = self.client_share = 0.0

    def clients(self, count: int, first_seed: int) -> list[Client]:
        return [Client(number, self.arguments, self.texts, first_seed) for number in range(count)]

    def warm_up(self) -> None:
        ask_until(0, self.clients(8, 0), self.port)

    def round(self, number: int) -> float:
        """Load for a round's seconds; returns the new tokens a second."""
        seconds = self.arguments.seconds / self.arguments.rounds
        until = time.monotonic() + seconds
        before = (computed(self.server.pid), time.process_time())
        beside = threading.Thread(target=lambda: asyncio.run(self.beside(until, seconds)))
        beside.start()
        results = ask_until(until, self.clients(self.arguments.clients, number * 1_000_003), self.port)
        beside.join()
        self.service_share += computed(self.server.pid) - before[0]
        self.client_share += time.process_time() - before[1]
        # A request that ends after the round counts by the share of its time that lies inside.
        tokens = sum(tokens * max(0, min(until, end) - begin) / max(1e-9, end - begin)
                     for _, status, tokens, begin, end in results if status == 200)
        self.results += results
        self.tokens += tokens
        self.seconds += seconds
        return tokens / seconds

    async def beside(self, until: float, seconds: float) -> None:
        """What goes on beside the clients."""
        async def watch() -> None:
            for _ in range(3):
                await asyncio.sleep(seconds / 3)
                self.memory.append(memory(self.server))

        others = [] if self.arguments.quiet else [vanish(self.port, self.texts, until, self.others), bother(self.port, until, self.others)]
        await asyncio.gather(watch(), *others)

    def summary(self) -> dict:
        per_client = [sum(1 for number, status, *_ in self.results if number == one and status == 200) for one in range(self.arguments.clients)]
        statuses: dict = {}
        for _, status, *_ in self.results:
            statuses[str(status)] = statuses.get(str(status), 0) + 1
        waits = sorted(end - begin for _, status, _, begin, end in self.results if status == 200)
        return {
            "tokens_per_second": round(self.tokens / self.seconds), "statuses": statuses,
            "requests_per_client": [min(per_client), max(per_client)],
            "seconds_median": round(waits[len(waits) // 2], 3) if waits else None,
            "seconds_99": round(waits[int(len(waits) * 0.99)], 3) if waits else None,
            "memory_mib": [round(self.memory[0]), round(self.memory[-1])],
            "cores": {"service": round(self.service_share / self.seconds, 2), "clients": round(self.client_share / self.seconds, 2)},
            "others": dict(sorted(self.others.items())),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60, help="of load in all")
    parser.add_argument("--rounds", type=int, default=6, help="parts of the load; before each, the engine alone is measured")
    parser.add_argument("--tokens", type=int, default=128, help="the most new tokens of a reply")
    parser.add_argument("--rows", type=int, default=64, help="replies computed at one time, by both")
    parser.add_argument("--repeats", type=int, default=4, help="times that the engine alone answers its 512 prompts")
    parser.add_argument("--stream", action="store_true", help="every client reads a stream")
    parser.add_argument("--quiet", action="store_true", help="without those that vanish and those that send what is broken")
    parser.add_argument("--model", default=str(ROOT / "Models/tiny"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        texts = prompts(512)
        command = [PROGRAM, "serve", "--model", arguments.model, "--name", "tiny", "--port", "0", "--max-rows", str(arguments.rows)]
        server = subprocess.Popen(command + ["--state", folder / "state.sqlite"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            port = None
            for line in server.stdout:
                if "http://" in line:
                    port = int(line.rsplit(":", 1)[1].split()[0].strip("/"))
                    break
            if port is None:
                sys.exit("the service did not start")
            load = Load(arguments, port, texts, server)
            load.warm_up()
            rounds = []
            for number in range(arguments.rounds):
                alone = engine_alone(arguments, texts, folder)
                served = load.round(number)
                rounds.append({"engine_alone": round(alone), "service": round(served), "ratio": round(served / alone, 3)})
        finally:
            server.send_signal(signal.SIGTERM)
            code = server.wait(90)
        ratio = statistics.median(one["ratio"] for one in rounds)
        print(json.dumps(load.summary() | {"rounds": rounds, "ratio_median": ratio, "exit": code}, indent=2))


if __name__ == "__main__":
    main()
