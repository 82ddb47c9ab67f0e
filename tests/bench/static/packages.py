#!/usr/bin/env python3
"""How long collecting real packages takes: `cp -a`, Django, WhiteNoise and `megactl static collect`, side by side.

    packages.py MEGACTL [--rounds N] [--folder DIR] [--cache DIR] [--without NAME…]

The tree is what npm installs of sixteen well-known packages: 17 000 files of 55 MiB. It is fetched once, into the cache.
A first run collects into a root that isn't there, with nothing remembered; a second one goes over what the first left,
five seconds later, since nobody may trust the times of files that are younger. Each round runs all of them; the best
round counts, since other work on the machine only ever adds. Those that take minutes run once. Told are the seconds that
passed, and behind them those of the processors, which tell more on a busy machine.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

PACKAGES = """
    @fortawesome/fontawesome-free@6.5.2 @primer/octicons@19.9.0 alpinejs@3.14.1 bootstrap@5.3.3 bootstrap-icons@1.11.3
    codemirror@5.65.16 core-js@3.37.1 feather-icons@4.29.2 flag-icons@7.2.3 heroicons@2.1.4 highlight.js@11.9.0
    htmx.org@1.9.12 jquery@3.7.1 lodash@4.17.21 ramda@0.30.1 rxjs@7.8.1
""".split()

DJANGO = """
import sys, django
from django.conf import settings
from django.core.management import call_command
settings.configure(SECRET_KEY="x", INSTALLED_APPS=["django.contrib.staticfiles"], STATIC_URL="/static/", USE_TZ=True,
    STATICFILES_STORAGE=sys.argv[1], STATIC_ROOT=sys.argv[2], STATICFILES_DIRS=sys.argv[3:],
    STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"])
django.setup()
call_command("collectstatic", interactive=False, verbosity=0)
"""
STORAGES = {
    "Django": "django.contrib.staticfiles.storage.StaticFilesStorage",
    "Django, manifest": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    "WhiteNoise": "whitenoise.storage.CompressedManifestStaticFilesStorage",
}
OURS = {
    "megactl": [],
    "megactl --manifest": ["--manifest", "--django", "3.2"],
    "megactl --manifest --compress": ["--manifest", "--django", "3.2", "--compress", "gzip,br"],
}
# Ours, first and second run, against whom, at most so many times its time.
LIMITS = [
    ("megactl", 0, "cp -a", 1.5),
    ("megactl", 1, "cp -a", 0.3),
    ("megactl --manifest", 0, "cp -a", 3),
    ("megactl --manifest", 1, "cp -a", 0.5),
    ("megactl --manifest --compress", 0, "WhiteNoise", 0.5),
    ("megactl --manifest --compress", 1, "cp -a", 1),
]
# Seconds. Nothing but time makes files old enough, so they are slept away.
TRUSTED_AFTER = 5


def fetched_packages(cache):
    folder = os.path.join(cache, "packages")
    source = os.path.join(folder, "node_modules")
    if os.path.exists(os.path.join(folder, "whole")):
        return source
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.join(folder, "package.json"), "w", encoding="utf-8") as file:
        file.write('{"private": true}\n')
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    subprocess.run(["npm", "install", *flags, *PACKAGES], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, "whole"), "w", encoding="utf-8"):
        pass
    return source


def files_of(folder, ending=""):
    """How many files there are, and the sum of their sizes."""
    sizes = [os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names
             if name.endswith(ending)]
    return len(sizes), sum(sizes)


def run(command, environment):
    """Seconds, the processors' seconds, and MiB."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command[:4])} … ended badly:\n{said.decode(errors='replace')}")
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


class Race:
    def __init__(self, work, source, megactl):
        self.work = work
        self.source = source
        self.best = {}  # name → [first, second], seconds
        self.processor = {}  # likewise
        self.memory = {}
        self.packed = {}  # name → bytes of all `.br`
        self.commands = {"cp -a": lambda root: ["cp", "-a", source + "/.", root]}
        for name, storage in STORAGES.items():
            self.commands[name] = lambda root, storage=storage: ["/usr/bin/python3", "-c", DJANGO, storage, root, source]
        for name, flags in OURS.items():
            collect = [megactl, "static", "collect", "--noinput", "--source", source, *flags]
            self.commands[name] = lambda root, collect=collect: [*collect, "--root", root]

    def go(self, name):
        print(f"… {name}", file=sys.stderr)
        # A root of its own each time: where blocks are discarded, whoever comes after a deletion waits for it.
        lane = tempfile.mkdtemp(dir=self.work)
        root = os.path.join(lane, "root")
        environment = os.environ | {"XDG_CACHE_HOME": os.path.join(lane, "cache")}
        if name == "cp -a":
            os.mkdir(root)
        for second in range(2):
            os.sync()
            if second:
                time.sleep(TRUSTED_AFTER)
            took, processor, memory = run(self.commands[name](root), environment)
            for kept, seconds in ((self.best, took), (self.processor, processor)):
                times = kept.setdefault(name, [float("inf"), float("inf")])
                times[second] = min(times[second], seconds)
            self.memory[name] = max(self.memory.get(name, 0), memory)
        self.packed[name] = files_of(root, ".br")[1]

    def tell(self):
        print(f"{'':31}{'first run':>19}{'second run':>19}{'memory':>12}")
        for name, times in self.best.items():
            shown = "".join(f"{time:9.2f} ({processor:6.2f}) s" for time, processor in zip(times, self.processor[name]))
            print(f"{name:31}{shown}{self.memory[name]:8.0f} MiB")
        for ours, second, reference, most in LIMITS:
            if reference not in self.best or ours not in self.best:
                continue
            ratio, of_processor = (times[ours][second] / times[reference][second] for times in (self.best, self.processor))
            print(f"{'held' if ratio <= most else 'MISSED'}: {ours}, {'second' if second else 'first'} run: "
                  f"{ratio:.2f} ({of_processor:.2f}) times {reference}, at most {most}")
        if "WhiteNoise" in self.packed and "megactl --manifest --compress" in self.packed:
            ours, theirs = self.packed["megactl --manifest --compress"], self.packed["WhiteNoise"]
            print(f"bytes of all .br: {ours}, WhiteNoise's {theirs}, which is {ours / theirs:.4f} times as many")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("megactl")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="where to work; by default the folder for temporary files")
    parser.add_argument("--cache", default=os.path.expanduser("~/.cache/megactl-bench"), help="where the packages are kept")
    parser.add_argument("--without", nargs="*", default=[], help="whom to leave out, by the names in the table")
    arguments = parser.parse_args()
    source = fetched_packages(os.path.abspath(arguments.cache))
    work = tempfile.mkdtemp(prefix="megactl-bench-", dir=arguments.folder)
    try:
        count, size = files_of(source)
        print(f"{count} files, {size / 2**20:.1f} MiB, best of {arguments.rounds}")
        race = Race(work, source, os.path.abspath(arguments.megactl))
        for round_number in range(arguments.rounds):
            for name in race.commands:
                takes_minutes = name in STORAGES or "--compress" in name
                if name not in arguments.without and (round_number == 0 or not takes_minutes):
                    race.go(name)
        race.tell()
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
