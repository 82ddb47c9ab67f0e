#!/usr/bin/env python3
"""Chains, callbacks, errbacks, groups and chords that Debian's Celery sends, and whose tasks are half its own and half those
of `megactl worker run`: each goes on with what the other began.

    canvas.py MEGACTL redis|sqlite
"""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import PYTHON, Megactl, Process, Redis, clean_environment, require, same, wait_until

# The tasks of Celery, `peer.…`, wait in the queue `python`, those of megactl, `ops.…`, in `megactl`.
APP = """
import os
from celery import Celery, chain, chord, group

app = Celery("app", broker=os.environ["CELERY_BROKER_URL"], backend=os.environ["CELERY_RESULT_BACKEND"])
if app.conf.broker_url.startswith("sqla"):  # where a file stays locked, kombu drops what it was to queue
    patient = {"connect_args": {"timeout": 60}}
    app.conf.update(broker_transport_options=patient, database_engine_options=patient)
    from kombu.transport import sqlalchemy
    sqlalchemy.Transport.polling_interval = 0.05  # which no option reaches: a second between two looks

@app.task(name="peer.add")
def add(x, y):
    return x + y

@app.task(name="peer.total")
def total(values):
    return sum(values)

@app.task(name="peer.echo")
def echo(value):
    return value

@app.task(name="peer.fail")
def fail(*_):
    raise ValueError("no luck")

def ops(task, *args, **options):
    return app.signature("ops." + task, args=args, queue="megactl", **options)

def peer(task, *args, **options):
    return app.tasks["peer." + task].signature(args, queue="python", **options)

def said(result):
    try:
        return result.get(timeout=60, interval=0.05)
    except Exception as error:
        return [type(error).__name__, str(error)]

def of(task_id):
    return said(app.AsyncResult(task_id))
"""

CLIENT = """
import json, sys
from canvas_app import *
for line in sys.stdin:
    print("answer", json.dumps(eval(line)), flush=True)
"""

OPS = """
import json, sys
call = json.load(sys.stdin)
task, args = call["task"], call["args"]
if task == "ops.fail":
    sys.exit("no luck")
answers = {"ops.add": lambda: sum(args), "ops.total": lambda: sum(args[0]), "ops.call": lambda: call}
print(json.dumps(answers.get(task, lambda: args)()))
"""

TOML = "".join(
    f'[tasks."ops.{task}"]\nhandler = "exec"\ncommand = ["{PYTHON}", "-S", "ops.py"]\n'
    for task in ("add", "total", "echo", "call", "fail")
) + '[tasks."ops.cat"]\nhandler = "exec"\ncommand = ["cat"]\n'


class App:
    """A folder with Celery's application and megactl's tasks; to be taken for a site."""

    def __init__(self, folder, broker, results):
        self.folder = pathlib.Path(folder)
        self.database = self.folder / "db.sqlite3"
        (self.folder / "canvas_app.py").write_text(APP)
        (self.folder / "ops.py").write_text(OPS)
        (self.folder / "megactl.toml").write_text(TOML)
        self.environment = clean_environment(
            CELERY_BROKER_URL=broker, CELERY_RESULT_BACKEND=results, HOME=str(folder), PYTHONPATH=str(folder)
        )

    def __enter__(self):
        self.client = subprocess.Popen([PYTHON, "-c", CLIENT], cwd=self.folder, env=self.environment, text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *failure):
        self.client.kill()
        self.client.communicate()

    def ask(self, expression):
        """What a client's expression is, as JSON."""
        self.client.stdin.write(expression + "\n")
        self.client.stdin.flush()
        for line in self.client.stdout:
            if line.startswith("answer "):
                return json.loads(line.removeprefix("answer "))
        raise AssertionError(f"the client ended at {expression}")

    def worker(self):
        command = [
            PYTHON, "-m", "celery", "-A", "canvas_app", "worker", "-P", "solo", "-Q", "python", "-l", "INFO",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ]
        return Process(command, self.folder, self.environment, "celery").wait_for_words(" ready.")


