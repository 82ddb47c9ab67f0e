"""The real ones that megactl meets in tests: a Redis, a Django site, a Celery worker; each in a folder of its own, on a
free port, ended with its `with`.

Nothing here sleeps for a while and hopes: whoever must wait names the sign and the longest time.
"""

import contextlib
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

PYTHON = "/usr/bin/python3"  # the one that Debian's Django and Celery belong to
SITE = pathlib.Path(__file__).resolve().parent.parent / "site"


def give_up(reason):
    sys.exit(f"{reason}: tests/setup brings what is missing")


def require(*modules, programs=()):
    """Fails the test where a module of PYTHON's, or a program, is missing."""
    found = subprocess.run([PYTHON, "-c", f"import {', '.join(modules)}"], capture_output=True) if modules else None
    if found and found.returncode:
        give_up(f"{PYTHON} lacks one of {', '.join(modules)}")
    for program in programs:
        if not shutil.which(program):
            give_up(f"there is no {program}")


def wait_until(sign, what, longest=60):
    """Until `sign()` is true; its answer. Looks often, for a test ends with the slowest look."""
    end = time.monotonic() + longest
    pause = threading.Event()
    while True:
        answer = sign()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {longest} s")
        pause.wait(0.01)


def same(seen, wanted, what=""):
    if seen != wanted:
        raise AssertionError(f"{what + ': ' if what else ''}{seen!r} is not {wanted!r}")


def free_port():
    """Below those that the kernel gives to whoever asks for any: none is taken by a connection before its server binds it."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            port = random.randrange(10_000, 32_000)
            probe.bind(("127.0.0.1", port))
            return port


def answers(port):
    """Does anybody listen there?"""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def clean_environment(**more):
    """What a child needs, and nothing of the caller's; sanitizers keep their options."""
    kept = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **kept, **more}


class Process:
    """A child that lives as long as its `with`, and whose words are kept in a file."""

    def __init__(self, command, folder, environment, name):
        self.name = name
        self.words = pathlib.Path(folder) / f"{name}.log"
        with open(self.words, "ab") as words:
            self.child = subprocess.Popen(
                [str(part) for part in command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=words,
                stderr=words, start_new_session=True,
            )

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.kill()
        if failure[0]:
            print(f"--- {self.name} said\n{self.said()[-8000:]}")

    def said(self):
        return self.words.read_text(errors="replace")

    def wait_for_words(self, words, longest=60):
        def sign():
            if self.child.poll() is not None and words not in self.said():
                raise AssertionError(f"{self.name} ended with {self.child.returncode}:\n{self.said()}")
            return words in self.said()

        wait_until(sign, f"{self.name} says {words!r}", longest)
        return self

    def signal(self, number):
        os.killpg(self.child.pid, number)

    def stop(self, longest=60):
        """Asks it to end; its exit status."""
        if self.child.poll() is None:
            self.child.terminate()
        return self.child.wait(longest)

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            self.signal(signal.SIGKILL)
        self.child.wait()


class Redis:
    """A redis-server that keeps what it has from one start to the next, as one with an append-only file does."""

    def __init__(self, folder=None, *options):
        require(programs=["redis-server", "redis-cli"])
        self.own_folder = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="redis-")
        self.options = options
        self.port = free_port()
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *failure):
        self.process.__exit__(*failure)
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, number=0):
        return f"redis://127.0.0.1:{self.port}/{number}"

    def start(self):
        keep = ["--save", "", "--appendonly", "yes", "--appendfsync", "no"]
        place = ["--port", self.port, "--bind", "127.0.0.1", "--dir", self.folder, "--daemonize", "no"]
        self.process = Process(["redis-server", *place, *keep, *self.options], self.folder, clean_environment(), "redis")
        wait_until(lambda: self.cli("ping") == "PONG", "Redis answers")

    def cli(self, *command, number=0):
        said = subprocess.run(
            ["redis-cli", "-p", str(self.port), "-n", str(number), *map(str, command)], capture_output=True, text=True
        )
        return said.stdout.strip()

    def stop(self):
        self.process.stop()

    def kill(self):
        self.process.kill()

    def freeze(self):
        """From now on it takes connections and answers nothing."""
        self.process.signal(signal.SIGSTOP)

    def thaw(self):
        self.process.signal(signal.SIGCONT)


class Site:
    """The sample site in `folder`, with a database made by Django's own migrations."""

    def __init__(self, folder, broker, results, **more):
        require("django", "environ", "celery")
        self.folder = pathlib.Path(folder)
        self.database = self.folder / "db.sqlite3"
        subprocess.run([SITE / "lay", "mended", folder], check=True)
        (self.folder / ".env").unlink()
        (self.folder / "logs").mkdir(exist_ok=True)
        self.environment = clean_environment(
            DJANGO_SECRET_KEY="x", DJANGO_ALLOWED_HOSTS="localhost,127.0.0.1", DJANGO_EMAIL_BACKEND="dummy",
            CELERY_BROKER_URL=broker, CELERY_RESULT_BACKEND=results, HOME=str(folder), **more,
        )
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments, text=None):
        """What `manage.py` says; it must succeed."""
        command = [PYTHON, "manage.py", *arguments]
        said = subprocess.run(
            command, cwd=self.folder, env=self.environment, input=text, capture_output=True, text=True
        )
        if said.returncode:
            raise AssertionError(f"{' '.join(command)} ended with {said.returncode}:\n{said.stdout}{said.stderr}")
        return said.stdout

    def python(self, code):
        """What a script prints that may import the site's models, tasks and settings."""
        return self.manage("shell", text=code)

    def celery_worker(self, queues="celery,email,clicks"):
        """Its `with` kills it, and so it must be: asked to end, a solo worker leaves in the middle of what it does, and
        then may give back a message that it has executed."""
        command = [
            PYTHON, "-m", "celery", "-A", "config", "worker", "-P", "solo", "-Q", queues, "-l", "INFO",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ]
        return Process(command, self.folder, self.environment, "celery").wait_for_words(" ready.")


class Megactl:
    """The program under test, in the site's folder and environment."""

    def __init__(self, program, site, **more):
        self.program = str(pathlib.Path(program).resolve())
        self.site = site
        self.environment = {
            **site.environment, "DATABASE_ENGINE": "sqlite3", "DATABASE_NAME": str(site.database),
            "MEGACTL_SERVE_SPOOL_DIR": str(site.folder / "spool"), **more,
        }

    def run(self, *arguments, status=0, longest=120):
        """What it prints; it must end with `status`."""
        said = subprocess.run(
            [self.program, *map(str, arguments)], cwd=self.site.folder, env=self.environment, capture_output=True,
            text=True, stdin=subprocess.DEVNULL, timeout=longest,
        )
        if said.returncode != status:
            words = " ".join(map(str, arguments))
            raise AssertionError(f"megactl {words} ended with {said.returncode}:\n{said.stdout}{said.stderr}")
        return said.stdout

    def start(self, *arguments, name="megactl"):
        return Process([self.program, *map(str, arguments)], self.site.folder, self.environment, name)
