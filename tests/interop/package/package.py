#!/usr/bin/env python3
"""What people install, as those see it who look first: dpkg, lintian, systemd, tar.

    package.py MEGACTL --build FOLDER

FOLDER is the build of a release. Two runs of cpack give the same bytes; the units are understood and well locked up.
"""

import argparse
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import same

MOST_EXPOSED = 2.0  # of ten, as `systemd-analyze security` reckons


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    same(done.returncode, 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def pack(build, folder):
    """The .deb and the tar archive of this build."""
    run("cpack", "--config", build / "CPackConfig.cmake", "-B", folder, cwd=build)
    return next(folder.glob("*.deb")), next(folder.glob("*.tar.gz"))


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def judge_deb(deb, root):
    fields = dict(re.findall(r"^([A-Z][A-Za-z-]*): (.*)$", run("dpkg-deb", "--field", deb), re.M))
    same({"libssl3", "libc6"} <= set(re.findall(r"[a-z0-9.+-]+", fields["Depends"])), True, fields["Depends"])
    same(fields["Recommends"], "ca-certificates, libcurl4, libidn2-0")
    run("dpkg-deb", "--extract", deb, root)
    for place in ("usr/bin/megactl", "usr/share/man/man1/megactl-check.1.gz", "usr/share/man/man5/megactl.toml.5.gz",
                  "usr/share/bash-completion/completions/megactl", "usr/share/zsh/vendor-completions/_megactl",
                  "usr/share/fish/vendor_completions.d/megactl.fish", "usr/lib/systemd/system/megactl-serve.service",
                  "usr/lib/sysusers.d/megactl.conf", "usr/share/doc/megactl/copyright", "etc/megactl/megactl.toml"):
        same((root / place).is_file(), True, place)
    same(run("lintian", "--fail-on", "none", "--tag-display-limit", "0", deb), "", "lintian")


def judge_units(root):
    units = sorted((root / "usr/lib/systemd/system").iterdir())
    same([unit.name for unit in units], ["megactl-serve.service", "megactl-serve.socket", "megactl-worker@.service"])
    for unit in units:
        same("@BINDIR@" in unit.read_text(), False, unit.name)
    services = [unit for unit in units if unit.suffix == ".service"]
    # Under a root `verify` asks for programs there: ours, and one of everybody's.
    (root / "bin").mkdir()
    (root / "bin/kill").touch(0o755)
    said = subprocess.run(["systemd-analyze", "verify", "--root", root, "--man=no", "--recursive-errors=no", *(
        f"/usr/lib/systemd/system/{unit.name}" for unit in services)], capture_output=True, text=True)
    same("megactl" in said.stderr, False, said.stderr)
    for unit in services:
        table = run("systemd-analyze", "security", "--offline=yes", "--no-pager", unit)
        exposure = float(re.search(r"Overall exposure level.*: ([0-9.]+)", table)[1])
        same(exposure <= MOST_EXPOSED, True, f"{unit.name}: {exposure}\n{table}")


def judge_configuration(megactl, root, folder):
    """The example is right as it lies there, and so is each of its lines once it speaks."""
    text = (root / "etc/megactl/megactl.toml").read_text()
    spoken = folder / "megactl.toml"
    spoken.write_text(re.sub(r"^# (?=\[|[a-z_]+ = )", "", text, flags=re.M))
    for file in (root / "etc/megactl/megactl.toml", spoken):
        run(megactl, "--no-env", "-C", folder, "--config", file, "config", "show")


def judge_archive(archive, folder):
    run("tar", "-C", folder, "-xzf", archive)
    program = folder / "usr/local/bin/megactl"
    same(run(program, "--version").startswith("megactl "), True)
    same("/usr/local/bin/megactl" in (folder / "usr/local/lib/systemd/system/megactl-serve.service").read_text(), True)
    same((folder / "usr/local/etc/megactl/megactl.toml").is_file(), True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("megactl")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        for name in ("first", "second", "root", "configuration", "archive"):
            (folder / name).mkdir()
        deb, archive = pack(asked.build, folder / "first")
        again = pack(asked.build, folder / "second")
        same([digest(file) for file in again], [digest(deb), digest(archive)], "the second run of cpack")
        judge_deb(deb, folder / "root")
        judge_units(folder / "root")
        judge_configuration(asked.megactl, folder / "root", folder / "configuration")
        judge_archive(archive, folder / "archive")


if __name__ == "__main__":
    main()
