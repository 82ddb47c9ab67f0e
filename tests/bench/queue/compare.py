#!/usr/bin/env python3
"""What work on a long queue costs: `megactl queue …` against Celery's own `celery purge`, on one Redis in one run.

    compare.py MEGACTL [--messages N] [--rounds N]

Each step gets a queue of N messages of about a kilobyte, of which every other one is chosen by its task. Told are the
medians of wall time, the program's own processor time, its peak memory, and how long Redis was busy in all and in its slowest call.

Wants `apt install redis-server python3-celery`; run it with the system's /usr/bin/python3.
"""

import argparse
import base64
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "interop"))
from peers import PYTHON, Redis, clean_environment, require


def message(number):
    task = "reports.build" if number % 2 else "emails.tasks.send"
    body = base64.b64encode(json.dumps([[number, "x" * 300], {}, {}]).encode()).decode()
    headers = {"lang": "py", "task": task, "id": f"id-{number}", "retries": 0, "timelimit": [None, None], "origin": "gen1@host"}
    properties = {"correlation_id": f"id-{number}", "delivery_mode": 2, "priority": 0, "body_encoding": "base64",
                  "delivery_info": {"exchange": "", "routing_key": "work"}, "delivery_tag": f"tag-{number}"}
    return json.dumps({"body": body, "content-encoding": "utf-8", "content-type": "application/json", "headers": headers,
                       "properties": properties}).encode()


def fill(redis, count):
    """In the protocol's own words: the client of Python would take minutes."""
    pipe = subprocess.Popen(["redis-cli", "-p", str(redis.port), "--pipe"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    pipe.stdin.write(b"*1\r\n$8\r\nFLUSHALL\r\n")
    for number in range(count):
        text = message(number)
        pipe.stdin.write(b"*3\r\n$5\r\nLPUSH\r\n$4\r\nwork\r\n$%d\r\n%s\r\n" % (len(text), text))
    pipe.stdin.write(b"*3\r\n$4\r\nSADD\r\n$19\r\n_kombu.binding.work\r\n$12\r\nwork\x06\x16\x06\x16work\r\n")
    pipe.stdin.close()
    pipe.wait()
    assert redis.cli("llen", "work") == str(count), redis.cli("llen", "work")
    redis.cli("config", "resetstat")
    redis.cli("slowlog", "reset")


def busy(redis):
    """Seconds that Redis worked on commands since the last reset, and its slowest call in milliseconds."""
    stats = [line for line in redis.cli("info", "commandstats").splitlines() if line.startswith("cmdstat_")]
    # What a script calls counts within the script.
    outer = [line for line in stats if not line.startswith(("cmdstat_rpoplpush", "cmdstat_lpop", "cmdstat_lpush", "cmdstat_rpush"))]
    total = sum(int(part[5:]) for line in outer for part in line.split(":")[1].split(",") if part.startswith("usec=")) / 1e6
    slow = [int(line) for line in redis.cli("--raw", "eval", "local t = {} for i, e in ipairs(redis.call('SLOWLOG', 'GET', 100)) do "
                                            "t[i] = e[3] end return t", 0).splitlines() if line.isdigit()]
    return total, max(slow, default=0) / 1000


def measured(command, folder):
    begin = time.monotonic()
    with open(os.devnull, "wb") as nothing:
        child = subprocess.Popen([str(word) for word in command], cwd=folder, env=clean_environment(), stdin=subprocess.DEVNULL,
                                 stdout=nothing, stderr=subprocess.PIPE)
        said = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, said.decode()
    return time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("megactl")
    parser.add_argument("--messages", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    require("celery", programs=["redis-server", "redis-cli"])
    program = str(pathlib.Path(chosen.megactl).resolve())
    with Redis() as redis, tempfile.TemporaryDirectory() as folder:
        broker = ["--broker", redis.url(0)]
        half = ["--task", "reports.*"]
        steps = {
            "celery purge (saves nothing)": [PYTHON, "-m", "celery", "-b", redis.url(0), "purge", "-f", "-Q", "work"],
            "queue purge --no-save": [program, "queue", "purge", "work", "--no-save", "--yes", *broker],
            "queue purge": [program, "queue", "purge", "work", "--yes", *broker],
            "queue purge --task": [program, "queue", "purge", "work", *half, "--yes", *broker],
            "queue move --task": [program, "queue", "move", "work", "other", *half, *broker],
            "queue peek --limit 0": [program, "queue", "peek", "work", "--limit", "0", *broker],
            "queue export": [program, "queue", "export", "work", *broker],
        }
        print(f"{chosen.messages} messages, medians of {chosen.rounds}")
        print(f"{'':32}{'wall':>9}{'own CPU':>10}{'memory':>10}{'Redis':>9}{'slowest':>10}")
        for name, command in steps.items():
            rounds = []
            for _ in range(chosen.rounds):
                fill(redis, chosen.messages)
                rounds.append([*measured(command, folder), *busy(redis)])
                for file in pathlib.Path(folder).glob("*.jsonl"):
                    file.unlink()
            wall, processor, memory, server, slowest = map(statistics.median, zip(*rounds))
            print(f"{name:32}{wall:7.2f} s{processor:8.2f} s{memory:6.0f} MiB{server:7.2f} s{slowest:7.1f} ms")


if __name__ == "__main__":
    main()
