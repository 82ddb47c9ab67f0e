#!/usr/bin/env python3
"""megactl serve beside the site's own view, request by request.

    compare.py MEGACTL

The site answers through its WSGI application in one Python process (Django's, with its middleware; clicks caught where
they would be queued), megactl over a socket. Same status, same Location, the security headers that Django sends among
ours, and the same click. Left out is what the reference calls ours to choose: 405 where Django's CSRF layer says 403,
and what servers in front of WSGI decide (encoded and doubled slashes, malformed requests).
"""

import base64
import ipaddress
import json
import pathlib
import socket
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Site, answers, free_port, same, wait_until

LINKS = {
    ("ada", "go"): "https://example.com/t?a=1&b=2#frag",
    ("ada", "umlaut"): "https://example.com/päth/ü?q=é",
    ("ada", "host"): "https://exämple.com/x",
    ("ada", "blank"): "https://example.com/a b",
    ("ada", "split"): "https://example.com/\r\nX-Evil: 1",
    ("ada", "marks"): 'https://example.com/"<>\\^`{|}',
    ("ada", "broken"): "https://example.com/%zz%20",
    ("ada", "upper"): "HTTPS://EXAMPLE.COM/UP",
    ("ada", "relative"): "/relative/path",
    ("ada", "slashes"): "//evil.example.com/x",
    ("ada", "script"): "javascript:alert(1)",
    ("ada", "mail"): "mailto:a@example.com",
    ("ada", "ftp"): "ftp://example.com/x",
    ("Ünï", "go"): "https://example.com/u",
    ("a b", "go"): "https://example.com/b",
    ("%41", "go"): "https://example.com/p",
    ("links", "mine"): "https://example.com/l",
}

PATHS = [
    *(f"/ada/{slug}/" for user, slug in LINKS if user == "ada"),
    "/ada/go/?", "/ada/go/?utm=x", "/ada/go", "/ada/go?x=1&y=%20z", "/ada/go?<>", "/nobody/nothing", "/nobody/nothing/",
    "/ada", "/ada/", "/ada/go/more/", "/ada/go/more", "/ada//go/", "/ada/go//", "/%61da/go/", "/ada/%67%6f/",
    "/%2541/go/", "/%C3%9Cn%C3%AF/go/", "/%c3%9cn%c3%af/go", "/a%20b/go/", "/a%20b/go", "/a+b/go/", "/ada/go;v=1/",
    "/ada/go;v=1", "/x/../ada/go/", "/ada/./go/", "/../../etc/passwd", "/ada/go%00/", "/ada/%zz/", "/ada/%zz", "/ada/%/",
    "/%ff%fe/go/", "/%c0%af/go/", "/ada/x%0d%0aX-Evil:1", "/ada/GO/", "/Ada/go/", "/links/mine/",
    "/ada/" + "x" * 300 + "/", "/ada/!$&'()*+,;=-._~:@", "/ada/%22%3C%3E%5C%5E%60%7B%7C%7D%3F%23",
]

HEADERS = [
    {"Referer": "https://r.example/?x=1", "User-Agent": "Mozilla/5.0 (X11)"},
    {"Referer": "  padded  "},
    {"Referer": "https://r.example/" + "x" * 400},
    {"X-Forwarded-For": "203.0.113.7"},
    {"X-Forwarded-For": "203.0.113.7, 10.0.0.1"},
    {"X-Forwarded-For": "2001:0DB8:0000:0000:0000:0000:0000:0001"},
    {"X-Forwarded-For": "::ffff:203.0.113.9"},
    {"X-Forwarded-For": "unknown"}, {"X-Forwarded-For": "203.0.113.007"}, {"X-Forwarded-For": ", 203.0.113.7"},
    {"X-Forwarded-For": "[2001:db8::1]"}, {"X-Forwarded-For": ""},
]

HOSTS = [
    "localhost", "localhost:8000", "LOCALHOST", "localhost.", "127.0.0.1", "example.org", "a.b.example.org",
    "badexample.org", "evil.example.com", "localhost:abc", "local_host", "[::1]:80",
]


def corpus():
    host = {"Host": "localhost"}
    for path in PATHS:
        yield "GET", path, host
    for headers in HEADERS:
        yield "GET", "/ada/go/", {**host, **headers}
    for name in HOSTS:
        yield "GET", "/ada/go/", {"Host": name}
        yield "GET", "/ada/go", {"Host": name}
    for method in ("HEAD", "OPTIONS", "TRACE"):
        for path in ("/ada/go/", "/ada/go", "/ada/none/"):
            yield method, path, host
    yield "POST", "/ada/go", host


