"""Mail servers of every temper, on free ports of this host: aiosmtpd, with the certificate of an authority of its own."""

import contextlib
import pathlib
import socket
import ssl
import subprocess
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from peers import free_port

USER, PASSWORD = "site", "correct horse"


def make_certificates(folder):
    """An authority and a certificate for localhost; the server's files and the authority's."""
    folder = pathlib.Path(folder)

    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    names = folder / "names"
    names.write_text("subjectAltName=DNS:localhost\n")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", folder / "ca.key", "-out", folder / "ca.pem", "-subj", "/CN=Test", "-days", 2)
    openssl("req", *key, "-keyout", folder / "key.pem", "-out", folder / "request", "-subj", "/CN=localhost")
    openssl("x509", "-req", "-in", folder / "request", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
            "-CAcreateserial", "-out", folder / "cert.pem", "-days", 2, "-extfile", names)
    return folder / "cert.pem", folder / "key.pem", folder / "ca.pem"


class Keeper:
    """Keeps what arrives, and answers receivers by what they are called."""

    def __init__(self, drops=0):
        self.mails = []
        self.drops = drops  # so many mails are read whole, and the connection is cut without an answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.drops:
            self.drops -= 1
            server.transport.abort()
            return "451 never seen"
        self.mails.append((envelope.content, envelope.mail_from, envelope.rcpt_tos, server.transport.get_extra_info("sslcontext") is not None,
                           session.authenticated))
        return "250 taken"


class Implicit(Controller):
    """TLS from the first byte."""

    def factory(self):
        return SMTP(self.handler, **self.SMTP_kwargs)


@contextlib.contextmanager
def server(keeper, certificate=None, security="none", wants_login=False):
    """Its port."""
    options = {"hostname": "127.0.0.1", "port": free_port()}
    if wants_login:
        options["authenticator"] = lambda _server, _session, _envelope, _mechanism, data: AuthResult(
            success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)
        options["auth_required"] = True
        options["auth_require_tls"] = security == "starttls"
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    if security == "starttls":
        controller = Controller(keeper, tls_context=context, require_starttls=True, **options)
    elif security == "tls":
        controller = Implicit(keeper, ssl_context=context, **options)
    else:
        controller = Controller(keeper, **options)
    controller.start()
    try:
        yield options["port"]
    finally:
        controller.stop()


@contextlib.contextmanager
def silent_server():
    """Takes connections and says nothing; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = []
        ended = threading.Event()

        def take():
            while not ended.is_set():
                with contextlib.suppress(OSError):
                    taken.append(listener.accept()[0])

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            for connection in taken:
                connection.close()
