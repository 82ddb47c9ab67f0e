#!/usr/bin/env python3
"""What a redirect costs: `megactl serve` against nginx, on the same machine in the same run.

    compare.py MEGACTL [--tls] [--links N] [--rounds N] [--seconds S] [--connections N]

Server and wrk are pinned to a core each, and the server has one thread. Compared is the processor time of a request (the
client is what limits their number on two cores), then requests a second and the 99th percentile. Rounds are interleaved
and the medians count. megactl has every click on disk before it answers, and ships them to a Redis that runs beside it;
nginx answers `return 302` for everything, or looks the path up in a `map` and writes its access log. With `--tls` all of
them speak TLS 1.3 with one P-256 certificate, on connections that are kept.

Wants `apt install nginx-light wrk redis-server`.
"""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile

SERVER_CORE, CLIENT_CORE = "0", "1"
TICKS = os.sysconf("SC_CLK_TCK")

NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000000;
    map_hash_max_size 1048576; map_hash_bucket_size 128;
    {head}
    server {{ listen 127.0.0.1:{port} {tls}; {access} location / {{ {answer} }} }}
}}
"""

WRK = """
local count, number = {links}, {start}
request = function()
    number = (number * 1103515245 + 12345) % 2147483648
    return wrk.format("GET", "/user" .. (math.floor(number / 65536) % count) % 100 .. "/l" .. math.floor(number / 65536) % count .. "/",
        {{["Host"] = "localhost"}})
end
done = function(summary, latency)
    io.write(string.format("figures %d %d %f\\n", summary.requests, summary.errors.status, latency:percentile(99) / 1000))
end
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def path_of(number):
    return f"/user{number % 100}/l{number}/"


class Server:
    """A server on the first core, with the processor time that it has used."""

    def __init__(self, program, name, command, port, folder, environment=None, scheme="http"):
        self.name, self.port, self.scheme = name, port, scheme
        self.log = open(os.path.join(folder, f"{name.split()[0]}.log"), "wb")
        self.process = subprocess.Popen(["taskset", "-c", SERVER_CORE, *command], stdout=self.log, stderr=self.log,
                                        env=environment, cwd=folder)
        self.rows = []
        waits = subprocess.run([program, "-q", "wait", "--tcp", f"127.0.0.1:{port}", "--timeout", "30s"], cwd=folder, check=False)
        if waits.returncode != 0:
            with open(self.log.name, encoding="utf-8", errors="replace") as said:
                sys.exit(f"{name} does not answer:\n{said.read()}")

    def processor_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def measure(self, script, seconds, connections):
        before = self.processor_seconds()
        wrk = subprocess.run(["taskset", "-c", CLIENT_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
                              "-s", script, f"{self.scheme}://127.0.0.1:{self.port}"], check=True, capture_output=True, text=True)
        used = self.processor_seconds() - before
        requests, refused, slow = re.search(r"figures (\d+) (\d+) ([\d.]+)", wrk.stdout).groups()
        if int(refused):
            sys.exit(f"{self.name} refused {refused} of {requests} requests")
        self.rows.append((used / int(requests) * 1e6, int(requests) / seconds, float(slow)))

    def medians(self):
        return [statistics.median(column) for column in zip(*self.rows)]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)


def make_pair(folder):
    files = [os.path.join(folder, name) for name in ("site.pem", "site.key")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", files[0], "-keyout", files[1]],
                   check=True, capture_output=True)
    return files


def nginx(program, folder, name, links, pair):
    port = free_port()
    os.makedirs(folder)
    if links:
        table = "".join(f"{path_of(number)} https://example.org/{number};\n" for number in range(links))
        head = f"map $uri $target {{ default ''; {table} }}"
        access = f"access_log {folder}/access.log combined buffer=64k;"
        answer = "return 302 $target;"
    else:
        head, access, answer = "", "access_log off;", "return 302 https://example.org/;"
    with open(os.path.join(folder, "nginx.conf"), "w", encoding="utf-8") as file:
        tls = "ssl; ssl_certificate {}; ssl_certificate_key {}".format(*pair) if pair else ""
        file.write(NGINX.format(folder=folder, port=port, head=head, access=access, answer=answer, tls=tls))
    return Server(program, name, [shutil.which("nginx") or "/usr/sbin/nginx", "-c", os.path.join(folder, "nginx.conf")], port, folder,
                  scheme="https" if pair else "http")


def megactl(program, folder, links, pair):
    os.makedirs(folder)
    rows = "".join(f"user{number % 100},l{number},https://example.org/{number}\n" for number in range(links))
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    redis_socket = os.path.join(folder, "redis.sock")
    broker = subprocess.Popen(["taskset", "-c", CLIENT_CORE, "redis-server", "--port", "0", "--unixsocket", redis_socket, "--save", ""],
                              stdout=subprocess.DEVNULL, cwd=folder)
    environment |= {"MEGACTL_DATABASE_URL": "sqlite:///links.db", "CELERY_BROKER_URL": f"redis+socket://{redis_socket}",
                    "MEGACTL_SERVE_SPOOL_DIR": os.path.join(folder, "spool")}
    subprocess.run([program, "-q", "link", "import", "--create-user", "-"], input="user,slug,target\n" + rows, text=True, check=True,
                   env=environment, cwd=folder, stdout=subprocess.DEVNULL)
    port = free_port()
    command = [program, "serve", "--listen", f"127.0.0.1:{port}", "--threads", "1"]
    command += ["--tls-cert", pair[0], "--tls-key", pair[1]] if pair else []
    server = Server(program, "megactl serve", command, port, folder, environment, "https" if pair else "http")
    return server, broker


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("megactl")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "ask.lua")
        with open(script, "w", encoding="utf-8") as file:
            file.write(WRK.format(links=arguments.links, start=1))
        program = os.path.realpath(arguments.megactl)
        pair = make_pair(folder) if arguments.tls else None
        ours, broker = megactl(program, os.path.join(folder, "megactl"), arguments.links, pair)
        theirs = [nginx(program, os.path.join(folder, "return"), "nginx return 302", 0, pair),
                  nginx(program, os.path.join(folder, "map"), "nginx map, access log", arguments.links, pair)]
        servers = [ours, *theirs]
        for _ in range(arguments.rounds):
            for server in servers:
                server.measure(script, arguments.seconds, arguments.connections)
        for server in servers:
            cost, rate, slow = server.medians()
            print(f"{server.name:22} {cost:6.2f} us of processor a request, {rate:9.0f} requests/s, 99 % within {slow:6.2f} ms")
        for server in theirs:
            print(f"megactl serve does {server.medians()[0] / ours.medians()[0]:.2f} times the requests of {server.name} a processor second")
        for server in servers:
            server.stop()
        broker.terminate()
        broker.wait()


if __name__ == "__main__":
    main()
