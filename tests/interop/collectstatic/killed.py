#!/usr/bin/env python3
"""Kills `megactl static collect` at many moments and looks at what is left.

    killed.py MEGACTL [atomic|prune]

A root holds the first release; the second is collected over it and killed once so many of its log lines were read, from
none to all. Whatever the moment: each served file is wholly that of one of the two releases, the manifest is one of the
two and names files that are there, and the next run ends with the tree of a run that nobody disturbed. With `atomic` the
root is wholly the one or the other; with `prune` the first release is old, and goes.
"""

import fcntl
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

MODE = sys.argv[2] if len(sys.argv) > 2 else "plain"
MOMENTS = 16
FILES = 40
OPTIONS = ["--manifest", "--django", "5.2", "--compress", "gzip,br,zstd", "--noinput", "--jobs", "3"]
OPTIONS += {"plain": [], "atomic": ["--atomic", "--prune", "--keep", "1"], "prune": ["--prune", "--keep", "1"]}[MODE]
SMALLEST_PIPE = 4096  # what is logged beyond it waits for us, and so does the program


def write_release(folder, word):
    text = f"a {{ content: '{word}' }}\n" * 400
    for number in range(FILES):
        path = folder / f"css/{number % 7}/{number}.css"
        path.parent.mkdir(parents=True, exist_ok=True)
        # Each a chain of references, so that a change goes through all that lead to it.
        before = f'@import "../{(number - 1) % 7}/{number - 1}.css";\n' if number % 5 else ""
        path.write_text(before + text)
        os.utime(path, (1e9, 1e9) if word == "first" else (4e9, 4e9))
    (folder / f"only-{word}.txt").write_text(text)


def command(program, folder, root):
    return [program, "static", "collect", "-C", folder, "--source", "static", "--root", root, *OPTIONS]


def collect(program, folder, root):
    subprocess.run(command(program, folder, root), check=True, capture_output=True, timeout=120)


def tree_of(root):
    root = root.resolve()
    paths = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in paths if ".megactl-" not in str(path.relative_to(root))}


def grow_old(root):
    for path in root.resolve().rglob("*"):
        os.utime(path, (1e9, 1e9))


def copy_site(site, copy):
    """A folder with a root in it, and the releases beside it."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(site, copy, symlinks=True)
    return copy / "root"


def collect_until(program, folder, root, lines):
    """Kills the run after so many lines; says whether it was still there."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, SMALLEST_PIPE)
    process = subprocess.Popen(
        [*command(program, folder, root), "--log-level", "debug"], stderr=writing, stdout=subprocess.DEVNULL
    )
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as log:
        while lines > 0:
            part = log.read(64)
            if not part:
                break
            lines -= part.count(b"\n")
        process.kill()
    return process.wait(timeout=60) == -9


def lines_of_a_run(program, folder, root):
    result = subprocess.run(
        [*command(program, folder, root), "--log-level", "debug"], capture_output=True, check=True, timeout=120
    )
    return result.stderr.count(b"\n")


def faults_in(program, folder, root, releases):
    tree = tree_of(root)
    if MODE == "atomic" and tree not in releases:
        yield "the root is neither release"
    for name, content in tree.items():
        if content not in [release.get(name) for release in releases]:
            yield f"{name} is of no release"
    verdict = subprocess.run(
        [program, "static", "verify", "-C", folder, "--root", root], capture_output=True, text=True, timeout=60
    )
    if verdict.returncode != 0:
        yield f"the manifest and the files do not agree: {verdict.stdout[:400]}{verdict.stderr}"


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        source, first, second = folder / "static", folder / "first", folder / "second"
        write_release(source, "first")
        collect(program, folder, first / "root")
        if MODE != "plain":
            grow_old(first / "root")
        write_release(source, "second")
        lines = lines_of_a_run(program, folder, copy_site(first, second))
        releases = [tree_of(first / "root"), tree_of(second / "root")]
        if MODE == "prune" and len(releases[1]) >= len(releases[0]) + FILES:
            return "nothing was pruned"
        faults, killed = [], 0
        for moment in range(MOMENTS + 1):
            root = copy_site(first, folder / "site")
            after = moment * lines // MOMENTS
            killed += collect_until(program, folder, root, after)
            faults += [f"after {after} of {lines} lines: {fault}" for fault in faults_in(program, folder, root, releases)]
            collect(program, folder, root)
            if tree_of(root) != releases[1]:
                faults.append(f"after {after} of {lines} lines: the next run did not repair the root")
            left = [str(path) for path in root.parent.rglob(".megactl-*") if path.name != ".megactl-releases"]
            faults += [f"after {after} of {lines} lines: {name} was left" for name in left]
        for fault in faults:
            print(fault)
        print(f"killed {killed} of {MOMENTS + 1} runs, {len(faults)} faults")
        return 1 if faults or killed < MOMENTS // 2 else 0


if __name__ == "__main__":
    sys.exit(main())