# Runs in the site: reads the corpus, prints what the view says.
ASK_DJANGO = r"""
import json, sys, urllib.parse
from unittest import mock
from django.core.wsgi import get_wsgi_application
from links import tasks
import io

clicks = []
class Caught:
    def __getattr__(self, name):
        return lambda *args, **kwargs: clicks.append(kwargs.get("kwargs") or kwargs)
tasks.record_link_click.delay = tasks.record_link_click.apply_async = Caught().delay
application = get_wsgi_application()
said = []
for method, target, headers in json.load(open("corpus.json")):
    path, _, query = target.partition("?")
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": urllib.parse.unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query,
        "SERVER_NAME": "localhost", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0),
        "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }
    for name, value in headers.items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value.strip()
    clicks.clear()
    seen = {}
    def start(status, fields, failure=None):
        seen.update(status=int(status[:3]), headers={name.lower(): value for name, value in fields})
    b"".join(application(environ, start))
    said.append({**seen, "clicks": list(clicks)})
print("SAID" + json.dumps(said))
"""


# The route and the view as the well-known application has them, around what the sample site does.
VIEW = """from django.views import View


class Follow(View):
    def get(self, request, **names):
        return follow(request, **names)

"""


def widen_route(site):
    urls = site.folder / "config" / "urls.py"
    text = urls.read_text()
    widened = text.replace('"<str:username>/<slug:slug>/", follow', '"<str:username>/<str:slug>/", Follow.as_view()')
    assert widened != text, "the sample site's route is another one now"
    urls.write_text(widened.replace("urlpatterns =", VIEW + "\nurlpatterns =", 1))


def ask(port, method, target, headers):
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "Connection: close"]
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    head = answer.split(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    fields = [line.split(": ", 1) for line in head[1:]]
    same(len({name.lower() for name, _ in fields}), len(fields), f"header names of {target} are told once")
    return int(head[0].split()[1]), {name.lower(): value for name, value in fields}


def row(click):
    """As it is compared: `::ffff:203.0.113.9` is spelled in two ways in messages, and in one in the table."""
    address = click["ip_address"] and ipaddress.ip_address(click["ip_address"])
    return click["link_id"], click["referrer"], click["user_agent"], address


def compare(megactl, site, trusts):
    cases = list(corpus())
    (site.folder / "corpus.json").write_text(json.dumps(cases))
    said = site.python(ASK_DJANGO)
    wanted = json.loads(next(line for line in said.splitlines() if "SAID" in line).split("SAID", 1)[1])
    port = free_port()
    differences = []
    with megactl.start("serve", "--listen", f"127.0.0.1:{port}", "--threads", "1", name="serve") as server:
        wait_until(lambda: answers(port), "serve listens")
        for (method, target, headers), django in zip(cases, wanted):
            status, fields = ask(port, method, target, headers)
            seen = (status, fields.get("location"))
            hoped = (django["status"], django["headers"].get("location"))
            if seen != hoped:
                differences.append(f"{method} {target} {headers}: megactl {seen}, Django {hoped}")
            for name in ("x-content-type-options", "referrer-policy", "x-frame-options", "allow"):
                if name in django["headers"] and fields.get(name) != django["headers"][name]:
                    differences.append(f"{method} {target}: {name} is {fields.get(name)!r}")
        same(server.stop(), 0, "serve ends cleanly")
    same(differences, [], "differences")

    with sqlite3.connect(site.folder / "queue.db", timeout=30) as queue:
        payloads = [json.loads(row[0]) for row in queue.execute("SELECT payload FROM kombu_message ORDER BY id")]
    written = [json.loads(base64.b64decode(payload["body"]))[1] for payload in payloads]
    hoped = [row(click) for django in wanted for click in django["clicks"]]
    seen = [row(click) for click in written]
    same(sorted(map(repr, seen)), sorted(map(repr, hoped)), f"clicks, proxies trusted: {trusts}")


def main():
    for trusts in ("false", "true"):
        with tempfile.TemporaryDirectory() as folder:
            site = Site(folder, f"sqla+sqlite:///{folder}/queue.db", "db+sqlite:///results.db", TRUST_PROXY_HEADERS=trusts)
            widen_route(site)
            site.environment["DJANGO_ALLOWED_HOSTS"] = "localhost,127.0.0.1,[::1],.example.org"
            with sqlite3.connect(site.database) as database:
                users = sorted({user for user, _ in LINKS})
                for number, user in enumerate(users, 1):
                    database.execute(
                        "INSERT INTO accounts_customuser (id, password, is_superuser, username, email, date_joined, "
                        "is_active, is_staff) VALUES (?, '!', 0, ?, ?, '2026-01-01 00:00:00', 1, 0)",
                        (number, user, f"{number}@example.org"),
                    )
                for (user, slug), target in LINKS.items():
                    database.execute(
                        "INSERT INTO links_link (target_url, slug, created_at, updated_at, user_id) "
                        "VALUES (?, ?, '2026-01-01 00:00:00', '2026-01-01 00:00:00', ?)",
                        (target, slug, users.index(user) + 1),
                    )
            compare(Megactl(sys.argv[1], site), site, trusts)


if __name__ == "__main__":
    main()
