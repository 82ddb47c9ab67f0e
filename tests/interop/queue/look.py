#!/usr/bin/env python3
"""`megactl queue peek` and `queue top` against what Debian's Celery put into a queue.

    look.py MEGACTL redis|sqlite

Calls of several kinds are sent by the site itself; what is shown of them must be what was sent, in the order of serving,
and nothing may be taken by the look.
"""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Redis, Site, same

CALLS = """
from datetime import datetime, timezone
from config.celery import app
due = datetime(2035, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
def send(name, *args, serializer='json', **options):
    print('id', app.send_task(name, args, options.pop('kwargs', {}), queue='work', serializer=serializer, **options).id)
send('emails.tasks.send', 7, 'ada', kwargs={'lang': 'de', 'deep': {'a': [1, None]}})
send('emails.tasks.send', 8, 'ünïcode', eta=due)
send('reports.build', 7, retries=2)
send('reports.build', 7, serializer='pickle')

"""


def rows(megactl, *arguments):
    return [json.loads(line) for line in megactl.run("queue", *arguments, "--format", "jsonl").splitlines()]


def look(megactl, site):
    ids = [line.split()[1] for line in site.python(CALLS).splitlines() if line.startswith("id ")]
    first, second, third, broken = rows(megactl, "peek", "work")
    same([row["id"] for row in (first, second, third, broken)], ids, "the order of serving")
    same((first["task"], first["args"], first["kwargs"]), ("emails.tasks.send", [7, "ada"], {"lang": "de", "deep": {"a": [1, None]}}))
    same((first["retries"], first["eta"], first["error"]), (0, None, None))
    same((second["args"], second["eta"]), ([8, "ünïcode"], "2035-01-02T03:04:05+00:00"))
    same((third["args"], third["retries"]), ([7], 2))
    same((broken["task"], broken["args"]), ("reports.build", None))
    assert "python-serialize" in broken["error"], broken

    def chosen(*filters):
        return [ids.index(row["id"]) for row in rows(megactl, "peek", "work", *filters)]

    same(chosen("--task", "reports.*"), [2, 3])
    same(chosen("--arg", "0=7"), [0, 2])
    same(chosen("--kwarg", "lang=de", "--arg", "1=ada"), [0])
    same(chosen("--retries", "2"), [2])
    same(chosen("--id", f"{ids[1]},{ids[3]}"), [1, 3])
    same(chosen("--limit", "2"), [0, 1])
    same(chosen("--older", "1s"), [])
    pathlib.Path(site.folder, "ids").write_text(f"{ids[2]}\n\n{ids[0]}\n")
    same(chosen("--id-file", "ids"), [0, 2])

    def counted(trait, *filters):
        return [(row["value"], row["count"]) for row in rows(megactl, "top", "work", "--by", trait, *filters)]

    same(counted("task"), [("emails.tasks.send", 2), ("reports.build", 1)])
    same(counted("arg:0"), [("7", 2), ("8", 1)])
    same(counted("arg:lang"), [(None, 2), ("de", 1)])
    same(counted("eta"), [(None, 2), ("2035-01-02T03:04:00Z", 1)])
    same(counted("retries", "--task", "reports.*"), [("2", 1)])

    waiting = {row["queue"]: row["waiting"] for row in rows(megactl, "list")}
    same(waiting["work"], 4, "all still wait")


def main():
    program, kind = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        if kind == "redis":
            with Redis() as redis:
                site = Site(folder, redis.url(0), redis.url(1))
                look(Megactl(program, site), site)
        else:
            site = Site(folder, "sqla+sqlite:///queue.db", "disabled://")
            look(Megactl(program, site), site)


if __name__ == "__main__":
    main()
