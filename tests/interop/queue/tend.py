#!/usr/bin/env python3
"""`megactl queue unacked`, `restore` and `check`, `task revoke`, and who takes from which queue, on a real Redis with
Debian's Celery and megactl's own workers.

    tend.py MEGACTL

What a worker holds that lives is never touched; what one that was killed held comes back once, in its order.
"""

import json
import pathlib
import signal
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import PYTHON, Megactl, Process, Redis, Site, same, wait_until

# Runs until the file `go` is there, acknowledges late, and says that it has begun.
TASKS = """
import os, threading
from config.celery import app
@app.task(name='tend.wait', acks_late=True)
def wait(name):
    open(f'begun-{name}', 'w').close()
    pause = threading.Event()
    while not os.path.exists('go'):
        pause.wait(0.01)
    return name
"""

OWN_TASKS = """
[tasks."tend.own"]
handler = "exec"
command = ["sh", "-c", "touch begun-own; exec tail --pid=$PPID -f /dev/null"]
"""


class Late(Site):
    """The site with a task of its own, and workers that answer while they work."""

    def __init__(self, folder, broker, results):
        super().__init__(folder, broker, results)
        (self.folder / "links" / "tasks.py").open("a").write(TASKS)
        (self.folder / "megactl.toml").open("a").write(OWN_TASKS)

    def worker(self, name, queues="celery"):
        command = [
            PYTHON, "-m", "celery", "-A", "config", "worker", "-P", "prefork", "-c", "1", "-Q", queues, "-l", "INFO",
            "-n", f"{name}@here", "--without-gossip", "--without-mingle", "--without-heartbeat",
        ]
        return Process(command, self.folder, self.environment, name).wait_for_words(" ready.")

    def send(self, *names, task="tend.wait", queue="celery"):
        code = "from config.celery import app\n" + "".join(
            f"print('id', app.send_task('{task}', ({name!r},), queue='{queue}').id)\n" for name in names
        )
        return [line.split()[1] for line in self.python(code).splitlines() if line.startswith("id ")]

    def begun(self, name):
        wait_until(lambda: (self.folder / f"begun-{name}").exists(), f"{name} begins")

    def let_go(self):
        (self.folder / "go").touch()

    def begin_anew(self):
        for file in [*self.folder.glob("begun-*"), *self.folder.glob("go")]:
            file.unlink()


def told(megactl, *arguments, status=0):
    return json.loads(megactl.run(*arguments, "--format", "json", status=status))


def unacked(megactl, *arguments):
    return told(megactl, "queue", "unacked", "--limit", "0", *arguments)["messages"]


def consumers(megactl):
    return {row["queue"]: row["consumers"] for row in told(megactl, "queue", "list")["queues"]}


def waiting(megactl, queue="celery"):
    return [json.loads(line)["args"] for line in megactl.run("queue", "peek", queue, "--format", "jsonl").splitlines()]


def make_overdue(redis):
    """As an hour does."""
    for tag in redis.cli("hkeys", "unacked").split():
        redis.cli("zadd", "unacked_index", "xx", 1000, tag)


def restores_only_what_nobody_holds(megactl, site, redis):
    site.send("one", "two", "three", "four")
    with site.worker("living") as worker:
        site.begun("one")
        wait_until(lambda: len(unacked(megactl)) == 4, "the worker holds them all")
        rows = unacked(megactl)
        same({row["holder"] for row in rows}, {"living@here"})
        same({row["state"] for row in rows}, {"held"})
        same({row["queue"] for row in rows}, {"celery"})
        same(len(unacked(megactl, "--arg", "0=two")), 1)
        make_overdue(redis)
        for force in ([], ["--force", "--yes"]):
            answer = told(megactl, "queue", "restore", *force)
            same((answer["restored"], answer["held"], answer["open"]), (0, 4, 0), "a living worker keeps what it holds")
        worker.kill()
    same({row["state"] for row in unacked(megactl)}, {"overdue"})
    same(told(megactl, "queue", "restore", "--dry-run")["restored"], 4)
    same(waiting(megactl), [], "a rehearsal changes nothing")
    same(told(megactl, "queue", "restore", "--arg", "0=three")["restored"], 1)
    same(told(megactl, "queue", "restore")["restored"], 3)
    same(sorted(waiting(megactl)), sorted([["one"], ["two"], ["three"], ["four"]]))
    same(unacked(megactl), [])
    site.let_go()
    with site.worker("next") as worker:
        wait_until(lambda: worker.said().count("succeeded") == 4, "each runs")
    same(unacked(megactl), [])
    site.begin_anew()


