#!/usr/bin/env python3
"""How long collecting takes: `cp -a`, Django's collectstatic and `megactl static collect`, side by side.

    collect.py MEGACTL [--files N] [--rounds N] [--folder DIR] [--without-django]

The tree is made up, the same each time: 17 600 files of 56 MiB in some 1 800 folders, as large projects have. A first run
collects into a root that isn't there, a second one over what the first left. Each round runs all of them, and the best
round counts, since other work on the machine only ever adds.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

DJANGO = """
import sys, django
from django.conf import settings
from django.core.management import call_command
settings.configure(SECRET_KEY="x", INSTALLED_APPS=["django.contrib.staticfiles"], STATIC_URL="/static/",
    STATIC_ROOT=sys.argv[1], STATICFILES_DIRS=sys.argv[2:],
    STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"])
django.setup()
call_command("collectstatic", interactive=False, verbosity=0)
"""


def make_sources(folder, count):
    chance = random.Random(1)
    sources = [os.path.join(folder, "source", name) for name in ("project", "vendor", "apps")]
    noise = chance.randbytes(1 << 20)
    total = 0
    for number in range(count):
        # Most files are a few hundred bytes, some are bundles of a megabyte.
        size = min(int(chance.lognormvariate(6.8, 1.6)), 1 << 20)
        depth = chance.randint(1, 4)
        parts = [f"d{chance.randint(0, 5 + level * 3)}" for level in range(depth)]
        path = os.path.join(chance.choice(sources), *parts)
        os.makedirs(path, exist_ok=True)
        start = chance.randint(0, len(noise) - size)
        with open(os.path.join(path, f"file{number}.{chance.choice(['css', 'js', 'svg', 'png'])}"), "wb") as file:
            file.write(noise[start : start + size])
        total += size
    # What was just written is not yet on the disk, and copying it would wait for that.
    os.sync()
    return sources, total


def timed(command):
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("megactl")
    parser.add_argument("--files", type=int, default=17_600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="where to work; by default the folder for temporary files")
    parser.add_argument("--without-django", action="store_true")
    arguments = parser.parse_args()

    work = tempfile.mkdtemp(prefix="megactl-bench-", dir=arguments.folder)
    try:
        sources, total = make_sources(work, arguments.files)
        flags = [word for source in sources for word in ("--source", source)]
        megactl = [os.path.abspath(arguments.megactl), "static", "collect", "--noinput", *flags]
        programs = {
            "cp -a": lambda root: ["cp", "-a", *[source + "/." for source in sources], root],
            "megactl": lambda root: [*megactl, "--root", root],
            "megactl --jobs 1": lambda root: [*megactl, "--jobs", "1", "--root", root],
            "Django": lambda root: [sys.executable, "-c", DJANGO, root, *sources],
        }
        if arguments.without_django:
            del programs["Django"]
        best = {name: [float("inf"), float("inf")] for name in programs}
        for round_number in range(arguments.rounds):
            for name, command in programs.items():
                # A root of its own each time: where blocks are discarded, whoever comes after a deletion waits for it.
                root = os.path.join(work, f"root {name} {round_number}")
                if name == "cp -a":
                    os.mkdir(root)
                os.sync()
                for run in range(2):
                    best[name][run] = min(best[name][run], timed(command(root)))
        print(f"{arguments.files} files, {total / 2**20:.1f} MiB, best of {arguments.rounds}")
        print(f"{'':18}{'first run':>12}{'second run':>12}   times cp -a")
        for name, (first, second) in best.items():
            ratio = [time / reference for time, reference in zip((first, second), best["cp -a"])]
            print(f"{name:18}{first:10.2f} s{second:10.2f} s   {ratio[0]:.2f} / {ratio[1]:.2f}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
