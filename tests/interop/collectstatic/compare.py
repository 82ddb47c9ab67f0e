#!/usr/bin/env python3
"""Holds `megactl static collect` against Django's collectstatic: the same sources and options, tree against tree.

    compare.py MEGACTL [NAME…]

A scenario makes a folder; both programs collect from its sources, each into a root of its own whose contents were the
same before. Compared are names, bytes, modes and link texts, and the counts of both summaries. Then trees thrown
together by chance, whose seed is told when they differ.

Left out is what Django does worse on purpose or by accident: a folder where a file is wanted, backslashes, dangling
links, `--clear` through a link to a folder.
"""

import json
import os
import pathlib
import random
import re
import shutil
import stat
import subprocess
import sys
import tempfile

try:
    import django
    from django.conf import settings
    from django.core.management import call_command
except ImportError:
    print("Django is not there: nothing to compare with")
    sys.exit(77)

NOW = 1_700_000_000
SCENARIOS = {}


def scenario(function):
    SCENARIOS[function.__name__] = function
    return function


class Case:
    """A folder with sources, and what both programs are told."""

    def __init__(self, folder):
        self.folder = os.fsencode(folder)
        self.sources = []  # (prefix, name) in order
        self.options = {}
        self.umask = 0o022
        self.runs = 1
        self.between = lambda case: None  # what happens before the second run

    def path(self, name):
        return os.path.join(self.folder, os.fsencode(name))

    def source(self, name, prefix=""):
        os.makedirs(self.path(name), exist_ok=True)
        self.sources.append((prefix, name))

    def write(self, name, content="", age=0, mode=0o644):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else os.fsencode(content))
        os.chmod(path, mode)
        os.utime(path, (NOW - age, NOW - age))

    def link(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(os.fsencode(text), path)

    def write_in_roots(self, name, content="", age=0):
        for root in ("django", "megactl"):
            self.write(f"{root}/{name}", content, age)

    def link_in_roots(self, name, text):
        for root in ("django", "megactl"):
            self.link(f"{root}/{name}", text)


# What Django does, in a child: settings are read once a process.
def run_django(case):
    output = tempfile.TemporaryFile()
    child = os.fork()
    if child == 0:
        os.umask(case.umask)
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="surrogateescape")
        try:
            directories = [
                (prefix, os.fsdecode(case.path(name))) if prefix else os.fsdecode(case.path(name))
                for prefix, name in case.sources
            ]
            settings.configure(
                SECRET_KEY="x",
                INSTALLED_APPS=["django.contrib.staticfiles"],
                STATIC_URL="/static/",
                STATIC_ROOT=os.fsdecode(case.path("django")),
                STATICFILES_DIRS=directories,
                STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
                USE_TZ=True,
            )
            django.setup()
            call_command("collectstatic", interactive=False, verbosity=1, **case.options)
            sys.stdout.flush()
            os._exit(0)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}")
            sys.stdout.flush()
            os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    output.seek(0)
    text = os.fsdecode(output.read())
    if status != 0:
        raise AssertionError(f"Django itself failed: {text}")
    counts = re.search(r"(\d+) static files? (?:copied|symlinked)(?: to '[^']*')?(?:, (\d+) unmodified)?", text, re.S)
    return {
        "changed": int(counts[1]),
        "unmodified": int(counts[2] or 0),
        "conflicts": text.count("Found another file with the destination path"),
    }


FLAGS = {"clear": "--clear", "dry_run": "--dry-run", "link": "--link"}


def run_megactl(program, case):
    command = [program, "static", "collect", "--noinput", "--format", "json", "-C", case.folder, "--root", "megactl"]
    for prefix, name in case.sources:
        if prefix:
            command += ["--prefixed-source", prefix.encode() + b"=" + case.path(name)]
        else:
            command += ["--source", case.path(name)]
    for option, value in case.options.items():
        if option == "ignore_patterns":
            for pattern in value:
                command += ["--ignore", pattern]
        elif option == "use_default_ignore_patterns":
            command += [] if value else ["--no-default-ignore"]
        elif value:
            command.append(FLAGS[option])
    result = subprocess.run(command, capture_output=True, umask=case.umask, timeout=60)
    if result.returncode != 0:
        raise AssertionError(f"megactl ended with {result.returncode}: {os.fsdecode(result.stderr)}")
    document = json.loads(result.stdout)
    return {
        "changed": document["copied"] + document["linked"],
        "unmodified": document["unmodified"],
        "conflicts": len(document["conflicts"]),
    }


def tree_of(root):
    """Every entry of a root by name: its kind, mode and content."""
    entries = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            key = os.path.relpath(path, root)
            if stat.S_ISLNK(status.st_mode):
                entries[key] = ("link", os.readlink(path))
            elif stat.S_ISDIR(status.st_mode):
                entries[key] = ("folder", oct(status.st_mode))
            else:
                entries[key] = ("file", oct(status.st_mode), pathlib.Path(os.fsdecode(path)).read_bytes())
    return entries


