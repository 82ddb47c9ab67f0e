#!/usr/bin/env python3
"""`megactl queue purge`, `move`, `export` and `import` on what Debian's Celery put into a queue.

    act.py MEGACTL redis|sqlite

Whatever is killed, and whenever: at the end each message is where it was or where it was to go, once.
"""

import collections
import json
import pathlib
import signal
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Redis, Site, same, wait_until

CALLS = """
from config.celery import app
def send(name, *args, **options):
    app.send_task(name, args, queue='work', **options)
for i in range(4):
    send('emails.tasks.send', i)
    send('reports.build', i, priority=9, serializer='pickle' if i == 3 else 'json')
"""

MANY = """
from config.celery import app
with app.producer_pool.acquire() as producer:
    for i in range({count}):
        app.send_task('reports.build' if i % 3 else 'emails.tasks.send', (i,), queue='many', producer=producer)
"""


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


def exported(megactl, queue, *options):
    return rows(megactl.run("queue", "export", queue, *options))


def payloads(rows):
    return [(row["queue"], row["priority"], row["payload"]) for row in rows]


def saved(site):
    return sorted(site.folder.glob("megactl-purge-*.jsonl"), key=lambda file: file.stat().st_mtime_ns)


def told(megactl, *arguments, status=0):
    return json.loads(megactl.run("queue", *arguments, "--format", "json", status=status) or "null")


def purge_and_import(megactl, site):
    site.python(CALLS)
    before = payloads(exported(megactl, "work"))
    same(len(before), 8)
    megactl.run("queue", "purge", "work", "--task", "reports.*", status=2)
    same(payloads(exported(megactl, "work")), before, "nobody said yes")
    same(told(megactl, "purge", "work", "--task", "reports.*", "--dry-run")["removed"], 4)
    answer = told(megactl, "purge", "work", "--task", "reports.*", "--yes")
    same((answer["removed"], answer["unacked"]), (4, 0))
    file = site.folder / answer["file"]
    same(file.stat().st_mode & 0o777, 0o600)
    gone = payloads(rows(file.read_text()))
    same(gone, [it for it in before if "reports.build" in it[2]], "what went is what was saved")
    same(payloads(exported(megactl, "work")), [it for it in before if it not in gone], "the rest keeps its order")
    megactl.run("queue", "purge", "work", "--save", answer["file"], "--yes", status=3)
    same(told(megactl, "import", answer["file"])["imported"], 4)
    now = payloads(exported(megactl, "work"))
    same(sorted(now), sorted(before), "all are back, byte for byte, with their priorities")
    same([it for it in now if it in gone], gone, "in their order")
    again = told(megactl, "import", answer["file"], "--dedup")
    same((again["imported"], again["known"]), (0, 4))
    text = file.read_text()
    file.write_text(text + text[:100])
    assert told(megactl, "import", answer["file"], "--dedup")["torn"]
    same(told(megactl, "purge", "work", "--no-save", "--yes")["removed"], 8)
    same(exported(megactl, "work"), [])
    file.unlink()


def move(megactl, site):
    """What is moved stays there though Celery retries it, and runs in its order."""
    site.python("from config.celery import debug_task\nfor i in range(3): debug_task.apply_async(queue='stuck')")
    megactl.run("queue", "move", "stuck", "stuck", status=2)
    megactl.run("queue", "move", "stcuk", "celery", status=1)
    same(told(megactl, "move", "stuck", "celery", "--dry-run")["moved"], 3)
    same(told(megactl, "move", "stuck", "celery", "--task", "*debug*", "--rate", "1000/s")["moved"], 3)
    moved = exported(megactl, "celery")
    for row in moved:
        info = json.loads(row["payload"])["properties"]["delivery_info"]
        same((info["exchange"], info["routing_key"]), ("", "celery"))
    same(exported(megactl, "stuck"), [])
    with site.celery_worker("celery") as worker:
        wait_until(lambda: worker.said().count("succeeded") == 3, "the moved tasks run")


def waiting(megactl):
    return {state["queue"]: state["waiting"] for state in told(megactl, "list")["queues"] if state["waiting"]}


