#!/usr/bin/env python3
"""Holds `megactl static collect --compress` against WhiteNoise: which files are packed, and what they unpack to.

    packed.py MEGACTL

Both collect from the same sources, with the three storages of WhiteNoise. The names in both roots must be the same,
each packed file must unpack to the file beside it and have its time, gzip's bytes must be the same, and Brotli's no more
than a hundredth larger in sum. Then once more: nothing is packed anew, and what was changed is.
"""

import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

try:
    import brotli
    import django
    import whitenoise.compress  # noqa: F401
    from django.conf import settings
    from django.core.management import call_command
    from importlib.metadata import version
except ImportError as missing:
    sys.exit(f"{missing.name} is not there: tests/setup brings it")

STORAGE = "whitenoise.storage.Compressed{}StaticFilesStorage"
MODES = {
    "plain": ({"STATICFILES_STORAGE": STORAGE.format("")}, []),
    "manifest": ({"STATICFILES_STORAGE": STORAGE.format("Manifest")}, ["--manifest"]),
    "only hashed": (
        {"STATICFILES_STORAGE": STORAGE.format("Manifest"), "WHITENOISE_KEEP_ONLY_HASHED_FILES": True},
        ["--manifest", "--keep-only-hashed"],
    ),
    "other extensions": (
        {"STATICFILES_STORAGE": STORAGE.format(""), "WHITENOISE_SKIP_COMPRESS_EXTENSIONS": ["css", "min.js"]},
        [],
    ),
}


def write_sources(folder):
    chance = random.Random(7)

    def write(name, content):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    text = b"a { color: red; background: blue }\n" * 50
    write("css/site.css", b'@import "parts/a.css"; b { background: url(../img/dots.png) }\n' + text)
    write("css/parts/a.css", text)
    write("css/same.txt", text)
    write("js/site.min.js", b"go();\n" * 100)
    for name in ("img/dots.png", "img/a.JPG", "f.woff2", "a.tar.gz", "a.b.GIF", "x.swf"):
        write(name, text)
    for name in ("png", "a.jpg.txt", "b.ico", "c.avif", "d.wasm", "e.map", "odd name é.txt", "a.css.br.txt", "upper.CSS"):
        write(name, name.encode() + text)
    write("empty.txt", b"")
    write("tiny.txt", b"a")
    write("big.svg", b"<svg>" + bytes(chance.choice(b"abcdef ") for _ in range(300_000)))
    # Noise with a little order, so that some of it is just worth it and some just isn't.
    for share in range(0, 24):
        size = 2000
        noise = chance.randbytes(size)
        order = b"\0" * (size * share // 240)
        write(f"noise/{share}.bin", noise[len(order) :] + order)


def collect_with_django(sources, root, more):
    child = os.fork()
    if child == 0:
        status = 1
        try:
            settings.configure(
                SECRET_KEY="x",
                INSTALLED_APPS=["django.contrib.staticfiles"],
                STATIC_URL="/static/",
                STATIC_ROOT=str(root),
                STATICFILES_DIRS=[str(source) for source in sources],
                STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
                USE_TZ=True,
                **more,
            )
            django.setup()
            call_command("collectstatic", interactive=False, verbosity=0)
            status = 0
        finally:
            os._exit(status)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise AssertionError("Django itself failed")


def collect_with_megactl(program, folder, sources, root, mode):
    more, flags = MODES[mode]
    command = [program, "static", "collect", "--noinput", "-C", folder, "--root", root, "--format", "json"]
    command += ["--compress", "gzip,br", "--django", "%d.%d" % django.VERSION[:2]] if flags else ["--compress", "gzip,br"]
    for source in sources:
        command += ["--source", source]
    environment = os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}
    result = subprocess.run([*command, *flags], capture_output=True, text=True, timeout=300, env=environment)
    if result.returncode != 0:
        raise AssertionError(f"megactl ended with {result.returncode}: {result.stderr}")
    return json.loads(result.stdout)


def names_in(root):
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


UNPACK = {".gz": gzip.decompress, ".br": brotli.decompress}


def differences(theirs, ours):
    """What a reader has to know, line by line; and how many packed files there are."""
    lines = [f"only one has {name}" for name in sorted(names_in(theirs) ^ names_in(ours))]
    sizes = {"theirs": 0, "ours": 0}
    packed = 0
    for name in sorted(names_in(theirs) & names_in(ours)):
        path = ours / name
        original = path.with_name(path.stem)
        if path.suffix not in UNPACK or not original.exists():
            continue
        packed += 1
        content = path.read_bytes()
        if UNPACK[path.suffix](content) != original.read_bytes():
            lines.append(f"{name} unpacks to something else")
        if path.stat().st_mtime_ns != original.stat().st_mtime_ns:
            lines.append(f"{name} has another time than its file")
        if path.suffix == ".gz" and content != (theirs / name).read_bytes():
            lines.append(f"{name} has other bytes")
        if path.suffix == ".br":
            sizes["theirs"] += (theirs / name).stat().st_size
            sizes["ours"] += len(content)
    if sizes["ours"] > 1.01 * sizes["theirs"]:
        lines.append(f"Brotli: {sizes['ours']} bytes instead of {sizes['theirs']}")
    return lines, packed


def compressed_in(document):
    return [change["path"] for change in document["changes"] if change["action"] == "compress"]


def compare(program, mode):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sources = [folder / "static"]
        write_sources(sources[0])
        admin = pathlib.Path(django.__file__).parent / "contrib/admin/static"
        if admin.is_dir() and mode != "other extensions":
            sources.append(admin)
        more, flags = MODES[mode]
        if "WHITENOISE_SKIP_COMPRESS_EXTENSIONS" in more:
            (folder / "manage.py").write_text('import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1")\n')
            (folder / "site1.py").write_text('WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "min.js"]\n')
        theirs, ours = folder / "django", folder / "megactl"
        collect_with_django(sources, theirs, more)
        collect_with_megactl(program, folder, sources, ours, mode)
        lines, packed = differences(theirs, ours)
        if packed < 10:
            lines.append(f"only {packed} packed files were compared")
        again = compressed_in(collect_with_megactl(program, folder, sources, ours, mode))
        if again:
            lines.append(f"packed once more: {again}")
        (sources[0] / "js/site.min.js").write_bytes(b"went();\n" * 100)
        os.utime(sources[0] / "js/site.min.js", (2e9, 2e9))
        collect_with_django(sources, theirs, more)
        collect_with_megactl(program, folder, sources, ours, mode)
        lines += [f"after a change: {line}" for line in differences(theirs, ours)[0]]
        for line in lines:
            print(f"{mode}: {line}")
        return not lines


def main():
    program = os.path.abspath(sys.argv[1])
    same = [compare(program, mode) for mode in MODES]
    print(f"{sum(same)} of {len(same)} storages pack the same as WhiteNoise {version('whitenoise')}")
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
