"""A Celery application for the tests of the broker. REDIS names its database; what a test asks is code on standard
input, and what it prints is the answer."""

import os
import sys

from celery import Celery
from celery.contrib.testing.worker import start_worker

app = Celery("app", broker=os.environ["REDIS"], backend=os.environ["REDIS"])
app.conf.update(broker_transport_options={"global_keyprefix": os.environ.get("PREFIX", "")})


@app.task(name="app.add")
def add(x, y):
    return x + y


def worker():
    """A worker within this process, as long as its `with`."""
    return start_worker(app, pool="solo", perform_ping_check=False, loglevel="ERROR")


exec(compile(sys.stdin.read(), "test", "exec"))
