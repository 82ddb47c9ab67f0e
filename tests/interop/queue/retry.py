#!/usr/bin/env python3
"""`megactl task failed` and `task retry` behind Debian's Celery: a task that failed runs once more where its arguments are
kept, and is refused, with the reason, where they are not. And how `task show` tells of a chord that does not end.

    retry.py MEGACTL
"""

import contextlib
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Redis, Site, same, wait_until

# Fails until the file `mended` is there.
TASKS = """
import os
from config.celery import app
app.conf.result_extended = os.environ.get("EXTENDED") == "yes"
@app.task(name="retry.once", bind=True)
def once(self, name, shout=False):
    if not os.path.exists("mended"):
        raise ValueError(f"{name} is not mended")
    open("runs", "a").write(f"{name} {self.request.retries} {shout}\\n")
    return name
@app.task(name="retry.part")
def part(name):
    return name
"""

CHAIN = """
from celery import chain
from config.celery import app
print("id", chain(app.signature("retry.once", ("seventh",)), app.signature("retry.part"))().id)
"""

CHORD = """
from celery import chord
from config.celery import app
def part(name, queue, task="retry.part"):
    return app.signature(task, (name,), queue=queue)
parts = [part("a", "celery"), part("b", "parked"), part("c", "celery", "retry.once")]
print("id", chord(parts, app.signature("retry.part"))().parent.id)
"""


class Failing(Site):
    def __init__(self, folder, broker, results, extended):
        super().__init__(folder, broker, results, EXTENDED="yes" if extended else "no")
        (self.folder / "links" / "tasks.py").open("a").write(TASKS)
        self.python("from config.celery import app\nprint(app.AsyncResult('none').state)")  # makes what keeps results

    def send(self, name, **options):
        code = (
            "from config.celery import app\n"
            f"print('id', app.send_task('retry.once', ({name!r},), {{'shout': True}}, **{options!r}).id)\n"
        )
        return next(line.split()[1] for line in self.python(code).splitlines() if line.startswith("id "))

    def mend(self):
        (self.folder / "mended").touch()

    def runs(self):
        file = self.folder / "runs"
        return file.read_text().splitlines() if file.exists() else []


def told(megactl, *arguments, status=0):
    return json.loads(megactl.run(*arguments, "--format", "json", status=status) or "null")


def state(megactl, task):
    """None while a worker of Celery's has it in hand: then nothing tells of it."""
    try:
        return told(megactl, "task", "show", task)["state"]
    except AssertionError:
        return None


def failed(megactl, *arguments):
    return {row["id"]: row for row in told(megactl, "task", "failed", "--limit", "0", *arguments)["tasks"]}


def is_retried(megactl, site):
    """From a result that keeps what was called."""
    with site.celery_worker("celery"):
        task = site.send("first")
        wait_until(lambda: state(megactl, task) == "FAILURE", "it fails")
    row = failed(megactl, "--since", "1h")[task]
    same((row["task"], row["args"], row["kwargs"], row["queue"], row["retryable"], row["kept"]),
         ("retry.once", ["first"], {"shout": True}, "celery", True, "result"))
    same(row["error"], "ValueError: first is not mended")
    site.mend()
    same(told(megactl, "task", "retry", task), {"id": task, "task": "retry.once", "queue": "celery", "from": "result"})
    same((state(megactl, task), failed(megactl)), ("RETRY", {}), "while it waits")
    megactl.run("task", "retry", task, status=1)  # waits
    same(told(megactl, "queue", "peek", "celery")["messages"][0]["id"], task)
    with site.celery_worker("celery"):
        wait_until(lambda: state(megactl, task) == "SUCCESS", "it runs once more")
    same(site.runs(), ["first 0 True"])
    megactl.run("task", "retry", task, status=1)  # ended well
    same(site.runs(), ["first 0 True"])


def is_retried_from_the_dead(megactl, site):
    task = site.send("second", queue="clicks")
    megactl.run("worker", "run", "--queues", "clicks", "--burst", "--unknown", "dead-letter", status=1)
    row = failed(megactl)[task]
    same((row["task"], row["args"], row["queue"], row["retryable"], row["kept"]),
         ("retry.once", ["second"], "clicks", True, "dead letter"))
    dead = told(megactl, "queue", "peek", "megactl.dead")["messages"][0]
    same((dead["id"], dead["error"]), (task, row["error"]), "the reason is told beside it")
    same(told(megactl, "task", "retry", task)["from"], "dead letter")
    same(told(megactl, "queue", "peek", "megactl.dead")["messages"], [])
    with site.celery_worker("clicks"):
        wait_until(lambda: state(megactl, task) == "SUCCESS", "it runs after all")
    same(site.runs()[-1], "second 0 True")


def is_refused(megactl, site):
    """What a result does not keep is not made up."""
    with site.celery_worker("celery"):
        task = site.send("third")
        wait_until(lambda: state(megactl, task) == "FAILURE", "it fails")
    row = failed(megactl)[task]
    same((row["task"], row["args"], row["retryable"]), (None, None, False))
    site.mend()
    megactl.run("task", "retry", task, status=1)
    same((state(megactl, task), site.runs()), ("FAILURE", []))
    megactl.run("task", "retry", "nobody", status=1)


