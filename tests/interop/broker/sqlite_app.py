"""A Celery application over the SQLite file FILE: a queue and results. What a test asks is code on standard input, and
what it prints is the answer."""

import os
import sys

from celery import Celery
from celery.contrib.testing.worker import start_worker

FILE = os.environ["FILE"]
app = Celery("app", broker=f"sqla+sqlite:///{FILE}", backend=f"db+sqlite:///{FILE}")
# Where the file stays locked for longer than sqlite3's five seconds, kombu drops what it was to queue without a word: a
# slow disk is enough.
PATIENT = {"connect_args": {"timeout": 60}}
app.conf.update(broker_transport_options=PATIENT, database_engine_options=PATIENT)


@app.task(name="app.add")
def add(x, y):
    return x + y


@app.task(name="app.fail")
def fail(words):
    raise ValueError(words)


def worker():
    """A worker within this process, as long as its `with`."""
    return start_worker(app, pool="solo", perform_ping_check=False, loglevel="ERROR")


exec(compile(sys.stdin.read(), "test", "exec"))
