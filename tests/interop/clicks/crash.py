#!/usr/bin/env python3
"""Never lost, never doubled: serve, worker and Redis are killed at random moments under load, and in the end every 302
that was received is one row of `links_click`, and no request is two.

    crash.py MEGACTL redis|sqlite [ROUNDS [SEED]]

Each request carries a referrer of its own, by which its row is found. Kills come after a random number of answers, not
after a time. The seed is told, so that a failure can be played again.
"""

import collections
import pathlib
import random
import socket
import sqlite3
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Redis, Site, answers, free_port, same, wait_until

CLIENTS = 4
TARGET = "https://example.com/target"


class Load:
    """Clients that ask for the link again and again, each answer counted once its head is here as a whole."""

    def __init__(self):
        self.received = set()
        self.sent = 0
        self.lock = threading.Lock()
        self.change = threading.Condition(self.lock)
        self.is_ended = False
        self.port = None
        self.threads = [threading.Thread(target=self.ask_on, daemon=True) for _ in range(CLIENTS)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def end(self):
        self.is_ended = True
        for thread in self.threads:
            thread.join()

    def number(self):
        with self.lock:
            self.sent += 1
            return self.sent

    def ask_on(self):
        while not self.is_ended:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
                    connection.settimeout(20)
                    self.ask_over(connection)
            except OSError:
                threading.Event().wait(0.005)  # it is being started again

    def ask_over(self, connection):
        rest = b""
        while not self.is_ended:
            number = self.number()
            connection.sendall(
                b"GET /ada/go/ HTTP/1.1\r\nHost: localhost\r\nUser-Agent: crash\r\n"
                b"Referer: https://r.example/%d\r\n\r\n" % number
            )
            while b"\r\n\r\n" not in rest:
                more = connection.recv(65536)
                if not more:
                    return
                rest += more
            head, _, rest = rest.partition(b"\r\n\r\n")
            same(head.split(b"\r\n")[0], b"HTTP/1.1 302 Found", "the answer under load")
            with self.change:
                self.received.add(number)
                self.change.notify_all()

    def wait_for_more(self, count):
        """Until so many more answers have come: the sign to kill on."""
        with self.change:
            wanted = len(self.received) + count
            if not self.change.wait_for(lambda: len(self.received) >= wanted, 120):
                raise AssertionError(f"{count} more answers did not come: redirects stand still")


def rows(database):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as connection:
        found = connection.execute("SELECT referrer FROM links_click").fetchall()
    return collections.Counter(int(referrer.rsplit("/", 1)[1]) for (referrer,) in found)


def serve(megactl, load):
    server = megactl.start("serve", "--listen", f"127.0.0.1:{load.port}", name="serve")
    wait_until(lambda: answers(load.port) or server.child.poll() is not None, "serve listens")
    same(server.child.poll(), None, f"serve is up; it said {server.said()[-2000:]}")
    return server


def victims(redis, rounds):
    """Each of them at least once where there are rounds enough, in an order that nobody knows; the server twice as often."""
    kinds = ["serve", "serve", "worker"] + (["redis", "frozen"] if redis else [])
    order = []
    while len(order) < rounds:
        order += random.sample(kinds, len(kinds))
    return order[:rounds]


def play(megactl, site, redis, rounds):
    load = Load()
    load.port = free_port()
    worker = megactl.start("worker", "run", "--queues", "clicks", "--concurrency", "2", name="worker")
    server = serve(megactl, load)
    load.start()
    try:
        for turn, victim in enumerate(victims(redis, rounds)):
            load.wait_for_more(random.randint(1, 300))
            if victim == "serve":
                server.kill()
                server = serve(megactl, load)
            elif victim == "worker":
                worker.kill()
                worker = megactl.start("worker", "run", "--queues", "clicks", "--concurrency", "2", name="worker")
            elif victim == "redis":
                redis.kill()
                load.wait_for_more(50)  # redirects go on without it
                redis.start()
            else:
                redis.freeze()
                load.wait_for_more(50)
                redis.thaw()
            print(f"round {turn + 1}: {victim}, {len(load.received)} answers so far")
        load.wait_for_more(50)
    finally:
        load.end()
    # What a dead server left on disk is adopted by the next one, carried to the broker, and written from there.
    same(server.stop(), 0, "serve ends cleanly")
    worker.stop()

    def everything_is_written():
        same(serve(megactl, load).stop(), 0, "serve ends cleanly")
        megactl.run("worker", "run", "--burst", "--queues", "clicks")
        return not load.received - rows(site.database).keys()

    try:
        wait_until(everything_is_written, "every received 302 becomes a row", 120)
    except AssertionError:
        lost = load.received - rows(site.database).keys()
        print(f"lost: {len(lost)} of {len(load.received)}: {sorted(lost)[:20]}\n{server.said()[-3000:]}")
        raise
    doubled = {number: count for number, count in rows(site.database).items() if count > 1}
    same(doubled, {}, "rows that came twice")
    print(f"{len(load.received)} received, each one row; {sum(rows(site.database).values())} rows in all")


def main():
    program, kind, *rest = sys.argv[1:]
    rounds = int(rest[0]) if rest else 5
    seed = int(rest[1]) if len(rest) > 1 else random.randrange(1 << 32)
    random.seed(seed)
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        if kind == "redis":
            with Redis() as redis:
                prepare_and_play(program, folder, redis.url(0), redis.url(1), redis, rounds)
        else:
            prepare_and_play(program, folder, "sqla+sqlite:///queue.db", "disabled://", None, rounds)


def prepare_and_play(program, folder, broker, results, redis, rounds):
    site = Site(folder, broker, results)
    megactl = Megactl(program, site)
    megactl.run("link", "add", TARGET, "--user", "ada", "--slug", "go", "--create-user")
    play(megactl, site, redis, rounds)


if __name__ == "__main__":
    main()
