#!/usr/bin/env python3
"""How long a look at certificates takes: `megactl tls check` and `tls show` beside the openssl one-liners of deploy scripts.

    check.py MEGACTL [--runs N]

A certificate of a made-up authority, its intermediate and its key, against the host's own store, as it is installed. The
least and the median of the runs, taken in turn, each from the start of a shell or program to its end.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

# What scripts ask before a reload, one question each.
ONE_LINERS = {
    "openssl: is this its key": '[ "$(openssl x509 -in site.pem -noout -pubkey)" = "$(openssl pkey -in site.key -pubout)" ]',
    "openssl x509 -checkend": "exec openssl x509 -in site.pem -noout -checkend 2592000",
    "openssl x509 -checkhost": "exec openssl x509 -in site.pem -noout -checkhost example.org",
    "openssl verify": "exec openssl verify -purpose sslserver -CAfile root.pem -untrusted site.pem site.pem",
}
# Without a bundle that the environment names: reading one whole takes OpenSSL longer than all the rest.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SSL_CERT_")}
FILES = 1000
PEER_RUNS = 100


def run(command, folder):
    """What a command takes by the clock and of the processors, its children's time included, in milliseconds."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, usage = os.wait4(child.pid, 0)
    took = (time.perf_counter() - begin) * 1000
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command} ended with {child.returncode}")
    return took, (usage.ru_utime + usage.ru_stime) * 1000


def lay(folder):
    """root.pem, and site.pem with the leaf and its intermediate, site.key."""
    def shell(command):
        subprocess.run(["sh", "-ec", command], cwd=folder, check=True, capture_output=True)

    key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc"
    ca = "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign"
    shell(f"openssl req -x509 {key} -keyout root.key -out root.pem -subj /CN=Root -days 400")
    shell(f"openssl req -x509 {key} -keyout ca.key -out ca.pem -subj /CN=CA -days 300 -CA root.pem -CAkey root.key {ca}")
    shell(f"openssl req -x509 {key} -keyout site.key -out leaf.pem -subj /CN=example.org -days 80 -CA ca.pem -CAkey ca.key "
          "-addext basicConstraints=critical,CA:FALSE -addext subjectAltName=DNS:example.org "
          "-addext extendedKeyUsage=serverAuth -addext keyUsage=critical,digitalSignature")
    shell("cat leaf.pem ca.pem > site.pem; chmod 600 site.key")


def report(name, taken):
    clock, processor = zip(*taken)
    print(f"{name:28} {min(clock):7.1f} ms at least, {statistics.median(clock):7.1f} ms in the median of {len(clock)} runs; "
          f"{statistics.median(processor):7.1f} ms of a processor")


def added(taken):
    return tuple(map(sum, zip(*taken)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("megactl", type=os.path.realpath)
    parser.add_argument("--runs", type=int, default=50)
    arguments = parser.parse_args()
    megactl = arguments.megactl
    with tempfile.TemporaryDirectory() as folder:
        lay(folder)
        pair = [megactl, "tls", "check", "--cert", "site.pem", "--key", "site.key", "--host", "example.org"]
        commands = {"megactl tls check": pair, "megactl tls check --ca": pair + ["--ca", "root.pem"]}
        commands |= {name: ["sh", "-c", line] for name, line in ONE_LINERS.items()}
        took = {name: [] for name in commands}
        for _ in range(arguments.runs):
            for name, command in commands.items():
                took[name].append(run(command, folder))
        for name, times in took.items():
            report(name, times)

        names = [f"{number:04}.pem" for number in range(FILES)]
        for name in names:
            os.link(os.path.join(folder, "leaf.pem"), os.path.join(folder, name))
        show, peer = [], []
        for _ in range(5):
            show.append(run([megactl, "tls", "show"] + names, folder))
            peer.append(added([run(["openssl", "x509", "-in", name, "-noout", "-text"], folder)
                               for name in names[:PEER_RUNS]]))
        report(f"megactl tls show, {FILES} files", show)
        report(f"openssl x509, {PEER_RUNS} runs", peer)


if __name__ == "__main__":
    main()
