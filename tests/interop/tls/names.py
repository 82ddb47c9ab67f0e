#!/usr/bin/env python3
"""What `megactl tls probe` tells of an nginx that serves several names.

    names.py MEGACTL

Who asks it for no name, or for one that it does not know, gets the certificate of its default server, or no handshake.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from peers import Process, answers, clean_environment, free_port, require, same, wait_until

NGINX = """
daemon off; master_process off; pid nginx.pid; error_log error.log; events {{ }}
http {{
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
    scgi_temp_path scgi; access_log off;
    server {{ listen 127.0.0.1:{chosen} ssl; server_name first.example; {first} return 204; }}
    server {{ listen 127.0.0.1:{chosen} ssl; server_name second.example; {second} return 204; }}
    server {{ listen 127.0.0.1:{strict} ssl default_server; ssl_reject_handshake on; }}
    server {{ listen 127.0.0.1:{strict} ssl; server_name second.example; {second} return 204; }}
}}
"""


def make_pair(folder, name):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}.example", "-keyout", folder / f"{name}.key",
         "-out", folder / f"{name}.pem"], check=True, capture_output=True,
    )
    return f"ssl_certificate {name}.pem; ssl_certificate_key {name}.key;"


def facts_of(megactl, folder, port, name):
    said = subprocess.run(
        [megactl, "tls", "probe", f"127.0.0.1:{port}", "--host", name, "--ca", "first.pem", "--ca", "second.pem",
         "--format", "json"], cwd=folder, env=clean_environment(HOME=folder), capture_output=True, text=True, timeout=60,
    )
    same(said.returncode, 0, said.stdout + said.stderr)
    return json.loads(said.stdout)["facts"]


def main():
    require(programs=["openssl", "nginx"])
    megactl = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        first, second = make_pair(folder, "first"), make_pair(folder, "second")
        chosen, strict = free_port(), free_port()
        text = NGINX.format(chosen=chosen, strict=strict, first=first, second=second)
        (folder / "nginx.conf").write_text(text)
        command = [shutil.which("nginx"), "-p", folder, "-c", folder / "nginx.conf"]
        with Process(command, folder, clean_environment(), "nginx"):
            wait_until(lambda: answers(chosen) and answers(strict), "nginx answers")
            facts = facts_of(megactl, folder, chosen, "first.example")
            same((facts["names"], facts.get("default")), ("first.example", None), "the default server itself")
            facts = facts_of(megactl, folder, chosen, "second.example")
            default = "another certificate for who asks for no name, or an unknown one: first.example"
            same((facts["names"], facts.get("default")), ("second.example", default), "another than the default")
            facts = facts_of(megactl, folder, strict, "second.example")
            same((facts["names"], facts.get("default")), ("second.example", None), "one that refuses strangers")


if __name__ == "__main__":
    main()
