#!/usr/bin/env python3
"""`megactl worker run` beside the real ones: Debian's Celery, a real Redis, Django's tables.

    worker.py MEGACTL redis|sqlite

What real Celery queued is executed here and its result read there; what this worker sends again after a failure is a
message that real Celery executes; kill -9 under load loses no click and doubles none; a restart of Redis is outlived.
"""

import json
import pathlib
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Redis, Site, require, same, wait_until

KILLS = 5
CLICKS_A_ROUND = 200


def query(site, sql):
    with sqlite3.connect(site.database, timeout=30) as database:
        return database.execute(sql).fetchall()


def send_clicks(site, first, count, more=""):
    """Queues clicks as the site does, each with a referrer of its own; their ids."""
    said = site.python(
        "from links.tasks import record_link_click as task\n"
        f"for i in range({first}, {first + count}):\n"
        "    print('id', task.apply_async(kwargs=dict(link_id=1, referrer=f'https://r.example/{i}', user_agent='',"
        f" ip_address=None){more}).id)\n\n"
    )
    return [line.split()[1] for line in said.splitlines() if line.startswith("id ")]


def answers_of(site, ids):
    said = site.python(
        "from config.celery import app\n"
        f"for one in {ids!r}:\n"
        "    result = app.AsyncResult(one)\n"
        "    try: print('answer', result.get(timeout=30))\n"
        "    except Exception as error: print('answer', result.state, type(error).__name__, error)\n\n"
    )
    return [line.removeprefix("answer ") for line in said.splitlines() if line.startswith("answer ")]


def queues(megactl):
    return {row["queue"]: row for row in json.loads(megactl.run("queue", "list", "--format", "json"))["queues"]}


def executes_what_celery_queued(megactl, site):
    ids = send_clicks(site, 0, 3)
    ids += send_clicks(site, 3, 1, ", expires=-5")
    same(queues(megactl)["clicks"]["waiting"], 4, "clicks that wait")
    megactl.run("worker", "run", "--burst")
    answers = answers_of(site, ids)
    same(answers[:3], ["Click recorded for link 1"] * 3)
    same(answers[3].split()[0], "REVOKED")
    same(query(site, "SELECT count(*) FROM links_click"), [(3,)])


def leaves_mail_to_celery(megactl, site):
    """One whose template is not there."""
    template = site.folder / "templates/emails/welcome_email.txt"
    template.rename(site.folder / "away")
    said = site.python(
        "from core.tasks import send_welcome_email, cleanup_expired_tokens\n"
        "print('id', send_welcome_email.apply_async((777, ''), queue='celery').id)\n"
        "print('id', cleanup_expired_tokens.delay().id)\n"
        "print('id', cleanup_expired_tokens.delay().id)\n"
    )
    ids = [line.split()[1] for line in said.splitlines() if line.startswith("id ")]
    megactl.run("worker", "run", "--burst", "--queues", "celery")
    same(answers_of(site, ids[1:]), ["Cleanup completed: 0 expired sessions deleted"] * 2)
    same(queues(megactl)["celery"]["waiting"], 1, "the mail stays")
    megactl.run("worker", "run", "--burst", "--queues", "celery", status=3)  # mostly unknown
    (site.folder / "away").rename(template)
    with site.celery_worker("celery"):
        same(answers_of(site, ids[:1]), ["User 777 not found"])


def says_by_its_status_what_it_did_not_do(megactl, site):
    site.python("from celery import current_app\ncurrent_app.send_task('nobody.knows', queue='odd')\n")
    megactl.run("worker", "run", "--burst", "--queues", "odd", "--unknown", "dead-letter", status=1)
    megactl.run("worker", "run", "--burst", "--queues", "odd")


def sends_retries_that_celery_executes(megactl, site):
    """The table is away while we run the click, so it is sent again; Celery runs what was sent."""
    ids = send_clicks(site, 900, 1)
    query(site, "ALTER TABLE links_click RENAME TO links_click_away")
    with megactl.start("worker", "run", "--queues", "clicks", name="retrying") as worker:
        worker.wait_for_words("put off, a service is away")
        worker.stop()
    query(site, "ALTER TABLE links_click_away RENAME TO links_click")
    with site.celery_worker("clicks"):
        same(answers_of(site, ids), ["Click recorded for link 1"])
    same(query(site, "SELECT count(*) FROM links_click WHERE referrer = 'https://r.example/900'"), [(1,)])


def survives_its_death(megactl, site):
    wanted = set()
    for turn in range(KILLS):
        first = 1000 + turn * CLICKS_A_ROUND
        send_clicks(site, first, CLICKS_A_ROUND)
        wanted.update(range(first, first + CLICKS_A_ROUND))
        before = query(site, "SELECT count(*) FROM links_click")[0][0]
        with megactl.start("worker", "run", "--queues", "clicks", "--concurrency", "2", name=f"killed-{turn}") as worker:
            # With its first rows: what it wrote is not acknowledged yet, or not all of it.
            wait_until(lambda: query(site, "SELECT count(*) FROM links_click")[0][0] > before, "the worker writes")
            worker.kill()

    def everything_is_written():
        megactl.run("worker", "run", "--burst", "--queues", "clicks")
        return len(numbers()) >= len(wanted)

    def numbers():
        rows = query(site, "SELECT referrer FROM links_click WHERE referrer LIKE 'https://r.example/____%'")
        return [int(row[0].rsplit("/", 1)[1]) for row in rows]

    wait_until(everything_is_written, "every click becomes a row", 120)
    same(sorted(numbers()), sorted(wanted), "rows")


def survives_a_restart_of_redis(megactl, site, redis):
    with megactl.start("worker", "run", "--queues", "clicks", name="survivor") as worker:
        worker.wait_for_words("ready in")
        redis.stop()
        worker.wait_for_words("broker away")
        redis.start()
        worker.wait_for_words("broker is back")
        same(answers_of(site, send_clicks(site, 500, 1)), ["Click recorded for link 1"])
        same(worker.stop(), 0, "the worker's end")
        same("stopped: 1 done" in worker.said(), True, worker.said())


def play(program, broker, results, redis):
    with tempfile.TemporaryDirectory() as folder:
        site = Site(folder, broker, results)
        site.python(
            "from django.contrib.auth import get_user_model\n"
            "user = get_user_model().objects.create_user('ada', 'ada@example.org', 'secret')\n"
            "same = user.links.create(target_url='https://example.org/', slug='go')\n"
        )
        megactl = Megactl(program, site)
        executes_what_celery_queued(megactl, site)
        leaves_mail_to_celery(megactl, site)
        says_by_its_status_what_it_did_not_do(megactl, site)
        sends_retries_that_celery_executes(megactl, site)
        if redis:
            survives_a_restart_of_redis(megactl, site, redis)
        survives_its_death(megactl, site)


def main():
    program, kind = sys.argv[1:]
    if kind == "redis":
        with Redis() as redis:
            play(program, redis.url(0), redis.url(1), redis)
    else:
        require("sqlalchemy")
        play(program, "sqla+sqlite:///queue.db", "db+sqlite:///results.db", None)
    print("megactl and Celery work side by side")


if __name__ == "__main__":
    main()
