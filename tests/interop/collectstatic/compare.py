#!/usr/bin/env python3
"""Holds `megactl static collect` against Django's collectstatic: the same sources and options, tree against tree.

    compare.py MEGACTL [--django X.Y] [GLOB…]

Django is Debian 12's own, or a newer one that tests/setup unpacked; of 6.1, which wants a newer Python, the rules alone,
on top of 5.2.

A scenario makes a folder; both programs collect from its sources, each into a root of its own whose contents were the
same before. Compared are names, bytes, modes and link texts, and the counts of both summaries. Then trees thrown
together by chance, whose seed is told when they differ.

With a manifest both must fail, or both succeed. Of a failure only that is compared: what Django leaves then is half done.

Left out is what Django does worse on purpose or by accident: a folder where a file is wanted, backslashes, dangling
links, `--clear` through a link to a folder.
"""

import fnmatch
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
import types

import scripts

NEWER = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "megactl-djangos")
RELEASE = sys.argv[sys.argv.index("--django") + 1] if "--django" in sys.argv else None


def packages_of(release):
    folder = os.path.join(NEWER, release, "usr/lib/python3/dist-packages")
    if not os.path.isdir(folder):
        sys.exit(f"Django {release} is not in {NEWER}: tests/setup fetches it, where the mirror has it")
    return folder


if RELEASE:
    sys.path.insert(0, packages_of("5.2" if RELEASE == "6.1" else RELEASE))
try:
    import django
    from django.conf import settings
    from django.core.management import call_command
except ImportError:
    sys.exit("Django is not there: tests/setup brings it")

if RELEASE == "6.1":
    import django.contrib.staticfiles

    django.contrib.staticfiles.__path__[:] = [os.path.join(packages_of("6.1"), "django/contrib/staticfiles")]
RELEASE = RELEASE or "%d.%d" % django.VERSION[:2]

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
        self.manifest = False
        self.modules = False  # are references of modules rewritten
        self.may_fail = False  # then both must, or none
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


MANIFEST_STORAGE = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"


def offer_module_storage():
    from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

    module = types.ModuleType("module_storage")
    module.ModuleStorage = type("ModuleStorage", (ManifestStaticFilesStorage,), {"support_js_module_import_aggregation": True})
    sys.modules["module_storage"] = module


