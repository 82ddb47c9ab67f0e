#!/usr/bin/env python3
"""Links and clicks in one database with Django: on tables that Django's migrations made, and on those of `db init`.

    tables.py MEGACTL WRITE_CLICKS
"""

import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Site, same  # noqa: E402

# Where Django's and our own idea of a sound target could differ. Whatever we take, Django must.
TARGETS = [
    "https://example.org", "http://example.org:8080/a?b=1#c", "ftp://ftp.example.org/x", "ftps://localhost/",
    "HTTPS://EXAMPLE.ORG/UP", "https://192.0.2.7/", "https://[2001:db8::1]:443/", "https://ada:secret@example.org/",
    "https://exämple.org/päth", "https://xn--exmple-cua.xn--p1ai/", "https://example.org./", "https://example.org?q",
    "https://example.org/a%zz", "https://intranet/", "https://1.2.3/", "https://01.2.3.4/", "https://example.1/",
    "https://a_b.example.org/", "https://-a.example.org/", "https://example.o/", "https://example.xn--/",
    "https://example.org:9/", "https://example.org:x/", "https://[::ffff:192.0.2.7]/", "https://[::1%25eth0]/",
    "https://@example.org/", "https://a:b:c@example.org/", "https://😀.example.org/", "https://example.😀/", "//example.org/",
    "https://example.org/\u2028", "https://example.org/\u3000x", "javascript:alert(1)", "https://" + "a" * 64 + ".example.org/",
    "https://" + "a." * 125 + "example.org/", "https://" + "a." * 115 + "example.org/", "https://example.org/" + "ü" * 480,
]

READ = """
import json
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from links.models import Click, Link

User = get_user_model()
for link in Link.objects.all(): link.full_clean()
for click in Click.objects.all(): click.full_clean()
made = User.objects.get(username="made.here")
made.full_clean()
print(json.dumps({
    "links": [[l.user.username, l.slug, l.target_url, l.created_at.tzname(), l.updated_at >= l.created_at]
              for l in Link.objects.filter(slug="go")],
    "clicks": [[c.link.slug, c.created_at.isoformat(), c.referrer, c.user_agent, c.ip_address]
               for c in Click.objects.order_by("pk")],
    "can_log_in": made.has_usable_password() or authenticate(username="made.here", password="!") is not None,
    "total": Link.objects.count(),
}))
"""

WRITE = """
from django.contrib.auth import get_user_model
from links.models import Link
user = get_user_model().objects.create_user("django", "django@example.org", "secret")
print(Link.objects.create(user=user, slug="go", target_url="https://example.org/of-django").pk)
"""


def schema(database):
    """Each table's and index's text, blanks aside."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'megactl%'")
        return {name: re.sub(r"\s*([(),])\s*", r"\1", re.sub(r"\s+", " ", sql)) for name, sql in rows}


def play(site, megactl, write_clicks):
    """The same, whoever made the tables."""
    same(megactl.run("db", "init"), "unchanged: users, links and clicks have their tables\n")
    site.python(WRITE)
    same("https://example.org/of-django" in megactl.run("link", "show", "django/go"), True)
    megactl.run("link", "add", "https://example.org/ours", "--user", "django", "--slug", "Ours")
    megactl.run("link", "add", "https://example.org/x", "--user", "djagno", status=1)
    megactl.run("link", "add", "https://example.org/other", "--user", "django", "--slug", "go", status=1)
    added = json.loads(megactl.run(
        "link", "add", "https://example.org/", "--user", "made.here", "--create-user", "--slug", "go", "--format", "json"
    ))
    same((added["changed"], added["user_created"]), (True, True))
    subprocess.run([write_clicks, site.database, str(added["link"]["id"])], check=True)
    taken = 0
    for target in TARGETS:
        command = [megactl.program, "link", "add", target, "--user", "django"]
        said = subprocess.run(command, cwd=site.folder, env=megactl.environment, capture_output=True, text=True)
        same(said.returncode in (0, 2), True, f"{target}: {said.stderr}")
        taken += said.returncode == 0
    same(taken >= 14, True, f"{taken} targets were taken")

    seen = json.loads(site.python(READ).strip().splitlines()[-1])
    same(seen["links"], [
        ["django", "go", "https://example.org/of-django", "UTC", True],
        ["made.here", "go", "https://example.org/", "UTC", True],
    ])
    same(seen["clicks"], [
        ["go", "2026-11-24T08:00:00+00:00", "https://a.example/ü", "curl/8", "192.0.2.7"],
        ["go", "2026-11-24T08:00:00.000012+00:00", "", "", "2001:db8::1"],
        ["go", "2026-11-24T08:00:00+00:00", "", "'\"; --", None],
    ])
    same(seen["can_log_in"], False)
    same(seen["total"], 3 + taken)
    stats = json.loads(megactl.run("link", "stats", "made.here/go", "--format", "json"))
    same((stats["clicks"], stats["days"]), (3, [{"day": "2026-11-24", "clicks": 3}]))


def main():
    program, write_clicks = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        site = Site(folder, "memory://", "cache+memory://")
        megactl = Megactl(program, site)
        of_django = schema(site.database)
        play(site, megactl, write_clicks)
        print("on Django's tables: Django reads what megactl writes, and the other way round")

        site.database.unlink()
        megactl.run("db", "init")
        same(schema(site.database), of_django, "the schema")
        said = site.manage("migrate")
        same("No migrations to apply." in said, True, said)
        site.manage("migrate", "--check")
        play(site, megactl, write_clicks)
        print("on megactl's tables: the same, and Django has nothing to migrate")


main()
