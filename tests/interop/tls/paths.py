#!/usr/bin/env python3
"""The verdicts of `megactl tls check` on certificate paths, held against those of `openssl verify`.

    paths.py MEGACTL [--count N] [--seed N] [--pkits FOLDER]

Families of authorities are made up at random: cross-signed, in circles, under one name with two keys, with faults of
every kind. What OpenSSL refuses has to be an error of ours as well, and what it takes must not be one of the chain.
With `--pkits` (the folder `x509/PKITS_data/certs` of Debian's python3-cryptography-vectors) NIST's vectors are asked
about too.
"""

import argparse
import datetime
import json
import pathlib
import random
import subprocess
import sys
import tempfile

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID
except ImportError:
    sys.exit(77)

NOW = datetime.datetime(2026, 6, 1)
DAY = datetime.timedelta(days=1)
# Rules about what is on the way up; the others are ours alone.
OF_THE_CHAIN = {"intermediate-missing", "issuer-unknown", "self-signed", "issuer-is-no-ca", "constraint-violated",
                "signature-wrong", "intermediate-expired", "extension-broken"}
# OpenSSL does not look at these, or only at another level of security.
OURS_ALONE = {"certificate-without-key", "no-names", "weak-signature", "rsa-too-short", "leaf-is-a-ca", "must-staple",
              "leaf-not-first", "name-malformed"}


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def name_of(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Maker:
    """Certificates with a fault here and there."""

    def __init__(self, rng):
        self.rng = rng
        self.keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(6)]
        self.serial = 0
        self.has_identifiers = False

    def usage(self, **wanted):
        every = ("digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign "
                 "crl_sign encipher_only decipher_only").split()
        return x509.KeyUsage(**{name: wanted.get(name, False) for name in every})

    def certificate(self, subject, key, issuer, issuer_key, is_authority, fault=None):
        self.serial += 1
        begin, end = NOW - 100 * DAY, NOW + 100 * DAY
        if fault == "expired":
            end = NOW - DAY
        if fault == "not yet":
            begin = NOW + DAY
        made = (x509.CertificateBuilder().subject_name(name_of(subject)).issuer_name(name_of(issuer))
                .public_key(key.public_key()).serial_number(self.serial).not_valid_before(begin).not_valid_after(end))
        if fault != "no constraints":
            length = 0 if fault == "path length" else None
            made = made.add_extension(x509.BasicConstraints(is_authority and fault != "no authority",
                                                            length if is_authority else None), True)
        if fault == "key usage":
            made = made.add_extension(self.usage(crl_sign=True), True)
        if fault == "other domain" and is_authority:
            made = made.add_extension(x509.NameConstraints([x509.DNSName("example.com")], None), True)
        if fault == "excluded" and is_authority:
            made = made.add_extension(x509.NameConstraints(None, [x509.DNSName("example.org")]), True)
        if fault == "for clients":
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False)
        if fault == "any purpose":
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]), False)
        if fault == "broken extension":
            made = made.add_extension(x509.UnrecognizedExtension(ExtensionOID.ISSUER_ALTERNATIVE_NAME, b"\x01\x02"), False)
        if fault == "identifier":
            made = made.add_extension(x509.AuthorityKeyIdentifier(b"other", None, None), False)
        elif self.has_identifiers:
            made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        if fault == "unknown extension":
            made = made.add_extension(
                x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00"), True)
        if not is_authority:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("example.org")]), False)
        signer = self.rng.choice(self.keys) if fault == "signature" else issuer_key
        return made.sign(signer, hashes.SHA256())


FAULTS = ("expired", "not yet", "no constraints", "no authority", "path length", "key usage", "other domain", "excluded",
          "for clients", "any purpose", "broken extension", "identifier", "unknown extension", "signature")


def family(maker):
    """A root, a leaf, and the certificates between and beside them: (root, leaf, leaf's key, others)."""
    rng = maker.rng
    maker.has_identifiers = rng.random() < 0.5
    count = rng.randint(0, 4)
    names = ["Root"] + [f"CA {number}" for number in range(count)]
    keys = {name: maker.keys[number] for number, name in enumerate(names)}
    sometimes = lambda: rng.choice(FAULTS) if rng.random() < 0.12 else None
    root = maker.certificate("Root", keys["Root"], "Root", keys["Root"], True, sometimes())
    others = [maker.certificate(name, keys[name], names[number], keys[names[number]], True, sometimes())
              for number, name in enumerate(names[1:])]
    for _ in range(rng.randint(0, 3)):  # cross-signed, in circles, of another key, of nobody
        subject, issuer = rng.choice(names), rng.choice(names + ["Elsewhere"])
        key = keys[subject] if rng.random() < 0.8 else rng.choice(maker.keys)
        others.append(maker.certificate(subject, key, issuer, keys.get(issuer, maker.keys[5]), True, sometimes()))
    if others and rng.random() < 0.15:
        others.remove(rng.choice(others))
    leaf_key = maker.keys[5]
    leaf = maker.certificate("example.org", leaf_key, names[-1], keys[names[-1]], False, sometimes())
    rng.shuffle(others)
    return root, leaf, leaf_key, others


