#!/usr/bin/env python3
"""What `megactl check --scope network` says of Celery's own workers on a real Redis.

    health.py MEGACTL
"""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import PYTHON, Megactl, Process, Redis, Site, same, wait_until

LIMITS = """
CELERY_TASK_TIME_LIMIT = 7200
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 5400}
"""


def worker(site, log):
    command = [
        PYTHON, "-m", "celery", "-A", "config", "worker", "-c", "1", "-n", "shop@here", "-Q", "celery", "-l", "INFO",
        "--without-gossip", "--without-mingle",
    ]
    return Process(command, site.folder, site.environment, log).wait_for_words(" ready.")


def findings(megactl):
    said = json.loads(
        megactl.run("check", "--scope", "repo,network", "--only", "queue,redis", "--format", "json", status=0)
    )
    return sorted(f"{one['rule']}: {one['message']}" for one in said["findings"])


def main():
    with tempfile.TemporaryDirectory() as folder, Redis() as redis:
        site = Site(folder, redis.url(0), redis.url(1))
        megactl = Megactl(sys.argv[1], site)
        same(findings(megactl), [], "an idle broker without workers")

        (site.folder / "config" / "settings.py").open("a").write(LIMITS)
        send = "from config.celery import debug_task\n"
        site.python(send + "debug_task.apply_async(queue='mail')\ndebug_task.apply_async(countdown=6 * 3600)\n")
        with worker(site, "one"), worker(site, "two"):
            wait_until(lambda: any("is due in" in one for one in findings(megactl)), "a worker holds the task of later")
            same(
                findings(megactl),
                [
                    "queue/no-consumer: 1 message waits in `mail`, and no worker takes from it",
                    "queue/twin-workers: 2 workers are called `shop@here`",
                    "queue/visibility-too-short: `shop@here` holds a task that is due in 6h, and every 90m another "
                    "worker takes it too",
                    "queue/visibility-too-short: `shop@here` lets a task run for 2h, and what it holds is given to "
                    "others after 90m",
                ],
                "two of Celery's workers",
            )
        redis.freeze()
        megactl.run("check", "--scope", "repo,network", "--only", "queue,redis", status=4)
        redis.thaw()


if __name__ == "__main__":
    main()
