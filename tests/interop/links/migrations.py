#!/usr/bin/env python3
"""`megactl db check` against `manage.py migrate --check`: on the sample site, in every state of a squashed migration.

    migrations.py MEGACTL
"""

import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import PYTHON, Megactl, Site, same  # noqa: E402

MIGRATION = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = {dependencies}
    replaces = {replaces}
    operations = []
"""

STEPS = ["0100_one", "0101_two", "0102_three"]
SQUASHED = "0100_one_squashed_0102_three"


def write(site, name, after, replaces=()):
    text = MIGRATION.format(dependencies=[("links", after)], replaces=[("links", step) for step in replaces])
    (site.folder / "links" / "migrations" / f"{name}.py").write_text(text)


def django_wants(site):
    """Would `migrate` still do something?"""
    said = subprocess.run([PYTHON, "manage.py", "migrate", "--check", "--noinput"], cwd=site.folder, env=site.environment,
                          capture_output=True, text=True)
    return said.returncode != 0


def agree(site, megactl, wanted, what):
    same(django_wants(site), wanted, f"Django, {what}")
    megactl.run("db", "check", status=1 if wanted else 0)


def play(site, megactl):
    agree(site, megactl, False, "after `migrate`")
    last = sorted(file.stem for file in (site.folder / "links" / "migrations").glob("0*.py"))[-1]
    for before, step in zip([last, *STEPS], STEPS):
        write(site, step, before)
    agree(site, megactl, True, "three new ones")
    write(site, SQUASHED, last, STEPS)
    agree(site, megactl, True, "and they are squashed")
    site.manage("migrate", "--verbosity", "0", "links", SQUASHED)
    agree(site, megactl, False, "the squashed one is applied")
    site.manage("migrate", "--verbosity", "0", "links", last)
    squashed = site.folder / "links" / "migrations" / f"{SQUASHED}.py"
    text = squashed.read_text()
    squashed.unlink()
    site.manage("migrate", "--verbosity", "0", "links", STEPS[0])
    squashed.write_text(text)
    agree(site, megactl, True, "one of the replaced is applied")
    squashed.unlink()
    site.manage("migrate", "--verbosity", "0", "links")
    squashed.write_text(text)
    agree(site, megactl, False, "all of the replaced are applied")
    for step in STEPS:
        (site.folder / "links" / "migrations" / f"{step}.py").unlink()
    agree(site, megactl, False, "and their files are gone")
    squashed.unlink()
    same(django_wants(site), False, "Django does not mind what it does not know")
    megactl.run("db", "check", status=1)  # the tables are ahead of the code


def main():
    with tempfile.TemporaryDirectory() as folder:
        site = Site(folder, "memory://", "cache+memory://")
        play(site, Megactl(sys.argv[1], site))


if __name__ == "__main__":
    main()