def is_retried_once_by_two(megactl, site):
    (site.folder / "mended").unlink()
    with site.celery_worker("celery"):
        task = site.send("sixth")
        wait_until(lambda: state(megactl, task) == "FAILURE", "it fails")
    site.mend()
    with contextlib.ExitStack() as stack:
        two = [stack.enter_context(megactl.start("task", "retry", task, name=f"retry-{i}")) for i in range(2)]
        same(sorted(one.child.wait(60) for one in two), [0, 1], "one of them is refused")
    same(len(told(megactl, "queue", "peek", "celery")["messages"]), 1)
    megactl.run("queue", "purge", "celery", "--no-save", "--yes")


def is_refused_what_never_ran(megactl, site):
    """The later steps of a chain that broke: Celery keeps a failure of theirs, and what they were to be called with."""
    (site.folder / "mended").unlink()
    with site.celery_worker("celery"):
        said = site.python(CHAIN)
        last = next(line.split()[1] for line in said.splitlines() if line.startswith("id "))
        wait_until(lambda: state(megactl, last) == "FAILURE", "the chain breaks")
    same(failed(megactl)[last]["retryable"], False)
    megactl.run("task", "retry", last, status=1)
    site.mend()


def is_told_from_the_tables_of_django(sites, redis):
    """`django-db`: Celery prints arguments there, and does not keep them; megactl's own worker keeps them."""
    site = Failing(sites / "django", redis.url(6), "db+sqlite:///unused.db", extended=True)
    settings = site.folder / "config" / "settings.py"
    settings.open("a").write('INSTALLED_APPS = [*INSTALLED_APPS, "django_celery_results"]\n')
    (site.folder / "megactl.toml").open("a").write('[tasks."retry.own"]\nhandler = "exec"\ncommand = ["test", "-e", "mended"]\n')
    site.environment["CELERY_RESULT_BACKEND"] = "django-db"
    site.manage("migrate", "--verbosity", "0")
    megactl = Megactl(sys.argv[1], site)

    with site.celery_worker("celery"):
        printed = site.send("fourth")
        wait_until(lambda: state(megactl, printed) == "FAILURE", "it fails")
    row = failed(megactl, "--since", "1h")[printed]
    same((row["task"], row["args"], row["retryable"], row["error"]),
         ("retry.once", None, False, "ValueError: fourth is not mended"))
    megactl.run("task", "retry", printed, status=1)

    own = told(megactl, "task", "send", "retry.own", "--args", '["fifth"]')["id"]
    megactl.run("worker", "run", "--queues", "celery", "--burst", status=1)
    same((failed(megactl)[own]["args"], failed(megactl)[own]["retryable"]), (["fifth"], True))
    seen = "from config.celery import app\nprint('it is', app.AsyncResult({!r}).state)\n"
    assert "it is FAILURE" in site.python(seen.format(own)), "Python reads what megactl has written"
    site.mend()
    megactl.run("task", "retry", own)
    megactl.run("worker", "run", "--queues", "celery", "--burst")
    same(state(megactl, own), "SUCCESS")
    assert "it is SUCCESS" in site.python(seen.format(own))


def is_told_what_a_chord_waits_for(megactl, site, redis):
    group = next(line.split()[1] for line in site.python(CHORD).splitlines() if line.startswith("id "))
    same(told(megactl, "task", "show", group)["ended"], 0)
    with site.celery_worker("celery"):
        wait_until(lambda: told(megactl, "task", "show", group)["ended"] == 2, "all but the parked one end")
    chord = told(megactl, "task", "show", group)
    same((chord["state"], chord["parts"], len(chord["failed"])), ("CHORD", 3, 1))
    [missing] = chord["missing"]
    same((missing["index"], missing["task"], missing["queue"], missing["held"]), (1, "retry.part", "parked", False))
    same(told(megactl, "task", "show", chord["failed"][0])["group"], group, "whose part tells its group")
    redis.cli("del", "parked", number=4)
    same(told(megactl, "task", "show", group)["missing"],
         [{"index": 1, "id": None, "task": None, "queue": None, "held": False}], "lost")


def is_told_by_its_age(megactl, redis):
    redis.cli("set", "celery-task-meta-old", '{"status": "FAILURE", "result": null, "date_done": "2020-01-01T00:00:00"}', number=1)
    same(("old" in failed(megactl), "old" in failed(megactl, "--since", "1h")), (True, False))


def main():
    with tempfile.TemporaryDirectory() as folder, Redis() as redis:
        stores = {"redis": redis.url(1), "sqlite": "db+sqlite:///results.db"}
        for number, (name, results) in enumerate(stores.items()):
            broker = redis.url(4 + number)
            site = Failing(f"{folder}/{name}", broker, results, extended=True)
            megactl = Megactl(sys.argv[1], site)
            is_retried(megactl, site)
            is_retried_from_the_dead(megactl, site)
            is_retried_once_by_two(megactl, site)
            is_refused_what_never_ran(megactl, site)
            bare = Failing(f"{folder}/{name}-bare", broker, results, extended=False)
            is_refused(Megactl(sys.argv[1], bare), bare)
            if name == "redis":
                is_told_by_its_age(megactl, redis)
                (bare.folder / "mended").unlink()
                is_told_what_a_chord_waits_for(Megactl(sys.argv[1], bare), bare, redis)
        is_told_from_the_tables_of_django(pathlib.Path(folder), redis)


if __name__ == "__main__":
    main()
