#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/tls_runs.hpp"

#include <array>
#include <string_view>

// What can be typed to look at certificates; `tls check` is with the other checks.
namespace megactl::cli::commands {
namespace {

constexpr std::array show_arguments{
    Argument{.name = "FILE",
             .summary = "certificates, keys and requests: PEM, DER, PKCS#7 or PKCS#12, told apart by what is in it; "
                        "`-` is standard input",
             .is_repeatable = true,
             .completion = Completion::file},
};

constexpr std::array show_examples{
    Example{"what a bundle holds, and whether this is its key", "megactl tls show fullchain.pem privkey.pem"},
    Example{"what a request asks for", "megactl tls show site.csr"},
    Example{"which of many end within thirty days",
            "megactl tls show --format jsonl /etc/ssl/sites/*.pem | jq -r 'select(.kind == \"certificate\" and "
            ".days_left < 30) | \"\\(.file) \\(.subject)\"'"},
    Example{"of a PKCS#12 file with a password", "openssl pkcs12 -in site.p12 -nokeys | megactl tls show -"},
};

constexpr std::array show_exits{
    ExitNote{0, "all that the files hold was shown"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "a file, or a part of it, can't be read; the rest was shown"},
};

constexpr std::array show_keys{
    JsonKey{"files[]", "each file in the order it was named: `path`, `encoding`, `items`, `problems`"},
    JsonKey{"files[].encoding", "`PEM`, `DER`, `PKCS#7` or `PKCS#12`; null where it is none of them"},
    JsonKey{"files[].items[]", "what it holds, in its order; as `jsonl` each line is one of these objects"},
    JsonKey{"files[].problems[]", "what of it can't be read: `line`, `message`, `help`"},
    JsonKey{"items[].kind",
            "`certificate`, `private_key`, `public_key`, `request`, or `other` for what is known by its `label` alone"},
    JsonKey{"items[].file", "the file it stands in"},
    JsonKey{"items[].number", "its place among the items of the file, from 1"},
    JsonKey{"items[].line", "of its BEGIN line, from 1; null where the file has no lines"},
    JsonKey{"items[].label", "of `other`: `ENCRYPTED PRIVATE KEY`, `DH PARAMETERS`"},
    JsonKey{"items[].subject", "of a certificate or request, as OpenSSL writes it: `CN = example.org`"},
    JsonKey{"items[].issuer", "of a certificate, likewise"},
    JsonKey{"items[].names[]", "DNS names and addresses of its subjectAltName; the common name counts for nothing"},
    JsonKey{"items[].not_before", "the first second at which it is valid, RFC 3339, UTC"},
    JsonKey{"items[].not_after", "the last one"},
    JsonKey{"items[].days_left", "whole days until then; negative once it has expired"},
    JsonKey{"items[].key_type", "`EC P-256`, `RSA 2048`, `Ed25519`"},
    JsonKey{"items[].key_usage[]", "RFC 5280's words, `digitalSignature`; empty where the key is for anything"},
    JsonKey{"items[].purposes[]", "its extended key usage, `serverAuth`; empty where it is for anything"},
    JsonKey{"items[].signature", "how it was signed, `ecdsa-with-SHA256`"},
    JsonKey{"items[].serial", "hexadecimal"},
    JsonKey{"items[].sha256", "fingerprint of the certificate, hexadecimal"},
    JsonKey{"items[].spki_sha256",
            "fingerprint of its public key, base64, as pins have it; the same for a key, its request and its "
            "certificate"},
    JsonKey{"items[].role", "`leaf`, `self-signed`, `intermediate` or `root`"},
    JsonKey{"items[].issued_by",
            "the certificate among all those shown that signed it, told by the signature: `file`, `number`, `line`; "
            "else null"},
    JsonKey{"items[].private_keys[]",
            "of a certificate, request or public key, the private keys that belong to it: "
            "`file`, `number`, `line`"},
    JsonKey{"items[].certificates[]", "of a private key, the certificates it belongs to, likewise"},
};

constexpr std::array<std::string_view, 3> show_formats{"text", "json", "jsonl"};

constexpr std::array probe_arguments{
    Argument{.name = "HOST[:PORT]", .summary = "whom to ask; by default at port 443, with `--starttls smtp` at 25"},
};

constexpr std::array<std::string_view, 1> starttls_choices{"smtp"};

constexpr std::array probe_options{
    Option{
        .name = "--host", .value = "NAME", .summary = "the name to ask for, which has to be covered (default: HOST)"},
    Option{.name = "--ca",
           .value = "FILE",
           .summary = "authorities to trust besides those of this host",
           .is_repeatable = true,
           .completion = Completion::file},
    Option{.name = "--starttls",
           .value = "PROTOCOL",
           .summary = "TLS begins within this protocol",
           .choices = starttls_choices},
    Option{.name = "--expires-within",
           .value = "DURATION",
           .summary = "fail when the certificate ends within this time",
           .setting = "tls.expires_within"},
    Option{.name = "--timeout", .value = "DURATION", .summary = "for all of it, at most; by default 10s"},
};

constexpr std::array probe_examples{
    Example{"what a site presents", "megactl tls probe example.org"},
    Example{"one server behind a name, ahead of a change of DNS", "megactl tls probe 192.0.2.7 --host example.org"},
    Example{"for a monitor: does it hold another two weeks", "megactl tls probe example.org --expires-within 14d"},
    Example{"a mail server", "megactl tls probe mail.example.org:587 --starttls smtp"},
};

constexpr std::array probe_exits{
    ExitNote{0, "no error was found"},
    ExitNote{1, "at least one error"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "a file of `--ca` can't be read"},
    ExitNote{4, "the server can't be reached, or does not speak TLS"},
};

constexpr std::array probe_keys{
    JsonKey{"findings[]", "as `megactl tls check` has them; `file` is the server, `line` counts its certificates"},
    JsonKey{"facts",
            "what the server presents: `server`, `address` (where there are several), `tls`, `takes`, `alpn`, `chain`, "
            "`names`, `valid`, `default` (where it is another), `staple`, `hsts`, `redirect`, each a text"},
    JsonKey{"summary", "as `megactl tls check` has it"},
};

constexpr std::array<std::string_view, 2> probe_formats{"text", "json"};

}  // namespace

constinit const Command tls_probe{
    .path = "tls probe",
    .summary = "what a running server presents, held against the rules for certificates",
    .description =
        R"(Connects to a server and tells what it presents: the version and cipher it agrees to, the versions it takes, ALPN, its certificates, whether it staples an OCSP response, its HSTS header, and, at port 443, where plain HTTP at port 80 leads. A server that redirects in a circle is told of at any port. The certificates are then judged by the rules of `megactl tls check`, as they are served.

Where SERVER_TLS_CERT names a certificate file for the same host that is younger than the one served, the server was not reloaded since the renewal, and that is told.

Of a host with several addresses each is looked at, up to nine; one that presents other certificates is judged by itself. What it presents to who asks for no name, or for one that it does not know, is told where it is another certificate: old clients and health checks get that one. Several connections are made, one after the other, all within `--timeout`: what does not come in time is left out. No certificate is refused while looking, so that an expired one can be told of too; nothing is sent but a GET of `/`.)",
    .options = probe_options,
    .arguments = probe_arguments,
    .examples = probe_examples,
    .exits = probe_exits,
    .json_keys = probe_keys,
    .formats = probe_formats,
    .reads_dot_env = true,
    .run = run_tls_probe,
};

constinit const Command tls_show{
    .path = "tls show",
    .summary = "certificates and keys, readably or as JSON",
    .description =
        R"(Shows what files hold, each thing in its order: of a certificate its subject, issuer and names, until when it is valid, its key, what it may be used for, and fingerprints; of a private key only its type and the fingerprint of its public half, never the key. Who signed whom and which key belongs to which certificate is told across all the files that are named.

A file is told apart by what is in it, not by its name. An encrypted key, or a PKCS#12 file with a password, stays closed: nothing is ever asked for. What can't be read is told on standard error, and the rest is shown.

This judges nothing: `megactl tls check` does.)",
    .arguments = show_arguments,
    .examples = show_examples,
    .exits = show_exits,
    .json_keys = show_keys,
    .formats = show_formats,
    .run = run_tls_show,
};

}  // namespace megactl::cli::commands
