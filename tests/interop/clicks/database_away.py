#!/usr/bin/env python3
"""A database that is away for longer than retries last loses no click: every 302 that was received is one row.

    database_away.py MEGACTL redis|sqlite

Away in two ways: locked by another process, and moved to another name. Each time it comes back only after the worker has
said that it put clicks off more often than CELERY_TASK_MAX_RETRIES allows a task to fail, which is once here.
"""

import http.client
import pathlib
import re
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Redis, Site, answers, free_port, same, wait_until

TARGET = "https://example.com/target"
RETRIES = 1
VISITS = 20


def follow(port, referrer):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/ada/go/", headers={"Host": "localhost", "Referer": referrer})
    answer = connection.getresponse()
    answer.read()
    same((answer.status, answer.getheader("Location")), (302, TARGET))


def rows(database):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as connection:
        return sorted(referrer for (referrer,) in connection.execute("SELECT referrer FROM links_click"))


def times_put_off(worker):
    """How often one and the same click was put off, at most."""
    return max(map(int, re.findall(r"put off.* time=(\d+)", worker.said())), default=0)


class Locked:
    """A database that somebody else writes to, and does not come to an end."""

    def __init__(self, database):
        self.connection = sqlite3.connect(database, timeout=30, isolation_level=None)

    def __enter__(self):
        self.connection.execute("BEGIN EXCLUSIVE")

    def __exit__(self, *failure):
        self.connection.execute("ROLLBACK")
        self.connection.close()


class Moved:
    """A database that is under another name for a while."""

    def __init__(self, database):
        self.database = database
        self.elsewhere = database.with_suffix(".elsewhere")

    def __enter__(self):
        self.database.rename(self.elsewhere)

    def __exit__(self, *failure):
        self.elsewhere.rename(self.database)


def play(megactl, site):
    port = free_port()
    received = []
    serving = megactl.start("serve", "--listen", f"127.0.0.1:{port}", name="serve")
    with serving:
        wait_until(lambda: answers(port), "serve listens")
        follow(port, "https://r.example/before")
        received.append("https://r.example/before")
        for away in (Moved, Locked):
            working = megactl.start("worker", "run", "--queues", "clicks", "--concurrency", "2", name=away.__name__)
            with working:
                wait_until(lambda: received[-1] in rows(site.database), "a click is written")
                with away(site.database):
                    for number in range(VISITS):
                        referrer = f"https://r.example/{away.__name__}/{number:02}"
                        follow(port, referrer)
                        received.append(referrer)
                    wait_until(lambda: times_put_off(working) > RETRIES + 1, "clicks are put off again and again", 120)
                wait_until(lambda: len(rows(site.database)) >= len(received), "every click is written", 120)
                same(working.stop(), 0, "the worker ends cleanly")
                same("failed" in working.said(), False, "a click was given up")
        same(serving.stop(), 0, "serve ends cleanly")
    same(rows(site.database), sorted(received), "one row for each 302")


def main():
    program, kind = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        if kind == "redis":
            with Redis() as redis:
                prepare_and_play(program, folder, redis.url(0), redis.url(1))
        else:
            prepare_and_play(program, folder, "sqla+sqlite:///queue.db", "disabled://")


def prepare_and_play(program, folder, broker, results):
    site = Site(folder, broker, results, CELERY_TASK_MAX_RETRIES=str(RETRIES))
    megactl = Megactl(program, site)
    megactl.run("link", "add", TARGET, "--user", "ada", "--slug", "go", "--create-user")
    play(megactl, site)


if __name__ == "__main__":
    main()
