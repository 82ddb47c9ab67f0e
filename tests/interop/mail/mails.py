#!/usr/bin/env python3
"""`megactl worker run` sends the site's mails to real mail servers, and they are the mails that Django sends.

    mails.py MEGACTL
"""

import email
import email.header
import email.policy
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from peers import Megactl, Redis, Site, require, same, wait_until

require("aiosmtpd", "django", programs=["openssl"])

from servers import PASSWORD, USER, Keeper, make_certificates, server, silent_server

WELCOME, RESET = "core.tasks.send_welcome_email", "core.tasks.send_password_reset_email"
USERS = {1: ("ada", "ada@example.org"), 2: ("jürgen_<b>&'q'", "j@example.org"), 3: ("gone", "gone@example.org")}


def at(port, **more):
    return {"DJANGO_EMAIL_BACKEND": "smtp", "DJANGO_EMAIL_HOST": "localhost", "DJANGO_EMAIL_PORT": str(port),
            "DJANGO_EMAIL_USE_TLS": "false", "DJANGO_EMAIL_TIMEOUT": "5", **more}


def described(content):
    """Everything of a message but what is another's each time."""
    message = email.message_from_bytes(content)
    headers = [(name, " ".join(str(email.header.make_header(email.header.decode_header(value))).split()))
               for name, value in message.items() if name not in ("Date", "Message-ID", "Content-Type")]
    parts = [(part.get_content_type(), part.get_content_charset(), part.get("Content-Transfer-Encoding"),
              None if part.is_multipart() else part.get_payload(decode=True).replace(b"\r\n", b"\n"))
             for part in message.walk()]
    return headers, parts, [name for name in message.keys()]


