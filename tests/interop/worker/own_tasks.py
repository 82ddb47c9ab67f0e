#!/usr/bin/env python3
"""Tasks of megactl.toml, sent by Debian's Celery on a real Redis: programs and a web server run them, Celery reads what
became of them.

    own_tasks.py MEGACTL
"""

import hashlib
import hmac
import http.server
import pathlib
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Redis, Site, same, wait_until

SECRET = b"not for everybody"

OWN_TASKS = """
[tasks."ops.rotate"]
handler = "exec"
command = ["sh", "-c", "cat"]
[tasks."ops.full"]
handler = "exec"
command = ["sh", "-c", "echo no space >&2; exit 3"]
[tasks."ops.slow"]
handler = "exec"
command = ["sh", "-c", "while :; do :; done"]
[tasks."ops.busy"]
handler = "exec"
command = ["sh", "-c", "[ -e done ] && exec echo 7; touch done; exit 75"]
[tasks."ops.notify"]
handler = "webhook"
url = "http://127.0.0.1:{port}/hook"
secret_file = "secret"
[tasks."ops.endless"]
handler = "exec"
command = ["sh", "-c", "echo $$ > endless; while :; do :; done"]
"""


class Hook(http.server.BaseHTTPRequestHandler):
    """Is away for the first call, and then takes only what is signed."""

    calls = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Hook.calls += 1
        signed = hmac.new(SECRET, body, hashlib.sha256).hexdigest() == self.headers["X-Megactl-Signature"]
        self.send_response(503 if Hook.calls == 1 else 200 if signed else 403)
        self.end_headers()
        self.wfile.write(b'{"taken": true}')

    def log_message(self, *_):
        pass


def send(site, task, more=""):
    said = site.python(f"from celery import current_app\nprint('id', current_app.send_task('{task}', (1,), {{'a': 'b'}}{more}).id)\n")
    return next(line.split()[1] for line in said.splitlines() if line.startswith("id "))


def answer(site, one):
    said = site.python(
        "from config.celery import app\n"
        f"result = app.AsyncResult('{one}')\n"
        "try: print('answer', result.get(timeout=30))\n"
        "except Exception as error: print('answer', result.state, type(error).__name__, error)\n\n"
    )
    return next(line.removeprefix("answer ") for line in said.splitlines() if line.startswith("answer "))


def ends_its_program_with_itself(megactl, site):
    """A worker that is stopped and has no patience leaves nothing behind, and its message is seen again."""
    send(site, "ops.endless")
    with megactl.start("worker", "run", "--grace", "1ms", name="impatient") as worker:
        program = int(wait_until(lambda: (site.folder / "endless").exists() and (site.folder / "endless").read_text().strip(),
                                 "the program runs"))
        same(worker.stop(), 0, "the worker's end")
        same("1 message went back" in worker.said(), True, worker.said())

    def is_gone():
        try:
            return ") Z " in pathlib.Path(f"/proc/{program}/stat").read_text()
        except FileNotFoundError:
            return True

    wait_until(is_gone, "the program is ended")


def main():
    server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Redis() as redis, tempfile.TemporaryDirectory() as folder:
        site = Site(folder, redis.url(0), redis.url(1))
        (site.folder / "megactl.toml").write_text(OWN_TASKS.replace("{port}", str(server.server_port)))
        (site.folder / "secret").write_bytes(SECRET + b"\n")
        megactl = Megactl(sys.argv[1], site)

        rotate, full, busy, notify = (send(site, f"ops.{name}") for name in ("rotate", "full", "busy", "notify"))
        slow = send(site, "ops.slow", ", time_limit=1")
        megactl.run("worker", "run", "--burst", status=1)  # two of them fail
        call = answer(site, rotate)
        for part in (f"'id': '{rotate}'", "'task': 'ops.rotate'", "'args': [1]", "'kwargs': {'a': 'b'}", "'retries': 0"):
            same(part in call, True, f"{part} in {call}")
        same(answer(site, full), "FAILURE RuntimeError no space")
        same(answer(site, busy), "7")
        same(answer(site, notify), "{'taken': True}")
        same(Hook.calls, 2)
        same(answer(site, slow).split()[:2], ["FAILURE", "TimeLimitExceeded"])

        ends_its_program_with_itself(megactl, site)
    server.shutdown()
    print("Celery's calls reach the project's own programs and web server")


if __name__ == "__main__":
    main()
