#!/usr/bin/env python3
"""Remote control between megactl and Debian's Celery, both ways, over a real Redis.

    remote.py MEGACTL

What `celery inspect` and `celery control` say to a worker of megactl's, and what `megactl worker …` says to one of
Celery's: each understands the other as its own.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import PYTHON, Megactl, Process, Redis, Site, same, wait_until

DEBUG = "config.celery.debug_task"


def celery(site, *arguments, to=("m1@here",), longest=30, status=0):
    """What Celery's own command answers. It waits on after each answer, unless it knows how many are to come; a command
    that nobody answers ends with 69."""
    whom = ["--destination", ",".join(to)] if to else []
    said = subprocess.run(
        [PYTHON, "-m", "celery", "-A", "config", *arguments, *whom, "--timeout", str(longest), "--json"],
        cwd=site.folder, env=site.environment, capture_output=True, text=True,
    )
    if said.returncode != status:
        raise AssertionError(f"celery {arguments} ended with {said.returncode}:\n{said.stdout}{said.stderr}")
    first = said.stdout.strip().split("\n")[0]
    return json.loads(first) if first.startswith(("{", "[")) else None


def by_name(said):
    """A control command's answers are a list of objects, an inspect command's are one."""
    return said if isinstance(said, dict) else {node: answer for one in said for node, answer in one.items()}


def celery_worker(site, name, queues="celery"):
    """With a pool of processes, as most have it; it answers while tasks run."""
    command = [
        PYTHON, "-m", "celery", "-A", "config", "worker", "-c", "1", "-n", name, "-Q", queues, "-l", "INFO",
        "--without-gossip", "--without-heartbeat",
    ]
    return Process(command, site.folder, site.environment, name.split("@")[0]).wait_for_words(" ready.")


def ask(megactl, *arguments, timeout="30s", status=0):
    """What a command of ours prints. It ends as soon as everybody has answered, however long they may take."""
    return megactl.run("worker", *arguments, "--timeout", timeout, status=status)


def answers(megactl, *arguments):
    """What a command of ours shows of each worker, whatever its status."""
    said = subprocess.run(
        [megactl.program, "worker", *arguments, "--format", "json"], cwd=megactl.site.folder, env=megactl.environment,
        capture_output=True, text=True,
    )
    return {row["worker"]: row["answer"] for row in json.loads(said.stdout)["workers"]}


def wait_for(megactl, node):
    wait_until(lambda: node in answers(megactl, "ping"), f"{node} answers")


def send(site, *calls):
    """Sends debug tasks as the site does; their ids."""
    lines = "".join(f"print('id', task.apply_async({call}).id)\n" for call in calls)
    words = site.python(f"from config.celery import debug_task as task\n{lines}").splitlines()
    return [line.split()[1] for line in words if line.startswith("id ")]


def state_of(site, task):
    return site.python(f"from config.celery import app\nprint('state', app.AsyncResult({task!r}).state)\n").split()[-1]


def celery_asks_megactl(megactl, site):
    with megactl.start("worker", "run", "--hostname", "m1@here", "--queues", "celery,email", name="m1") as worker:
        wait_for(megactl, "m1@here")
        same(celery(site, "status")["m1@here"], {"ok": "pong"})
        same(celery(site, "inspect", "ping")["m1@here"], {"ok": "pong"})
        same(DEBUG in celery(site, "inspect", "registered")["m1@here"], True, "it knows the debug task")
        same([queue["name"] for queue in celery(site, "inspect", "active_queues")["m1@here"]], ["celery", "email"])
        stats = celery(site, "inspect", "stats")["m1@here"]
        same(stats["broker"]["transport"], "redis")
        same(stats["pid"], worker.child.pid)
        for method in ("active", "reserved", "revoked"):
            same(celery(site, "inspect", method)["m1@here"], [], method)
        same("broker_url" in celery(site, "inspect", "conf")["m1@here"], True, "conf")
        same("megactl" in celery(site, "inspect", "report")["m1@here"]["ok"], True, "report")

        later, = send(site, "countdown=3600, queue='celery'")
        scheduled = wait_until(lambda: celery(site, "inspect", "scheduled")["m1@here"], "it is taken")
        same([entry["request"]["id"] for entry in scheduled], [later])
        same(celery(site, "inspect", "query_task", later)["m1@here"][later][0], "reserved")

        revoked = "5b8f0f6c-0000-4000-8000-000000000001"
        same(by_name(celery(site, "control", "revoke", revoked))["m1@here"],
             {"ok": f"tasks {revoked} flagged as revoked"})
        same(celery(site, "inspect", "revoked")["m1@here"], [revoked])
        send(site, f"task_id={revoked!r}, queue='celery'")
        wait_until(lambda: state_of(site, revoked) == "REVOKED", "what was revoked does not run")

        same(by_name(celery(site, "control", "add_consumer", "extra"))["m1@here"], {"ok": "add consumer extra"})
        same(by_name(celery(site, "control", "cancel_consumer", "email"))["m1@here"],
             {"ok": "no longer consuming from email"})
        done, = send(site, "queue='extra'")
        wait_until(lambda: state_of(site, done) == "SUCCESS", "it takes from the queue that it was told")
        same([queue["name"] for queue in celery(site, "inspect", "active_queues")["m1@here"]], ["celery", "extra"])
        same(by_name(celery(site, "control", "pool_grow", "2"))["m1@here"], {"ok": "pool will grow"})
        same(by_name(celery(site, "control", "rate_limit", DEBUG, "10/m"))["m1@here"],
             {"ok": "new rate limit set successfully"})
        same("rate_limit=10/m" in "".join(celery(site, "inspect", "registered")["m1@here"]), True, "the rate is told")
        same(set(by_name(celery(site, "control", "autoscale", "3", "1"))["m1@here"]), {"error"})

        celery(site, "control", "shutdown", longest=1, status=69)  # as Celery's own worker, it ends without a word
        same(worker.child.wait(60), 0, "it ends")
    celery(site, "inspect", "ping", to=None, longest=1, status=69)


def a_worker_of_celerys_learns_what_is_revoked(megactl, site):
    revoked = "5b8f0f6c-0000-4000-8000-000000000002"
    with megactl.start("worker", "run", "--hostname", "m2@here", "--queues", "clicks", name="m2") as worker:
        wait_for(megactl, "m2@here")
        celery(site, "control", "revoke", revoked, to=["m2@here"])
        with celery_worker(site, "c2@here"):
            same(revoked in answers(megactl, "revoked", "--destination", "c2@here", "--timeout", "30s")["c2@here"], True, "mingled")
        same(worker.stop(), 0, "it ends")


def megactl_asks_celery(megactl, site):
    with celery_worker(site, "c1@here", "celery,email") as worker:
        same(answers(megactl, "ping", "--timeout", "30s"), {"c1@here": {"ok": "pong"}})
        ask(megactl, "ping", "--node", "c1@here")
        ask(megactl, "ping", "--self", timeout="1s", status=1)  # it is `@here`
        ask(megactl, "ping", "--destination", "c1@here,nobody@here", timeout="1s", status=1)
        listed, = json.loads(ask(megactl, "list", "--format", "json"))["workers"]
        same((listed["worker"], listed["pool"], listed["begun"]), ("c1@here", 1, 0))
        same(sorted(ask(megactl, "queues").splitlines()), ["c1@here\tcelery", "c1@here\temail"])
        same(f"c1@here\t{DEBUG}" in ask(megactl, "registered").splitlines(), True, "registered")
        same("c1@here\tpool.max-concurrency\t1" in ask(megactl, "stats").splitlines(), True, "stats")
        for method in ("active", "reserved", "revoked"):
            same(ask(megactl, method), "", method)
        later, = send(site, "countdown=3600, queue='celery'")
        wait_until(lambda: later in ask(megactl, "scheduled"), "it is taken")
        ask(megactl, "consumer", "add", "extra")
        ask(megactl, "consumer", "cancel", "email")
        wait_until(lambda: "extra" in ask(megactl, "queues"), "it takes from it")
        ask(megactl, "rate-limit", DEBUG, "10/m")
        ask(megactl, "rate-limit", "nobody.knows", "10/m", status=1)
        same("rate_limit=10/m" in ask(megactl, "registered"), True, "the rate is told")
        megactl.run("worker", "drain")
        same(ask(megactl, "queues"), "", "it takes from nothing")
        megactl.run("worker", "drain", "--resume")
        wait_until(lambda: sorted(ask(megactl, "queues").splitlines()) == ["c1@here\tcelery", "c1@here\textra"],
                   "it takes from them again")
        same(ask(megactl, "pool", "grow", "2"), "c1@here\tpool will grow\n")
        pool = lambda: answers(megactl, "stats", "--timeout", "30s")["c1@here"]["pool"]
        wait_until(lambda: len(pool()["processes"]) == 3, "it has more processes")
        ask(megactl, "shutdown", status=2)  # there is nobody to ask
        ask(megactl, "shutdown", "--yes")
        same(worker.child.wait(60), 0, "it ends")
    ask(megactl, "ping", status=1)


MONITOR = """
from config.celery import app
state = app.events.State()
kinds = []
def see(event):
    state.event(event)
    if event.get('hostname') != 'm4@here': return
    kinds.append(event['type'])
    if abs(event['timestamp'] - event['local_received']) > 15: print('the clocks differ', flush=True)
    if kinds[-1] == 'worker-offline' or len(kinds) == 20: receiver.should_stop = True
    if len(kinds) == 3: print('alive', state.workers['m4@here'].alive, flush=True)