def chains(app, kind):
    same(app.ask("said(chain(ops('add', 1, 2), peer('add', 3), ops('add', 4), peer('add', 5))())"), 15)
    same(app.ask("said(chain(peer('add', 1, 2), ops('add', 3), ops('add', 4))())"), 10)
    same(app.ask("said(chain(ops('add', 1, 2), ops('echo', 7, immutable=True), peer('echo'))())"), [7])
    same(app.ask("said(chain(ops('add', 1, 2), chain(ops('add', 3), peer('add', 4)), ops('add', 5))())"), 15)
    # Each knows who sent it, and the client each of them.
    call, first, before = app.ask(
        "(lambda last: (said(last), last.parent.id, said(last.parent)))(chain(ops('add', 1, 2), ops('call'))())"
    )
    same((call["args"], call["root_id"], call["parent_id"], before), ([3], first, first, 3))
    if kind == "redis":  # in a table no children are kept
        same(app.ask("(lambda last: (said(last), [child.id == last.id for child in last.parent.children]))"
                     "(chain(ops('add', 1, 2), peer('add', 4))())"), [7, [True]])


def options(app):
    call = app.ask("said(chain(ops('add', 1, 2), ops('call', headers={'trace': 'x'}, countdown=0.2, expires=60))())")
    same((call["headers"], bool(call["eta"])), ({"trace": "x"}, True))
    late = "chain(ops('add', 1, 2), ops('call', expires=-1))()"
    same(app.ask(f"said({late})"), ["TaskRevokedError", "expired"])


def callbacks(app):
    same(app.ask("(ops('add', 1, 2, link=[peer('add', 3, task_id='link-1')]).delay(), of('link-1'))[1]"), 6)
    same(app.ask("(peer('add', 1, 2, link=[ops('add', 3, task_id='link-2')]).delay(), of('link-2'))[1]"), 6)
    same(
        app.ask(
            "(ops('add', 1, 2, link=[peer('add', 1, task_id='link-3'), ops('add', 2, task_id='link-4'),"
            " group(ops('add', 3, task_id='link-5'), peer('add', 4, task_id='link-6')),"
            " chain(ops('add', 5), peer('add', 6, task_id='link-7'))]).delay(),"
            " [of(f'link-{i}') for i in range(3, 8)])[1]"
        ),
        [4, 5, 6, 7, 14],
    )


def groups(app):
    same(app.ask("said(group(ops('add', 1, 1), peer('add', 2, 2), ops('add', 3, 3))())"), [2, 4, 6])
    same(app.ask("said(chain(ops('add', 1, 2), group(peer('add', 1), ops('add', 2)))())"), [4, 5])
    same(app.ask("said(chain(peer('add', 1, 2), group(chain(ops('add', 1), peer('add', 1)), ops('add', 2)))())"), [5, 5])


def errbacks(app):
    """A task that fails calls nobody but its errbacks, with its id, and the rest of its chain fails alike."""
    same(app.ask("(ops('fail', task_id='bad-1', link=[ops('echo', task_id='never')],"
                 " link_error=[peer('echo', task_id='told-1')]).delay(), of('told-1'))[1]"), "bad-1")
    # Celery calls those that it does not know with the id alone, too.
    same(app.ask("(peer('fail', task_id='bad-2', link_error=[ops('echo', task_id='told-2')]).delay(), of('told-2'))[1]"),
         ["bad-2"])
    same(app.ask("said(chain(ops('fail'), peer('add', 1), ops('add', 2))())"), ["RuntimeError", "no luck"])
    same(app.ask("said(chain(ops('add', 1, 2), peer('fail'), ops('add', 2))())"), ["ValueError", "no luck"])
    same(app.ask("app.AsyncResult('never').state"), "PENDING")