def differences(case):
    django_tree, our_tree = tree_of(case.path("django")), tree_of(case.path("megactl"))
    for name in sorted(django_tree.keys() | our_tree.keys()):
        if django_tree.get(name) != our_tree.get(name):
            yield f"{name!r}: Django {django_tree.get(name)}, megactl {our_tree.get(name)}"


def compare(program, name, prepare):
    folder = tempfile.mkdtemp(prefix="megactl-collectstatic-")
    try:
        case = Case(folder)
        prepare(case)
        for run in range(case.runs):
            if run > 0:
                case.between(case)
            expected, actual = run_django(case), run_megactl(program, case)
            # Django says "unmodified" before it knows what --clear would have deleted.
            is_guess = case.options.get("clear") and case.options.get("dry_run")
            problems = list(differences(case))
            if actual != expected and not is_guess:
                problems.insert(0, f"counts: Django {expected}, megactl {actual}")
            if problems:
                print(f"not the same: {name}, run {run + 1}", *problems[:20], sep="\n    ")
                return False
        return True
    except AssertionError as error:
        print(f"not the same: {name}\n    {error}")
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)


ODD_NAMES = [
    "a b.css", " lead.css", "trail .css ", "tab\there", "new\nline", "quote'\".js", "50%.png", "a%20b.png", "a#b", "q?x",
    "Co:lon", "-dash", "é.css", "e\u0301.css", "日本語.js", "😀", "...three", "x" * 255, "{curly}", "[class]", "*star", "$HOME",
    b"\xff\xfe.bin", b"caf\xe9", ";semi", "&amp;", "noext", "trailing.", "=", "CVSx", "cvs",
]


@scenario
def one_source(case):
    case.source("static")
    case.write("static/a.css", "a")
    case.write("static/deep/er/b.js", "b" * 100_000)
    case.write("static/empty.txt")
    os.makedirs(case.path("static/no/files"))


@scenario
def odd_names(case):
    case.source("static")
    for name in ODD_NAMES:
        encoded = os.fsencode(name)
        case.write(b"static/" + encoded, encoded)
        case.write(b"static/folder " + encoded[:200] + b"/" + encoded, encoded)


@scenario
def duplicates_and_prefixes(case):
    case.source("one")
    case.source("two", "admin")
    case.source("three")
    case.source("four", "admin/deep")
    for name in ("one/admin/x.css", "two/x.css", "three/admin/x.css", "three/y.css", "one/y.css", "four/z", "two/deep/z"):
        case.write(name, name)


@scenario
def a_folder_with_two_prefixes(case):
    case.source("one")
    case.source("two")
    case.source("one", "v1")
    case.source("one", "v2")
    case.write("one/a", "1")
    case.write("two/a", "2")


@scenario
def a_source_twice(case):
    case.source("one")
    case.source("one")
    case.write("one/a", "1")


@scenario
def default_ignores(case):
    case.source("static")
    for name in (".hidden", "CVS/a", "x/CVS", "b~", ".git/config", "x/.y/z", "cvs/a", "a.~", "~a", "ok"):
        case.write("static/" + name, name)


@scenario
def no_default_ignores(case):
    default_ignores(case)
    case.options["use_default_ignore_patterns"] = False


@scenario
def ignores(case):
    case.source("static")
    case.source("app", "app")
    case.options["ignore_patterns"] = [
        "docs/", "./x.css", "vendor//*.map", "a/../b", "[[]x", "?", "*.m?p", "[!a-y]z", "app/*", "vendor/sub", "*e\n", "[", "é?",
    ]
    for name in ("docs/a", "x/docs/b", "x.css", "y/x.css", "vendor/q.map", "vendor/deep/q.map", "b", "b/c/", "[x", "é", "ab.mip",
                 "zz", "az", "vendor/sub/f", "vendor/sub2", "line\n", "[", "éa", "éab", "app/in"):
        if not name.endswith("/") and name != "b/c/":
            for source in ("static", "app"):
                if name != "b" or source == "static":
                    case.write(f"{source}/{name}", name)


@scenario
def links_in_sources(case):
    case.source("static")
    case.write("elsewhere/e.css", "e", mode=0o600)
    case.link("static/folder", "../elsewhere")
    case.link("static/file.css", "../elsewhere/e.css")
    case.link("static/chain.css", "file.css")
    case.write("static/real/r", "r")
    case.link("static/inner", "real")


@scenario
def modes(case):
    case.source("static")
    for mode in (0o400, 0o600, 0o755, 0o777, 0o4755, 0o644):
        case.write(f"static/{mode:o}", "x", mode=mode)
    case.umask = 0o077