def forces_what_was_just_killed(megactl, site):
    site.send("one", "two")
    with site.worker("killed") as worker:
        site.begun("one")
        wait_until(lambda: len(unacked(megactl)) == 2, "the worker holds them")
        worker.kill()
    same({row["state"] for row in unacked(megactl)}, {"young"})
    answer = told(megactl, "queue", "restore")
    same((answer["restored"], answer["young"]), (0, 2))
    megactl.run("queue", "restore", "--force", status=2)
    same(told(megactl, "queue", "restore", "--force", "--yes")["restored"], 2)
    same(waiting(megactl), [["one"], ["two"]])
    megactl.run("queue", "purge", "celery", "--no-save", "--yes")
    site.begin_anew()


def leaves_what_a_silent_worker_may_hold(megactl, site, redis):
    site.send("one", "two")
    with site.worker("frozen") as worker:
        site.begun("one")
        wait_until(lambda: len(unacked(megactl)) == 2, "the worker holds them")
        make_overdue(redis)
        worker.signal(signal.SIGSTOP)
        answer = told(megactl, "queue", "restore", "--timeout", "200ms", status=1)
        same((answer["restored"], answer["open"]), (0, 2))
        same(consumers(megactl)["celery"], None, "who is silent takes from nobody knows what")
        answer = told(megactl, "queue", "check", "--need-consumer", "--max-waiting", "celery=9", "--timeout", "200ms",
                      status=1)
        assert "no worker that answers" in answer["troubles"][0]["message"], answer
        worker.signal(signal.SIGCONT)
        wait_until(lambda: told(megactl, "queue", "restore")["held"] == 2, "it answers again")
        site.let_go()
        wait_until(lambda: worker.said().count("succeeded") == 2, "each runs, once")
    site.begin_anew()


def restores_what_our_own_left(megactl, site, redis):
    site.send("own", task="tend.own", queue="email")
    with megactl.start("worker", "run", "--queues", "email", "--hostname", "own@here", name="own") as worker:
        site.begun("own")
        held, = unacked(megactl)
        same((held["state"], held["queue"], held["holder"]), ("held", "email", "own@here"))
        same(consumers(megactl)["email"], 1)
        make_overdue(redis)
        same(told(megactl, "queue", "restore", "--force", "--yes")["held"], 1)
        worker.kill()
    for holder in redis.cli("keys", "megactl:holder:*").split():
        redis.cli("del", holder)  # as half a minute does
    same(unacked(megactl)[0]["state"], "gone")
    same(consumers(megactl)["email"], 0)
    same(told(megactl, "queue", "restore")["restored"], 1)
    same(waiting(megactl, "email"), [["own"]])
    megactl.run("queue", "purge", "email", "--no-save", "--yes")
    site.begin_anew()


def watches(megactl, site):
    site.send("one", queue="email")
    megactl.run("queue", "check", "--max-waiting", "email=1")
    megactl.run("queue", "check", "--max-waiting", "email=0", status=1)
    megactl.run("queue", "check", "--need-consumer", status=1)
    same(megactl.run("queue", "check", "--need-consumer", "--format", "nagios", status=2).split(" - ")[0], "QUEUES CRITICAL")
    with site.worker("both", queues="email,celery"):
        site.begun("one")
        same(consumers(megactl)["email"], 1)
        megactl.run("queue", "check", "--need-consumer", "--max-waiting", "email=0", "--max-unacked", "1")
        site.let_go()
        wait_until(lambda: unacked(megactl) == [], "it has run")
    site.begin_anew()


