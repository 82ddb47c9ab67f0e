#!/usr/bin/env python3
"""version.py MEGACTL: how long `MEGACTL --version` takes from fork to exit, against the smallest of peers: true.

Says the least and the median of 200 runs each, taken in turn so that both see the same machine.
"""

import os
import statistics
import sys
import time

RUNS = 200


def milliseconds(command: list[str]) -> float:
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    begin = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=nowhere)
    _, status = os.waitpid(child, 0)
    took = time.perf_counter() - begin
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return took * 1000


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    commands = {"megactl --version": [sys.argv[1], "--version"], "true": ["/bin/true"]}
    took: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            took[name].append(milliseconds(command))
    for name, times in took.items():
        print(f"{name:18} {min(times):5.2f} ms at least, {statistics.median(times):5.2f} ms in the median of {RUNS} runs")


if __name__ == "__main__":
    main()