with app.connection() as connection:
    receiver = app.events.Receiver(connection, handlers={'*': see}, app=app)
    print('watching', flush=True)
    receiver.capture(timeout=60)
print('kinds', kinds[0], kinds[1], kinds[-1], flush=True)
"""


def monitors_see_it_come_and_go(megactl, site, redis):
    """Those of Celery's, what Flower and `celery events` are made of; this one lives in another zone."""
    script = site.folder / "monitor.py"
    script.write_text(MONITOR)
    elsewhere = {**site.environment, "TZ": "CST6"}
    with Process([PYTHON, script], site.folder, elsewhere, "monitor") as monitor:
        monitor.wait_for_words("watching")
        wait_until(lambda: redis.cli("pubsub", "numpat") == "1", "it has subscribed")
        with megactl.start("worker", "run", "--hostname", "m4@here", "--queues", "clicks", name="m4") as worker:
            monitor.wait_for_words("alive True")
            same(worker.stop(), 0, "it ends")
        monitor.wait_for_words("kinds")
        same("kinds worker-online worker-heartbeat worker-offline" in monitor.said(), True, monitor.said())
        same("the clocks differ" in monitor.said(), False, monitor.said())


def both_are_asked_at_once(megactl, site):
    with celery_worker(site, "c3@here"), megactl.start("worker", "run", "--hostname", "m3@here", name="m3"):
        wait_for(megactl, "m3@here")
        same(sorted(answers(megactl, "ping", "--timeout", "30s")), ["c3@here", "m3@here"])
        same(sorted(celery(site, "inspect", "ping", to=["c3@here", "m3@here"])), ["c3@here", "m3@here"])


def nothing_stays_behind(redis):
    """Neither mailboxes nor bindings of those who have left."""
    same([key for key in redis.cli("keys", "*pidbox*").splitlines() if "reply" in key and "binding" not in key], [])


def main():
    with tempfile.TemporaryDirectory() as folder, Redis() as redis:
        site = Site(folder, redis.url(0), redis.url(1))
        megactl = Megactl(sys.argv[1], site)
        celery_asks_megactl(megactl, site)
        redis.cli("flushdb")
        megactl_asks_celery(megactl, site)
        redis.cli("flushdb")
        a_worker_of_celerys_learns_what_is_revoked(megactl, site)
        monitors_see_it_come_and_go(megactl, site, redis)
        both_are_asked_at_once(megactl, site)
        nothing_stays_behind(redis)
    print("megactl and Celery ask and tell each other")


if __name__ == "__main__":
    main()