def storage_settings(case):
    """Where the storage is named has changed once."""
    if not case.manifest:
        return {}
    storage = "module_storage.ModuleStorage" if case.modules else MANIFEST_STORAGE
    if django.VERSION < (4, 2):
        return {"STATICFILES_STORAGE": storage}
    return {"STORAGES": {"staticfiles": {"BACKEND": storage}}}


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
                **storage_settings(case),
            )
            if case.modules:
                offer_module_storage()
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
    if status != 0 and case.may_fail:
        return {"failed": True}
    if status != 0:
        raise AssertionError(f"Django itself failed: {text}")
    counts = re.search(r"(\d+) static files? (?:copied|symlinked)(?: to '[^']*')?(?:, (\d+) unmodified)?", text, re.S)
    skipped = re.search(r"(\d+) skipped due to conflict", text)
    return {
        "changed": int(counts[1]),
        "unmodified": int(counts[2] or 0),
        "conflicts": int(skipped[1]) if skipped else text.count("Found another file with the destination path"),
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
    if case.manifest:
        command += ["--manifest", "--django", RELEASE] + (["--js-modules"] if case.modules else [])
    environment = os.environ | {"XDG_CACHE_HOME": os.fsdecode(case.path("cache"))}
    result = subprocess.run(command, capture_output=True, umask=case.umask, timeout=60, env=environment)
    if result.returncode == 1 and case.may_fail:
        return {"failed": True}
    if result.returncode != 0:
        raise AssertionError(f"megactl ended with {result.returncode}: {os.fsdecode(result.stderr)}")
    document = json.loads(result.stdout)
    return {
        "changed": document["copied"] + document["linked"],
        "unmodified": document["unmodified"],
        "conflicts": len(document["conflicts"]),
    }


def in_order(manifest):
    """A manifest whose entries are sorted: before 6.0 their order is left to chance."""
    document = json.loads(manifest)
    if list(document)[0] == "paths":
        document["paths"] = dict(sorted(document["paths"].items()))
    return json.dumps(document).encode()


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
                content = pathlib.Path(os.fsdecode(path)).read_bytes()
                if key == b"staticfiles.json":
                    content = in_order(content)
                entries[key] = ("file", oct(status.st_mode), content)
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
            if "failed" in expected and "failed" in actual:
                continue
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


@scenario
def manifest_of_odd_names(case):
    case.source("static")
    case.source("app", "app 1")
    case.manifest = True
    for name in ODD_NAMES:
        encoded = os.fsencode(name)
        if len(encoded) > 200:  # no room for the hash
            continue
        case.write(b"static/" + encoded, encoded)
        case.write(b"app/folder " + encoded + b"/" + encoded, encoded)
    case.runs = 2


STYLES = {
    "quotes": "a{b:url(../img/x.png)} a{b:url('../img/x.png')} a{b:URL(\"../img/x.png\")} a{b:url( ../img/x.png)}",
    "odd_quotes": "a{b:url('../img/x.png\")} a{b:url(../img/x.png')} myurl(../img/x.png)",
    "elsewhere": "url(data:image/png;base64,x) url(https://a.b/c.png) url(/media/x.png) url(about:blank)",
    "rooted": "url(/static/img/x.png) url('/static/img/../img/x.png')",
    "dots": "url(../img/./x.png) url(./../img//x.png) url(../css/../img/x.png)",
    "escapes": "url('../img/p%20q.png') url(../img/p q.png) url(../img/%C3%A9.png) url(../img/é.png)",
    "queries": "url(../f/font.eot?#iefix) url(../f/font.eot?) url(../f/font.eot?v=1.2#x) url(../f/font.eot#a?b)",
    "folders": "url(../img/) url(../img) url(..) url(../) url(.)",
    "empty": "url() url('') url(#) url(#x) url('#x') url(?x)",
    "imports": "@import 'other.css'; @import\n\"other.css\" screen;@IMPORT'other.css';@import url(other.css);",
    "imports_of_odd_letters": "@ımport 'other.css'; @İmport 'other.css';",
    "spaces": "url( ../img/x.png) url(../img/x.png ) url(\n../img/x.png) @import ' other.css';",
    "lines": "url(../img/x.png\r\n) url(../img\n/x.png) @import 'other.css\n';\r\nurl(\r../img/x.png)",
    "open": "url(../img/x.png\na{b:url(../img/x.png)}",
    "comments": "/* url(../img/x.png) */ /* @import 'other.css'; */",
    "with_mark": "﻿url(../img/x.png)",
    "query_of_style": "@import 'other.css?v=2'; url(other.css?x=1)",
    "none": "",
}
REFUSED_STYLES = {"odd_quotes"} if RELEASE == "6.1" else set()


@scenario
def manifest_of_styles(case):
    case.source("static")
    case.source("app", "app")
    case.manifest = True
    for name in ("img/x.png", "img/p q.png", "img/é.png", "f/font.eot", "img/two.tar.gz"):
        case.write("static/" + name, name)
    case.write("static/css/other.css", "b{c:url(../img/x.png)} @import 'third.css';")
    case.write("static/css/third.css", "b{c:url(../app/deep/er.css)}")
    case.write("app/deep/er.css", "b{c:url(/static/img/x.png)}")
    for name, text in STYLES.items():
        if name not in REFUSED_STYLES:
            case.write(f"static/css/{name}.css", text)
    if django.VERSION < (4, 2):
        case.write("static/js/a.js", "import './gone.js';\n//# sourceMappingURL=gone.map")
    case.runs = 2
    case.between = lambda case: case.write("static/img/x.png", "changed", -10**9)


def manifest_of_one_style(text):
    def prepare(case):
        case.source("static")
        case.manifest = True
        case.may_fail = True
        case.write("static/img/x.png", "x")
        case.write("static/css/other.css", "b{}")
        case.write("static/css/one.css", text)

    return prepare


for number, text in enumerate([
    "url(gone.png)", "@import 'gone.css';", "/* url(gone.png) */", "url( '../img/x.png')", "url('../img/x.png' )", "url(../../../x)",
    "url(one.css)", "@import 'one.css';", "url(one.css?x)", "url(/static/gone.png)", "url(/static//img/x.png)", "url(//img/x.png)",
    "url(HTTP://a.b/c.png)", "url(../img/x.png%23a)", "url(../img/x.png%3Fa)", "url(%2e%2e/img/x.png)", "url(../img/%78.png)",
    b"\xff url(x)", "url(../img/x.png/)", "url(../img/x.png/y)", "url(../im%67)", "url(a:b) url(A:b)", "url(../img/x.png?a/b)",
    "url(../img/x.png?#)", "url(../img/x.png#?#)", "url(../img/x%2Epng#%20)", "url(\t../img/x.png\t)", "url(../img/x.png;v=1)",
    "url(../img/%252e)", "url(../img/\u3000x.png)", "@import 'other.css\"; '", "@import url('other.css)", "url(other.css ) b",
]):
    SCENARIOS[f"manifest_of_style_{number}"] = manifest_of_one_style(text)


@scenario
def manifest_of_a_ring(case):
    case.source("static")
    case.manifest = True
    case.may_fail = True
    case.write("static/a.css", "@import 'b.css';")
    case.write("static/b.css", "@import 'd/c.css';")
    case.write("static/d/c.css", "@import '../a.css';")


@scenario
def manifest_of_djangos_admin(case):
    import django.contrib.admin

    case.manifest = True
    case.sources.append(("", os.path.join(os.path.dirname(django.contrib.admin.__file__), "static")))
    case.runs = 2


@scenario
def manifest_with_clear(case):
    manifest_of_styles(case)
    case.options["clear"] = True
    case.write_in_roots("staticfiles.json", '{"paths": {}, "version": "1.0"}')
    case.write_in_roots("css/third.0123456789ab.css", "")


@scenario
def manifest_with_links(case):
    manifest_of_styles(case)
    case.options["link"] = True


def manifest_by_chance(seed):
    def prepare(case):
        chance = random.Random(seed)
        case.source("static")
        case.manifest = True
        case.may_fail = True
        files = ["a.css", "d/b.css", "d/c.css", "i.png", "d/e/f g.woff"]
        pieces = ["url(", "@import ", "'", '"', ")", " ", ";", "\n", "../", "d/", "/static/", "e/f%20g.woff", "i.png", "b.css", "c.css",
                  "?", "#", "/*", "*/", "/", "x"]
        for file in files:
            text = "".join(chance.choice(pieces) for _ in range(chance.randint(0, 12)))
            if file.endswith(".css"):
                for _ in range(chance.randint(0, 3)):
                    target = os.path.relpath(chance.choice(files[1:]), os.path.dirname(file) or ".").replace(" ", "%20")
                    text += chance.choice(["url({})", "url('{}')", "@import '{}';", "url({}#x)", "url({}?y)"]).format(target)
            case.write("static/" + file, text)
        case.runs = chance.choice([1, 2])

    return prepare


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
    seeds = int(os.environ.get("MEGACTL_COMPARE_SEEDS", "20"))
    chosen = dict(SCENARIOS)
    chosen.update({f"chance_{seed}": by_chance(seed) for seed in range(seeds)})
    chosen.update({f"manifest_chance_{seed}": manifest_by_chance(seed) for seed in range(seeds // 2)})
    if django.VERSION >= (4, 2):
        chosen.update(scripts.scenarios(seeds, RELEASE))
    names = [word for word in sys.argv[2:] if word not in ("--django", RELEASE)]
    if names:
        chosen = {name: chosen[name] for name in chosen if any(fnmatch.fnmatch(name, pattern) for pattern in names)}
    failed = [name for name, prepare in chosen.items() if not compare(program, name, prepare)]
    print(f"{len(chosen) - len(failed)} of {len(chosen)} the same as Django {RELEASE}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