def knows_tasks(megactl, site):
    site.send("one", task="shop.gone")
    site.send("one", task="tend.wait")
    site.send("one", task="links.tasks.record_link_click")
    trouble, = told(megactl, "queue", "check", "--unregistered", status=1)["troubles"]
    same((trouble["check"], trouble["queue"]), ("unregistered", "celery"))
    assert "`shop.gone`" in trouble["message"], trouble
    tasks = site.folder / "links" / "tasks.py"
    text = tasks.read_text()
    with site.worker("knows", queues="other"):
        tasks.write_text(text.replace("tend.wait", "tend.renamed"))
        trouble, = told(megactl, "queue", "check", "--unregistered", status=1)["troubles"]
        assert "`shop.gone`" in trouble["message"], "a worker that lives knows the other"
    same(len(told(megactl, "queue", "check", "--unregistered", status=1)["troubles"]), 2)
    tasks.write_text(text)
    megactl.run("queue", "purge", "celery", "--no-save", "--yes")


def revokes(megactl, site):
    one, two, three = site.send("one", "two", "three")
    answer = told(megactl, "task", "revoke", three)
    same((answer["revoked"], answer["removed"], answer["workers"]), (True, ["celery"], []))
    same(told(megactl, "task", "show", three)["state"], "REVOKED")
    same(waiting(megactl), [["one"], ["two"]])
    with site.worker("told") as worker:
        site.begun("one")
        wait_until(lambda: len(unacked(megactl)) == 2, "the worker holds them")
        same(told(megactl, "task", "revoke", two)["workers"], ["told@here"])
        megactl.run("task", "revoke", one, "--terminate", status=2)
        same(told(megactl, "task", "revoke", one, "--terminate", "--yes")["workers"], ["told@here"])
        wait_until(lambda: unacked(megactl) == [], "neither is held any more")
        assert not (site.folder / "begun-two").exists(), "what was revoked does not run"
    same(told(megactl, "task", "show", two)["state"], "REVOKED")
    same(told(megactl, "task", "show", one)["state"], "REVOKED")
    site.begin_anew()


def revokes_what_our_own_hold(megactl, site):
    """What waits for its time in a worker of megactl's is dropped there; what runs goes on."""
    running, = site.send("own", task="tend.own", queue="email")
    later = megactl.run("task", "send", "tend.own", "--queue", "email", "--countdown", "2h").strip()
    with megactl.start("worker", "run", "--queues", "email", "--concurrency", "2", "--hostname", "own@here",
                       name="own") as worker:
        site.begun("own")
        wait_until(lambda: len(unacked(megactl)) == 2, "the worker holds both")
        answer = told(megactl, "task", "revoke", later)
        same((answer["workers"], answer["holders"]), (["own@here"], []))
        wait_until(lambda: [row["id"] for row in unacked(megactl)] == [running], "it drops what has not begun")
        same(told(megactl, "task", "show", later)["state"], "REVOKED")
        answer = told(megactl, "task", "revoke", running, "--terminate", "--yes", status=1)
        same((answer["workers"], answer["refusing"]), ([], ["own@here"]))
        same(len(unacked(megactl)), 1, "it goes on")
        worker.kill()
    same(waiting(megactl, "email"), [], "what was dropped does not go back either")


def looks_at_a_full_server(megactl, redis):
    redis.cli("config", "set", "maxmemory", "1")
    megactl.run("queue", "list")
    megactl.run("queue", "check")
    redis.cli("config", "set", "maxmemory", "0")


def main():
    with tempfile.TemporaryDirectory() as folder, Redis() as redis:
        site = Late(folder, redis.url(0), redis.url(1))
        megactl = Megactl(sys.argv[1], site)
        restores_only_what_nobody_holds(megactl, site, redis)
        forces_what_was_just_killed(megactl, site)
        leaves_what_a_silent_worker_may_hold(megactl, site, redis)
        restores_what_our_own_left(megactl, site, redis)
        watches(megactl, site)
        knows_tasks(megactl, site)
        revokes(megactl, site)
        revokes_what_our_own_hold(megactl, site)
        looks_at_a_full_server(megactl, redis)
        same(redis.cli("keys", "*reply*"), "", "no question leaves anything behind")


if __name__ == "__main__":
    main()
