#!/usr/bin/env python3
"""The main job, end to end: a redirect is answered, its click waits in the queue, a worker writes it.

    story.py MEGACTL redis|sqlite

Both ways round: a click that `megactl serve` queued is written by a real Celery worker, one that real Celery queued by
`megactl worker`, and Celery's AsyncResult reads its result. On a database made by Django's own migrations, and once more
on one made by `megactl db init`.
"""

import http.client
import json
import pathlib
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Redis, Site, answers, free_port, require, same, wait_until

TARGET = "https://example.com/target?a=1&b=2"


def follow(port, referrer):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(
        "GET", "/ada/go/", headers={"Host": "localhost", "Referer": referrer, "User-Agent": "story/1"}
    )
    answer = connection.getresponse()
    answer.read()
    same((answer.status, answer.getheader("Location")), (302, TARGET))
    same(answer.getheader("X-Frame-Options"), "DENY")
    same(answer.getheader("X-Content-Type-Options"), "nosniff")
    same(answer.getheader("Referrer-Policy"), "same-origin")
    same(answer.getheader("Content-Type"), "text/html; charset=utf-8")


def clicks(site):
    with sqlite3.connect(site.database, timeout=30) as database:
        return database.execute(
            "SELECT referrer, user_agent, ip_address FROM links_click ORDER BY referrer"
        ).fetchall()


def waiting(megactl):
    listed = json.loads(megactl.run("queue", "list", "--format", "json"))
    return {row["queue"]: row["waiting"] for row in listed["queues"]}


def click_by_megactl(megactl, port, referrer):
    """A visit; returns when its click waits in the queue."""
    with megactl.start("serve", "--listen", f"127.0.0.1:{port}", name="serve") as server:
        wait_until(lambda: answers(port), "serve listens")
        megactl.run("wait", "--broker")  # an embedded queue is made by a thread of its own
        before = waiting(megactl).get("clicks", 0)
        follow(port, referrer)
        wait_until(lambda: waiting(megactl).get("clicks", 0) == before + 1, "the click waits in the queue")
        same(server.stop(), 0, "serve ends cleanly")


def played_by_megactl_alone(megactl, site):
    port = free_port()
    click_by_megactl(megactl, port, "https://a.example/")
    same(clicks(site), [], "nothing is written before a worker runs")
    megactl.run("worker", "run", "--burst")
    same(clicks(site), [("https://a.example/", "story/1", "127.0.0.1")])
    same(waiting(megactl).get("clicks", 0), 0, "clicks that wait")
    same(json.loads(megactl.run("link", "stats", "ada/go", "--format", "json"))["clicks"], 1)


def executed_by_celery(megactl, site):
    click_by_megactl(megactl, free_port(), "https://b.example/")
    with site.celery_worker("clicks"):
        wait_until(lambda: len(clicks(site)) == 2, "Celery writes the click that megactl queued")
    same(clicks(site)[1], ("https://b.example/", "story/1", "127.0.0.1"))


def queued_by_celery(megactl, site):
    said = site.python(
        "from links.tasks import record_link_click as task\n"
        "print('id', task.delay(link_id=1, referrer='https://c.example/é', user_agent='', ip_address=None).id)\n"
        "print('id', task.delay(link_id=777, referrer='', user_agent='', ip_address=None).id)\n"
    )
    ids = [line.split()[1] for line in said.splitlines() if line.startswith("id ")]
    same(waiting(megactl).get("clicks", 0), 2, "clicks that wait")
    megactl.run("worker", "run", "--burst")
    same(clicks(site)[2], ("https://c.example/é", "", None))
    said = site.python(
        "from config.celery import app\n"
        + "".join(f"print('answer', app.AsyncResult('{one}').get(timeout=20))\n" for one in ids)
    )
    same(
        [line for line in said.splitlines() if line.startswith("answer")],
        ["answer Click recorded for link 1", "answer Link 777 not found"],
    )


def left_behind_and_sent_by_hand(megactl, redis):
    """A server dies while the broker is away; what it promised is on disk, and goes into the queue once."""
    redis.stop()
    port = free_port()
    with megactl.start("serve", "--listen", f"127.0.0.1:{port}", name="dying") as server:
        wait_until(lambda: answers(port), "serve listens")
        follow(port, "https://d.example/")
        server.kill()
    (spool,) = json.loads(megactl.run("serve", "spool", "--format", "json"))["spools"]
    same((spool["clicks"], spool["state"]), (1, "left behind"))
    megactl.run("serve", "spool", "--send", status=4)
    redis.start()
    same(json.loads(megactl.run("serve", "spool", "--send", "--format", "json")), {"sent": 1, "spools": []})
    same(json.loads(megactl.run("serve", "spool", "--send", "--format", "json")), {"sent": 0, "spools": []})
    same(waiting(megactl)["clicks"], 1, "clicks that wait")


def play(program, broker, results, is_made_by_django, redis=None):
    with tempfile.TemporaryDirectory() as folder:
        site = Site(folder, broker, results)
        megactl = Megactl(program, site)
        if not is_made_by_django:
            site.database.unlink()
            megactl.run("db", "init")
        megactl.run("link", "add", TARGET, "--user", "ada", "--slug", "go", "--create-user")
        played_by_megactl_alone(megactl, site)
        if is_made_by_django:
            executed_by_celery(megactl, site)
            queued_by_celery(megactl, site)
        if redis:
            left_behind_and_sent_by_hand(megactl, redis)


def main():
    program, kind = sys.argv[1:]
    for is_made_by_django in (True, False):
        if kind == "redis":
            with Redis() as redis:
                play(program, redis.url(0), redis.url(1), is_made_by_django, redis)
        else:
            require("sqlalchemy")
            play(program, "sqla+sqlite:///queue.db", "db+sqlite:///results.db", is_made_by_django)
    print("the story went as it should")


if __name__ == "__main__":
    main()
