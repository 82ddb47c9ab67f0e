#!/usr/bin/env python3
"""Whether collecting takes twice as long for twice as many files: `megactl static collect --manifest`, up to 200 000.

    growth.py MEGACTL [--most N] [--folder DIR]

The files are made up: small style sheets and scripts, of which every tenth refers to another. Each number of files is
collected twice, the second time over what the first left. Told are the processor's time, which other work on the machine
leaves alone, and the memory.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile


def make_sources(folder, count):
    for number in range(count):
        path = os.path.join(folder, f"d{number % 1000 // 50}", f"e{number % 50}")
        os.makedirs(path, exist_ok=True)
        text = f"/* {number} */ " + "x" * (number % 997)
        if number % 10 == 0 and number + 1 < count:
            text += f"\na {{ b: url(/static/d{(number + 1) % 1000 // 50}/e{(number + 1) % 50}/f{number + 1}.css) }}\n"
        with open(os.path.join(path, f"f{number}.css"), "w", encoding="utf-8") as file:
            file.write(text)


def run(command, environment):
    """Seconds of the processor, and MiB."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command[:4])} … ended badly:\n{said.decode(errors='replace')}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("megactl")
    parser.add_argument("--most", type=int, default=200_000)
    parser.add_argument("--folder", help="where to work; by default the folder for temporary files")
    arguments = parser.parse_args()
    work = tempfile.mkdtemp(prefix="megactl-bench-", dir=arguments.folder)
    environment = os.environ | {"XDG_CACHE_HOME": os.path.join(work, "cache")}
    try:
        print(f"{'files':>8}{'first run':>12}{'a file':>10}{'second run':>13}{'a file':>10}{'memory':>11}")
        count = max(1, arguments.most // 16)
        while count <= arguments.most:
            source, root = (os.path.join(work, f"{what}{count}") for what in ("source", "root"))
            make_sources(source, count)
            command = [os.path.abspath(arguments.megactl), "static", "collect", "--noinput", "--manifest", "--source", source,
                       "--root", root]
            first, second = run(command, environment), run(command, environment)
            print(f"{count:8}{first[0]:10.2f} s{first[0] / count * 1e6:7.0f} µs{second[0]:11.2f} s{second[0] / count * 1e6:7.0f} µs"
                  f"{max(first[1], second[1]):7.0f} MiB")
            count *= 2
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
