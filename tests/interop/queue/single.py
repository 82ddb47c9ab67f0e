#!/usr/bin/env python3
"""`megactl task send` and `task show` with both workers: Debian's Celery, and megactl's own.

    single.py MEGACTL

Each executes what was sent by hand, and what became of it is told from the result that it left.
"""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Redis, Site, same

CLICK = "links.tasks.record_link_click"
ARGUMENTS = ["--kwargs", '{"link_id": 4711, "referrer": "", "user_agent": "", "ip_address": null}', "--queue", "clicks"]


def shown(megactl, task, status=0):
    return json.loads(megactl.run("task", "show", task, "--format", "json", status=status) or "null")


def played_by(megactl, start):
    """A task waits, runs and is told, whoever runs it."""
    task = megactl.run("task", "send", CLICK, *ARGUMENTS).strip()
    same((shown(megactl, task)["state"], shown(megactl, task)["queue"]), ("PENDING", "clicks"), "before it runs")
    with start():
        answer = json.loads(megactl.run("task", "send", CLICK, *ARGUMENTS, "--wait", "--format", "json"))
        same((answer["state"], answer["result"]), ("SUCCESS", "Link 4711 not found"), "the answer waited for")
        same(shown(megactl, task)["result"], "Link 4711 not found", "the earlier one")


def main():
    with tempfile.TemporaryDirectory() as folder, Redis() as redis:
        site = Site(folder, redis.url(0), redis.url(1))
        megactl = Megactl(sys.argv[1], site)
        played_by(megactl, lambda: site.celery_worker("clicks"))
        redis.cli("flushall")
        played_by(megactl, lambda: megactl.start("worker", "run", "--queues", "clicks", name="worker"))
        megactl.run("task", "show", "nobody", status=1)


if __name__ == "__main__":
    main()