class Story:
    def __init__(self, program, site, certificates):
        self.program = program
        self.site = site
        *self.certificate, self.authority = certificates

    def megactl(self, **settings):
        return Megactl(self.program, self.site, **settings)

    def send(self, task, **arguments):
        said = self.megactl().run("task", "send", task, "--queue", "email", "--kwargs", json.dumps(arguments))
        return said.split()[0]

    def work(self, status=0, **settings):
        self.megactl(**settings).run("worker", "run", "--burst", "--queues", "email", status=status)

    def send_in_vain(self, words, **settings):
        """Sends a mail that waits on, and for no more than a second; the worker says why."""
        self.send(WELCOME, user_id=1, login_url="")
        with self.megactl(**settings).start("worker", "run", "--queues", "email", name="in-vain") as worker:
            worker.wait_for_words("put off, a service is away")
            worker.stop()
            if words not in worker.said() or PASSWORD in worker.said():
                raise AssertionError(f"not {words!r}:\n{worker.said()}")
            worker.words.unlink()

    def work_until_arrived(self, keeper, count, **settings):
        """What was put off comes again within half a minute."""
        def arrived():
            self.work(**settings)
            return len(keeper.mails) >= count

        wait_until(arrived, f"{count} mails arrive", 120)
        same(len(keeper.mails), count)

    def result(self, task):
        said = self.site.python(
            "from config.celery import app\n"
            f"result = app.AsyncResult({task!r})\n"
            "print('answer', result.state, '|', result.result)\n"
        )
        return next(line for line in said.splitlines() if line.startswith("answer ")).removeprefix("answer ")

    def by_django(self, port, jobs):
        """One start of Django for all of them."""
        before = dict(self.site.environment)
        self.site.environment.update(at(port))
        calls = [(task.split(".")[-1], arguments) for task, arguments in jobs]
        try:
            self.site.python(f"import core.tasks\nfor task, arguments in {calls!r}:\n"
                             "    done = getattr(core.tasks, task)(**arguments)\n\n")
        finally:
            self.site.environment.clear()
            self.site.environment.update(before)

    def are_those_of_django(self):
        jobs = [(task, {"user_id": user, name: link})
                for user in (1, 2)
                for task, name in ((WELCOME, "login_url"), (RESET, "reset_link"))
                for link in ("https://example.org/?a=1&b=<2>", "https://example.org/ü", "https://x/" + "y" * 1100, "")]
        keeper = Keeper()
        more = {"DJANGO_EMAIL_REPLY_TO": "help@example.org,desk@example.org",
                "DJANGO_DEFAULT_FROM_EMAIL": "Köln Site <site@example.org>"}
        with server(keeper) as port:
            self.site.environment.update(more)
            self.by_django(port, jobs)
            of_django = list(keeper.mails)
            same(len(of_django), len(jobs))
            keeper.mails.clear()
            for (task, arguments), theirs in zip(jobs, of_django):
                done = self.send(task, **arguments)
                self.work(**at(port))
                ours = keeper.mails.pop()
                same(described(ours[0]), described(theirs[0]), f"{task} {arguments}")
                same(ours[1:3], theirs[1:3], "the envelope")
            same(self.result(done).split(" |")[0], "SUCCESS")
            for name in more:
                del self.site.environment[name]
        print(f"{len(jobs)} mails are those of Django")

    def arrive_over_starttls_with_a_login(self):
        keeper = Keeper()
        secure = {"DJANGO_EMAIL_USE_TLS": "true", "MEGACTL_EMAIL_CA": str(self.authority)}
        login = {"DJANGO_EMAIL_HOST_USER": USER, "DJANGO_EMAIL_HOST_PASSWORD": PASSWORD}
        with server(keeper, self.certificate, "starttls", wants_login=True) as port:
            self.send_in_vain("535", **at(port, **{**secure, **login, "DJANGO_EMAIL_HOST_PASSWORD": "wrong"}))
            self.send_in_vain("certificate", **at(port, **{**secure, **login, "MEGACTL_EMAIL_CA": ""}))
            self.send_in_vain("no alternative certificate subject name", **at(port, **{**secure, **login, "DJANGO_EMAIL_HOST": "127.0.0.1"}))
            same(keeper.mails, [], "nothing was said before")
            self.work_until_arrived(keeper, 3, **at(port, **secure, **login))
        same([mail[3:] for mail in keeper.mails], [(True, True)] * 3, "encrypted and logged in")

    def are_never_said_without_starttls(self):
        keeper = Keeper()
        with server(keeper) as port:
            self.send_in_vain("STARTTLS is required", **at(port, DJANGO_EMAIL_USE_TLS="true"))
            same(keeper.mails, [])
            self.work_until_arrived(keeper, 1, **at(port))

    def arrive_over_tls(self):
        keeper = Keeper()
        with server(keeper, self.certificate, "tls", wants_login=True) as port:
            self.send(RESET, user_id=1, reset_link="https://x/")
            self.work(**at(port, DJANGO_EMAIL_USE_SSL="true", MEGACTL_EMAIL_CA=str(self.authority),
                           DJANGO_EMAIL_HOST_USER=USER, DJANGO_EMAIL_HOST_PASSWORD=PASSWORD))
        same([mail[3:] for mail in keeper.mails], [(True, True)])

    def fail_for_a_receiver_that_is_gone(self):
        keeper = Keeper()
        with server(keeper) as port:
            failed = self.send(WELCOME, user_id=3, login_url="")
            self.work(status=1, **at(port))
        same(keeper.mails, [])
        answer = self.result(failed)
        if not answer.startswith("FAILURE") or "550 5.1.1 no such user" not in answer:
            raise AssertionError(answer)

    def wait_for_a_server_that_is_away(self):
        self.send_in_vain("can't be spoken to", **at(1))
        with silent_server() as port:
            self.send_in_vain("no answer in time", **at(port, DJANGO_EMAIL_TIMEOUT="1"))
        keeper = Keeper()
        with server(keeper) as port:
            self.work_until_arrived(keeper, 2, **at(port))

    def are_put_off_where_no_answer_follows(self):
        """The mail may have arrived, so it comes again later and with the same id."""
        keeper = Keeper(drops=1)
        with server(keeper) as port:
            task = self.send(WELCOME, user_id=1, login_url="")
            self.work(**at(port))
            same(self.result(task).split(" |")[0], "RETRY")
        same(keeper.mails, [])

    def are_known_by_their_tasks(self):
        keeper = Keeper()
        with server(keeper) as port:
            task = self.send(WELCOME, user_id=1, login_url="")
            self.work(**at(port))
        same(email.message_from_bytes(keeper.mails[0][0])["Message-ID"].split("@")[0], f"<{task}")

    def are_of_the_projects_own(self):
        config = self.site.folder / "megactl.toml"
        before = config.read_text()
        (self.site.folder / "templates/emails/receipt.txt").write_text(
            "{{ user.username }} pays {{ total|floatformat:2 }}{% for item in items %}\n- {{ item }}{% endfor %}\n")
        config.write_text(before + '\n[tasks."shop.tasks.send_receipt"]\nhandler = "email"\ntemplate = "emails/receipt"\n'
                          'subject = "Your receipt"\n')
        keeper = Keeper()
        with server(keeper) as port:
            done = self.send("shop.tasks.send_receipt", user_id=1, total=12.5, items=["tea", "salt"])
            self.work(**at(port))
        config.write_text(before)
        message = email.message_from_bytes(keeper.mails[0][0], policy=email.policy.default)
        same((message["Subject"], message.get_content().replace("\r\n", "\n")), ("Your receipt", "ada pays 12.50\n- tea\n- salt\n"))
        same(self.result(done), "SUCCESS | Email sent to ada@example.org")


def main(program):
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as keys, Redis() as redis:
        site = Site(folder, redis.url(0), redis.url(1))
        site.python("from django.contrib.auth import get_user_model\n"
                    f"for id, (name, mail) in {USERS!r}.items():\n"
                    "    get_user_model().objects.create(id=id, username=name, email=mail)\n\n")
        story = Story(program, site, make_certificates(keys))
        for tells in (story.are_those_of_django, story.arrive_over_starttls_with_a_login,
                      story.are_never_said_without_starttls, story.arrive_over_tls, story.fail_for_a_receiver_that_is_gone,
                      story.wait_for_a_server_that_is_away, story.are_known_by_their_tasks,
                      story.are_of_the_projects_own, story.are_put_off_where_no_answer_follows):
            tells()
            print(f"mails {tells.__name__.replace('_', ' ')}")


if __name__ == "__main__":
    main(*sys.argv[1:])
