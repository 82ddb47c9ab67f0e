#!/usr/bin/env python3
"""`megactl serve` with TLS against those who speak it: curl, openssl, Python, nginx beside it, and `megactl tls probe`.

    tls.py MEGACTL

A renewal is served without a connection dropped, a bad one is not, and a stop ends no connection in silence.
"""

import contextlib
import http.client
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import types

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Megactl, Process, answers, clean_environment, free_port, require, same, wait_until

TARGET = "https://example.org/"
HSTS = "max-age=31536000; includeSubDomains; preload"

NGINX = """
daemon off; master_process off; pid nginx.pid; error_log error.log; events {{ }}
http {{
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
    scgi_temp_path scgi; access_log off;
    server {{ listen 127.0.0.1:{port} ssl; ssl_certificate 1.pem; ssl_certificate_key 1.key; return 302 {target}; }}
}}
"""

# What is no handshake; the first byte of TLS is 0x16.
NO_HANDSHAKES = {
    "GET": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "POST": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx",
    "nothing but zeros": bytes(4000),
    "a record too long": b"\x16\x03\x01\xff\xff" + bytes(70_000),
    "an alert": b"\x15\x03\x01\x00\x02\x02\x28",
    "a hello cut short": b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03",
    "a hello of garbage": b"\x16\x03\x01\x00\x40\x01\x00\x00\x3c" + b"\xff" * 60,
    "SSL 2": b"\x80\x2e\x01\x00\x02" + bytes(60),
}


class Pairs:
    """Certificates as certbot lays them: links in `live`, which are renamed over."""

    def __init__(self, folder):
        self.folder, self.live = folder, folder / "live"
        self.live.mkdir()
        self.made = 0

    def make(self):
        self.made += 1
        name = self.folder / str(self.made)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
             "-subj", f"/CN=localhost {self.made}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", f"{name}.key", "-out", f"{name}.pem"], check=True, capture_output=True,
        )
        return self.made

    def put(self, number, *kinds):
        for kind in kinds or ("pem", "key"):
            new = self.live / "new"
            new.symlink_to(self.folder / f"{number}.{kind}")
            new.rename(self.live / f"site.{kind}")


def trusting(folder, number):
    return ssl.create_default_context(cafile=folder / f"{number}.pem")


def connect(port, context):
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 60), server_hostname="localhost")