def stopped_move(megactl, site):
    """What a slow move had gathered when it was stopped waits where it says, for the command that it says."""
    site.python(CALLS)
    before = payloads(exported(megactl, "work"))
    command = ["queue", "move", "work", "slow", "--task", "reports.*", "--rate", "1/h"]
    with megactl.start(*command, name="move") as process:
        wait_until(lambda: waiting(megactl).get("slow") or process.child.poll() is not None, "the first one is moved")
        process.signal(signal.SIGINT)
        same(process.child.wait(60), 130)
        hint = "`megactl queue move megactl.moving.slow slow --rate 1/h` brings them on"
        assert f"3 messages lie in `megactl.moving.slow`: {hint}" in process.said(), process.said()
    same(waiting(megactl), {"work": 4, "slow": 1, "megactl.moving.slow": 3})
    same(told(megactl, "move", "work", "slow", "--task", "reports.*", "--rate", "1000/s")["moved"], 3)
    same(waiting(megactl), {"work": 4, "slow": 4})
    same(payloads(exported(megactl, "work")), [it for it in before if "reports.build" not in it[2]])
    for queue in ("work", "slow"):
        megactl.run("queue", "purge", queue, "--no-save", "--yes")


def everywhere(megactl, site):
    """How often each message of `many` is: in its queue, or saved and removed."""
    for file in saved(site):
        megactl.run("queue", "import", file.name)
        file.unlink()
    return collections.Counter(row["payload"] for row in exported(megactl, "many"))


def grown(file, size):
    return file.exists() and file.stat().st_size >= size


def killed(megactl, site, count):
    site.python(MANY.format(count=count))
    before = [row["payload"] for row in exported(megactl, "many")]
    same(len(before), count)
    for step in range(4):
        file = site.folder / f"megactl-purge-many-{step}.jsonl"
        command = ["queue", "purge", "many", "--task", "reports.*", "--save", file.name, "--yes"]
        with megactl.start(*command, name="purge") as purge:
            wait_until(lambda: grown(file, 1 + step * count * 150) or purge.child.poll() is not None, "it saves")
            purge.kill()
        assert everywhere(megactl, site) == collections.Counter(before), f"killed in step {step}"
        now = [row["payload"] for row in exported(megactl, "many")]
        assert [it for it in now if "emails" in it] == [it for it in before if "emails" in it], "the rest keeps its order"
    with megactl.start("queue", "purge", "many", "--yes", "--save", "megactl-purge-all.jsonl", name="purge") as purge:
        wait_until(lambda: grown(site.folder / "megactl-purge-all.jsonl", 1), "it saves")
        purge.signal(signal.SIGINT)
        assert purge.child.wait(60) in (0, 130), purge.said()
    assert everywhere(megactl, site) == collections.Counter(before), "after Ctrl-C"
    killed_import(megactl, site)


def killed_import(megactl, site):
    megactl.run("queue", "purge", "many", "--save", "megactl-purge-all.jsonl", "--yes", "-q")
    before = [row["payload"] for row in rows((site.folder / "megactl-purge-all.jsonl").read_text())]
    for _ in range(3):
        with megactl.start("queue", "import", "megactl-purge-all.jsonl", name="import") as process:
            wait_until(lambda: told(megactl, "list")["queues"] or process.child.poll() is not None, "it imports")
            process.kill()
    megactl.run("queue", "import", "megactl-purge-all.jsonl")
    now = [row["payload"] for row in exported(megactl, "many")]
    if len(now) > len(before):  # an import had come to its end before it was killed: the next one was another
        now = now[-len(before):]
    assert now == before, f"an import that was killed: {len(now)} messages of {len(before)}"
    (site.folder / "megactl-purge-all.jsonl").unlink()


def full(megactl, redis):
    """A Redis that takes no more still lets go."""
    megactl.site.python(CALLS)
    redis.cli("config", "set", "maxmemory", "1")
    answer = told(megactl, "purge", "work", "--task", "reports.*", "--yes")
    same(answer["removed"], 4)
    same(len(exported(megactl, "work")), 4)
    megactl.run("queue", "import", answer["file"], status=4)
    redis.cli("config", "set", "maxmemory", "0")
    same(told(megactl, "import", answer["file"])["imported"], 4)


def story(program, site, count):
    megactl = Megactl(program, site)
    purge_and_import(megactl, site)
    move(megactl, site)
    stopped_move(megactl, site)
    killed(megactl, site, count)
    return megactl


def main():
    program, kind = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        if kind == "redis":
            with Redis() as redis:
                full(story(program, Site(folder, redis.url(0), redis.url(1)), 3000), redis)
        else:
            story(program, Site(folder, "sqla+sqlite:///queue.db", "disabled://"), 500)


if __name__ == "__main__":
    main()