@scenario
def older_and_newer_targets(case):
    case.source("static")
    for name, source_age, target_age in (("same", 5, 5), ("newer", 50, 5), ("older", 5, 50), ("second", 5, 6)):
        case.write("static/" + name, "source", source_age)
        case.write_in_roots(name, "target", target_age)
    case.write_in_roots("stranger", "stays")
    case.runs = 2
    case.between = lambda case: case.write("static/older", "again", -10**9)


@scenario
def fractions_of_a_second(case):
    case.source("static")
    case.write("static/a", "source")
    case.write_in_roots("a", "target")
    os.utime(case.path("static/a"), ns=(0, NOW * 10**9 + 900_000_000))
    for root in ("django", "megactl"):
        os.utime(case.path(root + "/a"), ns=(0, NOW * 10**9 + 100_000_000))


@scenario
def second_runs(case):
    one_source(case)
    case.runs = 3


@scenario
def links(case):
    links_in_sources(case)
    case.options["link"] = True
    case.source("odd", "pre fix")
    for name in ODD_NAMES[:12]:
        case.write("odd/" + name, name)
    case.write_in_roots("file.css", "a copy of before", -100)
    case.link_in_roots("chain.css", "/nowhere")
    case.runs = 2


def change_mode(link):
    def prepare(case):
        one_source(case)
        case.options["link"] = link
        case.runs = 2
        case.between = lambda case: case.options.update(link=not link)

    return prepare


SCENARIOS["from_links_to_copies"] = change_mode(True)
SCENARIOS["from_copies_to_links"] = change_mode(False)


@scenario
def clear(case):
    older_and_newer_targets(case)
    case.options["clear"] = True
    case.write_in_roots(".hidden", "")
    case.write_in_roots("deep/er/old", "")
    case.link_in_roots("dead", "nowhere")
    case.link_in_roots("alive", "stranger")


@scenario
def clear_with_links(case):
    clear(case)
    case.options["link"] = True


@scenario
def clear_files_where_folders_are_needed(case):
    case.source("static")
    case.options["clear"] = True
    case.write("static/a/b", "1")
    case.write("static/c", "2", -10**9)  # Django keeps a folder that is newer than the file
    case.write_in_roots("a", "")
    case.write_in_roots("c/d", "")


@scenario
def dry_run(case):
    older_and_newer_targets(case)
    case.runs = 1
    case.options["dry_run"] = True


@scenario
def dry_run_with_clear(case):
    clear(case)
    case.runs = 1
    case.options["dry_run"] = True


@scenario
def writes_through_a_link_to_a_folder(case):
    case.source("static")
    case.write("static/css/a", "a")
    case.write_in_roots("real/b", "b")
    case.link_in_roots("css", "real")


@scenario
def nothing_to_collect(case):
    case.source("static")


# Trees thrown together: few names, so that they meet often. Folders are upper case, so that none is a file's name.
def by_chance(seed):
    def prepare(case):
        chance = random.Random(seed)
        names = ["a", "b.css", ".c", "d~", "é", "f g", "h.min.js"]
        folders = ["", "A/", "A/B/", "CVS/", ".D/", "E/A/"]
        prefixes = ["", "", "A", "E", "p/q"]
        for source in ("one", "two", "three")[: chance.randint(1, 3)]:
            case.source(source, chance.choice(prefixes))
        if chance.random() < 0.2:
            case.source("one", chance.choice(prefixes))
        for source in {name for _, name in case.sources}:
            for _ in range(chance.randint(0, 15)):
                name = chance.choice(folders) + chance.choice(names)
                case.write(f"{source}/{name}", f"{source} {name} {chance.random()}", chance.randint(-3, 3))
        for _ in range(chance.randint(0, 10)):
            name = chance.choice(["", "A/", "E/", "p/q/"]) + chance.choice(folders) + chance.choice(names)
            case.write_in_roots(name, "before", chance.randint(-3, 3))
        for option in ("clear", "link", "dry_run"):
            case.options[option] = chance.random() < 0.25
        case.options["use_default_ignore_patterns"] = chance.random() < 0.7
        if chance.random() < 0.3:
            case.options["ignore_patterns"] = [chance.choice(["A", "*.css", "A/*", "E/A/a", "?", "*é", "a/", "[a-c]*"])]
        case.umask = chance.choice([0o022, 0o002, 0o077])
        case.runs = 1 if case.options["dry_run"] else 2
        case.between = lambda case: case.options.update(link=chance.random() < 0.3)

    return prepare


def main():
    program = os.path.abspath(sys.argv[1])
    seeds = int(os.environ.get("MEGACTL_COMPARE_SEEDS", "60"))
    chosen = dict(SCENARIOS)
    chosen.update({f"chance_{seed}": by_chance(seed) for seed in range(seeds)})
    if sys.argv[2:]:
        chosen = {name: chosen[name] for name in sys.argv[2:]}
    failed = [name for name, prepare in chosen.items() if not compare(program, name, prepare)]
    print(f"{len(chosen) - len(failed)} of {len(chosen)} the same as Django {django.get_version()}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