def presented(port):
    """Which of the certificates a new connection sees."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with connect(port, context) as seen:
        return ssl.DER_cert_to_PEM_cert(seen.getpeercert(binary_form=True))


def ask(connection):
    connection.request("GET", "/ada/go/", headers={"Host": "localhost"})
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.getheader("Location"), answer.getheader("Strict-Transport-Security")


def curl(folder, *arguments):
    said = subprocess.run(
        ["curl", "--silent", "--show-error", "--cacert", folder / "1.pem", "--output", os.devnull, "--write-out",
         "%{http_code} %{redirect_url} %{ssl_verify_result} %{http_version}", *arguments],
        capture_output=True, text=True, timeout=60,
    )
    return said.stdout if said.returncode == 0 else f"curl {said.returncode}"


def s_client(folder, port, *arguments, text=""):
    said = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "localhost", "-CAfile",
         folder / "1.pem", *arguments], input=text, capture_output=True, text=True, timeout=60,
    )
    return said.stdout + said.stderr


def clients(folder, secure, plain):
    same(curl(folder, f"https://localhost:{secure}/ada/go/"), f"302 {TARGET} 0 1.1")
    same(curl(folder, "--tls-max", "1.2", f"https://localhost:{secure}/ada/go/"), f"302 {TARGET} 0 1.1")
    same(curl(folder, "--http2", f"https://localhost:{secure}/ada/go/"), f"302 {TARGET} 0 1.1")
    same(curl(folder, f"http://localhost:{plain}/ada/go/"), f"301 https://localhost:{secure}/ada/go/ 0 1.1")
    same(curl(folder, "--location", "--max-redirs", "1", f"http://localhost:{plain}/ada/none/"), "404  0 1.1")

    for version in ("-tls1_2", "-tls1_3"):
        ticket = folder / f"ticket{version}"
        request = "GET /ada/go/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        first = s_client(folder, secure, version, "-ign_eof", "-sess_out", ticket, text=request)
        same(("Verify return code: 0 (ok)" in first, "Secure Renegotiation IS supported" in first or version == "-tls1_3",
              "Compression: NONE" in first, "HTTP/1.1 302 Found" in first), (True, True, True, True), first)
        again = s_client(folder, secure, version, "-ign_eof", "-sess_in", ticket, text=request)
        same("Reused, TLSv1." in again, True, again)
    weak = s_client(folder, secure, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    same("Cipher is (NONE)" in weak, True, weak)
    static = s_client(folder, secure, "-tls1_2", "-cipher", "AES128-GCM-SHA256:AES256-SHA")
    same("Cipher is (NONE)" in static, True, static)
    other = s_client(folder, secure, "-alpn", "h2")
    same("no application protocol" in other, True, other)
    again = s_client(folder, secure, "-tls1_2", text="R\n")
    same("no renegotiation" in again, True, again)


def first_word(port, sent):
    """`400` and the like where the answer is HTTP; else nothing, for all that is not is closed."""
    with socket.create_connection(("127.0.0.1", port), 60) as raw:
        heard = b""
        with contextlib.suppress(ConnectionError):
            raw.sendall(sent)
            with contextlib.suppress(OSError):  # it may have closed by now, and what it said can be read all the same
                raw.shutdown(socket.SHUT_WR)
            while more := raw.recv(4096):
                heard += more
    return heard.split(b" ")[1].decode() if heard.startswith(b"HTTP/") else ""


def as_nginx_does(folder, secure):
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(port=port, target=TARGET))
    command = [shutil.which("nginx"), "-p", folder, "-c", folder / "nginx.conf"]
    with Process(command, folder, clean_environment(), "nginx"):
        wait_until(lambda: answers(port), "nginx answers")
        for name, sent in NO_HANDSHAKES.items():
            same(first_word(secure, sent), first_word(port, sent), f"{name}: nginx and we")


def half_closed(folder, secure):
    """Who has asked, and says that nothing more comes, is answered all the same."""
    with connect(secure, trusting(folder, 1)) as session:
        session.sendall(b"GET /ada/go/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        socket.socket.shutdown(session, socket.SHUT_WR)  # of TCP: without a word of TLS
        same(session.recv(4096).startswith(b"HTTP/1.1 302 "), True)
        same(session.recv(4096), b"")  # a close_notify: else Python raises


def renewals(folder, pairs, server, secure):
    old = http.client.HTTPSConnection("localhost", secure, timeout=60, context=trusting(folder, 1))
    same(ask(old), (302, TARGET, HSTS))
    next_one = pairs.make()
    pairs.put(next_one, "pem")  # half of a renewal is none
    pairs.put(next_one, "key")
    wait_until(lambda: presented(secure) == (folder / f"{next_one}.pem").read_text(), "the renewed pair is served")
    same(ask(old), (302, TARGET, HSTS), "on the connection from before")
    new = http.client.HTTPSConnection("localhost", secure, timeout=60, context=trusting(folder, next_one))
    same(ask(new), (302, TARGET, HSTS))

    pairs.put(pairs.make(), "key")
    server.wait_for_words("(tls/key-mismatch)")
    same(presented(secure), (folder / f"{next_one}.pem").read_text(), "a bad pair is not served")
    last = pairs.make()
    pairs.put(last)
    server.child.send_signal(signal.SIGHUP)
    wait_until(lambda: presented(secure) == (folder / f"{last}.pem").read_text(), "SIGHUP")
    same((ask(old), ask(new)), ((302, TARGET, HSTS),) * 2, "on the connections from before")
    same(server.said().count("can't be served"), 1, server.said())
    return old


def main():
    require(programs=["curl", "openssl", "nginx"])
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        environment = clean_environment(
            HOME=place, DJANGO_ALLOWED_HOSTS="localhost", CELERY_BROKER_URL="sqlite:///queue.db"
        )
        site = types.SimpleNamespace(folder=folder, environment=environment, database=folder / "db.sqlite3")
        megactl = Megactl(sys.argv[1], site)
        megactl.run("link", "add", TARGET, "--user", "ada", "--slug", "go", "--create-user")
        pairs = Pairs(folder)
        pairs.put(pairs.make())
        secure, plain = free_port(), free_port()
        with megactl.start(
            "serve", "--listen", f"127.0.0.1:{secure}", "--listen", f"http://127.0.0.1:{plain}", "--tls-cert",
            "live/site.pem", "--tls-key", "live/site.key", "--threads", "2",
        ) as server:
            server.wait_for_words("ready in")
            said = f"listening on https://127.0.0.1:{secure}, http://127.0.0.1:{plain} for localhost"
            same(said in server.said(), True, server.said())
            clients(folder, secure, plain)
            as_nginx_does(folder, secure)
            half_closed(folder, secure)
            probe = megactl.run("tls", "probe", f"127.0.0.1:{secure}", "--host", "localhost", "--ca", "1.pem")
            same(all(word in probe for word in ("TLS 1.2, TLS 1.3\n", "http/1.1\n", HSTS)), True, probe)
            idle = renewals(folder, pairs, server, secure)
            server.child.terminate()
            same(idle.sock.recv(1), b"", "a stop is told to who is idle")  # else Python raises
            same(server.child.wait(60), 0, server.said())


if __name__ == "__main__":
    main()
