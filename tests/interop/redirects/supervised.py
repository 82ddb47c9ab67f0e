#!/usr/bin/env python3
"""A supervisor as systemd is one: it hands over a socket, is told how the service is, reloads it, watches it and starts
it anew.

    supervised.py MEGACTL

No connection is refused between two services on one socket, and a reload shows what raw SQL has changed.
"""

import http.client
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import types

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, clean_environment, same, wait_until

FIRST_HANDED_OVER = 3


class Supervisor:
    def __init__(self, megactl, folder):
        self.megactl = megactl
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.told.bind(str(folder / "notify"))
        self.told.settimeout(60)
        self.environment = {**megactl.environment, "NOTIFY_SOCKET": str(folder / "notify"), "LISTEN_FDS": "1"}

    @property
    def port(self):
        return self.listening.getsockname()[1]

    def start(self, *arguments, **variables):
        """A shell, for LISTEN_PID is the number of the process that serves."""
        command = ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$0" "$@"', self.megactl.program, *(arguments or ["serve"])]
        number = self.listening.fileno()
        return subprocess.Popen(
            command, cwd=self.megactl.site.folder, env={**self.environment, **variables}, stderr=subprocess.PIPE, text=True,
            close_fds=False, preexec_fn=lambda: os.dup2(number, FIRST_HANDED_OVER, inheritable=True),
        )

    def hears(self, word):
        heard = self.told.recv(4096).decode()
        same(heard.splitlines()[0], word, "the supervisor hears")


def where_it_leads(connection):
    connection.request("GET", "/ada/go/", headers={"Host": "localhost"})
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.getheader("Location")


def ask(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        return where_it_leads(connection)
    finally:
        connection.close()


def play(supervisor, database):
    first = supervisor.start()
    supervisor.hears("READY=1")
    same(ask(supervisor.port), (302, "https://example.org/"))

    with sqlite3.connect(database) as changed:
        changed.execute("UPDATE links_link SET target_url = 'https://example.com/'")
    changed.close()
    first.send_signal(signal.SIGHUP)
    supervisor.hears("RELOADING=1")
    supervisor.hears("READY=1")
    wait_until(lambda: ask(supervisor.port) == (302, "https://example.com/"), "the reload shows")

    first.terminate()
    supervisor.hears("STOPPING=1")
    said = first.communicate(timeout=60)[1]
    same(first.returncode, 0, said)
    same(f"listening on http://127.0.0.1:{supervisor.port} for" in said, True, said)

    between = socket.create_connection(("127.0.0.1", supervisor.port), 60)  # nobody serves, and it is not refused
    second = supervisor.start()
    supervisor.hears("READY=1")
    connection = http.client.HTTPConnection("localhost")
    connection.sock = between
    same(where_it_leads(connection), (302, "https://example.com/"), "a connection from between the two")
    connection.close()
    second.terminate()
    second.communicate(timeout=60)
    same(second.returncode, 0)
    supervisor.hears("STOPPING=1")


def watch(supervisor, *arguments):
    """Nothing comes in, and the service shows that it gets on all the same."""
    service = supervisor.start(*arguments, WATCHDOG_USEC="400000")
    supervisor.hears("READY=1")
    supervisor.hears("WATCHDOG=1")
    supervisor.hears("WATCHDOG=1")
    service.terminate()
    while supervisor.told.recv(4096) == b"WATCHDOG=1":
        pass
    service.communicate(timeout=60)
    same(service.returncode, 0)


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        environment = clean_environment(
            HOME=place, DJANGO_ALLOWED_HOSTS="localhost", CELERY_BROKER_URL="sqlite:///queue.db"
        )
        site = types.SimpleNamespace(folder=folder, environment=environment, database=folder / "db.sqlite3")
        megactl = Megactl(sys.argv[1], site)
        megactl.run("link", "add", "https://example.org/", "--user", "ada", "--slug", "go", "--create-user")
        supervisor = Supervisor(megactl, folder)
        play(supervisor, site.database)
        watch(supervisor, "serve", "--threads", "2")
        watch(supervisor, "worker", "run")


if __name__ == "__main__":
    main()