class Judges:
    def __init__(self, megactl, folder):
        self.megactl = megactl
        self.folder = pathlib.Path(folder)
        self.at = NOW

    def write(self, name, text, mode=0o644):
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)

    def of_openssl(self):
        epoch = int(self.at.replace(tzinfo=datetime.timezone.utc).timestamp())
        run = subprocess.run(
            ["openssl", "verify", "-purpose", "sslserver", "-attime", str(epoch), "-partial_chain", "-no-CApath",
             "-no-CAstore", "-CAfile", "root.pem", "-untrusted", "others.pem", "leaf.pem"],
            cwd=self.folder, capture_output=True, text=True, check=False)
        return run.returncode == 0, run.stderr.strip()

    def of_megactl(self, key):
        command = [self.megactl, "tls", "check", "--cert", "chain.pem", "--ca", "root.pem", "--at",
                   self.at.strftime("%Y-%m-%dT%H:%M:%SZ"), "--format", "json"] + (["--key", "leaf.key"] if key else [])
        run = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False,
                             env={"SSL_CERT_DIR": "/nowhere", "SSL_CERT_FILE": "/nowhere"}, timeout=60)
        if run.returncode not in (0, 1):
            sys.exit(f"megactl ended with {run.returncode}: {run.stderr}")
        errors = [finding for finding in json.loads(run.stdout)["findings"] if finding["severity"] == "error"]
        return {finding["rule"].partition("/")[2] for finding in errors}

    def differ(self, root, leaf, others, key=None):
        """What is wrong with our verdict; nothing where both agree. `others` is not empty."""
        self.write("root.pem", root)
        self.write("leaf.pem", leaf)
        self.write("others.pem", others or root)
        self.write("chain.pem", leaf + others)
        if key:
            self.write("leaf.key", key, 0o600)
        is_fine, why = self.of_openssl()
        errors = self.of_megactl(key)
        if not is_fine and not errors - OURS_ALONE:
            return f"OpenSSL refuses it, and megactl does not: {why}"
        if is_fine and errors & OF_THE_CHAIN:
            return f"OpenSSL takes it, and megactl says {sorted(errors)}"
        return None


def made_up(judges, count, seed):
    maker = Maker(random.Random(seed))
    faults = refused = 0
    for number in range(count):
        root, leaf, leaf_key, others = family(maker)
        key = leaf_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                     serialization.NoEncryption()).decode()
        fault = judges.differ(pem(root), pem(leaf), "".join(map(pem, others)), key)
        refused += not judges.of_openssl()[0]
        if fault:
            faults += 1
            print(f"family {number} of seed {seed}: {fault}")
    print(f"{count} families, {refused} of them refused by OpenSSL: {faults} verdicts differ")
    return faults


def pkits(judges, folder):
    read = lambda path: pem(x509.load_der_x509_certificate(path.read_bytes()))
    every = sorted(pathlib.Path(folder).glob("*.crt"))
    anchor = next(path for path in every if path.name == "TrustAnchorRootCertificate.crt")
    authorities = [path for path in every if not path.name.endswith("EE.crt") and path != anchor]
    faults = asked = 0
    for path in every:
        if not path.name.endswith("EE.crt"):
            continue
        leaf = x509.load_der_x509_certificate(path.read_bytes())
        above = chain_of(leaf, [x509.load_der_x509_certificate(one.read_bytes()) for one in authorities])
        asked += 1
        fault = judges.differ(read(anchor), pem(leaf), "".join(map(pem, above)))
        if fault:
            faults += 1
            print(f"{path.name}: {fault}")
    print(f"{asked} of NIST's vectors: {faults} verdicts differ")
    return faults


def chain_of(leaf, authorities):
    """All authorities that may be above, by their names: those that the vector means are among them."""
    wanted, found = {leaf.issuer.public_bytes()}, []
    while True:
        more = [one for one in authorities if one.subject.public_bytes() in wanted and one not in found]
        if not more:
            return found
        found += more
        wanted |= {one.issuer.public_bytes() for one in more}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("megactl", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--count", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pkits")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        judges = Judges(arguments.megactl, folder)
        faults = made_up(judges, arguments.count, arguments.seed)
        if arguments.pkits:
            judges.at = datetime.datetime(2020, 1, 1)
            faults += pkits(judges, arguments.pkits)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