def chords(app, kind):
    header = "[ops('add', 1, 1), peer('add', 2, 2), chain(ops('add', 1, 1), peer('add', 1)), chain(peer('add', 1, 1), ops('add', 2))]"
    same(app.ask(f"said(chord({header}, peer('total'))())"), 13)
    same(app.ask("said(chord([ops('add', i, i) for i in range(8)], peer('echo'))())"), [2 * i for i in range(8)])
    failing = "chord([ops('fail'), peer('add', 1, 1)], peer('total'))()"
    same(app.ask(f"of({failing}.id)")[0], "ChordError")
    if kind == "sqlite":
        return  # there a task of Celery's own counts, which waits in the queue of the body
    # Begun by either of them, in the middle of a chain.
    same(app.ask("said(chain(ops('add', 1, 2), group(ops('add', 1), peer('add', 2)), ops('total'), peer('add', 1))())"), 10)
    same(app.ask("said(chain(peer('add', 1, 2), group(ops('add', 1), peer('add', 2)), ops('total'))())"), 9)
    same(app.ask("said(chain(ops('add', 1, 2), group(chain(ops('add', 1), peer('add', 1)), ops('add', 2)), peer('echo'))())"),
         [5, 5])
    same(app.ask(f"said(chord({header}, ops('total'))())"), 13)
    same(app.ask(f"said(chord({header}, chain(ops('total'), peer('add', 1)))())"), 14)
    same(app.ask(f"said(chord({header}, group(ops('total'), peer('total')))())"), [13, 13])
    told = "(chord([peer('add', 1, 1), chain(ops('fail'), peer('add', 1))], ops('total', link_error=[ops('echo', task_id='told-3')],"
    told += " task_id='body'))(), of('told-3'), of('body'))[1:]"
    same(app.ask(told), [["body"], ["ChordError", app.ask("of('body')")[1]]])
    same("raised RuntimeError('no luck')" in app.ask("of('body')")[1], True)


def buries_what_it_can_not_go_on_with(app, worker):
    app.ask("chain(ops('add', 1, 1), group(ops('add', 1), ops('add', 2)), peer('total'))().id")
    worker.wait_for_words("begins a chord, and its parts are counted only where results are kept in Redis")


def follows_once_though_it_is_killed(app, megactl, kills=5, count=300):
    """Whenever a worker dies: of each task one callback is sent. Nobody takes from their queue."""
    ids = app.ask(f"[ops('cat', i, link=[app.signature('nobody.knows', args=('end',), queue='counted')]).delay().id"
                  f" for i in range({count})]")

    def sent():
        found = [queue for queue in json.loads(megactl.run("queue", "list", "--format", "json"))["queues"]
                 if queue["queue"] == "counted"]
        return found[0]["waiting"] if found else 0

    for turn in range(kills):
        if sent() >= count:
            break
        with megactl.start("worker", "run", "--queues", "megactl", name=f"killed-{turn}") as worker:
            before = sent()
            wait_until(lambda: sent() > before, "a callback is sent")
            worker.kill()

    def all_are_sent():
        megactl.run("worker", "run", "--burst", "--queues", "megactl")
        return sent() >= count

    wait_until(all_are_sent, "every task has its callback", 120)
    rows = json.loads(megactl.run("queue", "peek", "counted", "--limit", 10 * count, "--format", "json"))["messages"]
    same(sorted(row["args"][0]["id"] for row in rows), sorted(ids), "callbacks")


def play(program, kind, broker, results):
    with tempfile.TemporaryDirectory() as folder, App(folder, broker, results) as app:
        megactl = Megactl(program, app)
        with app.worker(), megactl.start("worker", "run", "--queues", "megactl", name="worker") as worker:
            worker.wait_for_words("ready in")
            chains(app, kind)
            options(app)
            callbacks(app)
            groups(app)
            errbacks(app)
            chords(app, kind)
            if kind == "sqlite":
                buries_what_it_can_not_go_on_with(app, worker)
        follows_once_though_it_is_killed(app, megactl)


def main():
    program, kind = sys.argv[1:]
    require("celery")
    if kind == "redis":
        with Redis() as redis:
            play(program, kind, redis.url(0), redis.url(1))
    else:
        require("sqlalchemy")
        play(program, kind, "sqla+sqlite:///queue.db", "db+sqlite:///results.db")
    print("each goes on with what the other began")


if __name__ == "__main__":
    main()
