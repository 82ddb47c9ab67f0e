#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        const auto found = key_file(pair);
        if (!found || found->file->failure || found->file->fault != PemFault::key_encrypted) continue;
        Finding finding =
            finding_about(key_encrypted, facts, *found,
                          fmt::format("the {} is encrypted, and nobody can type its passphrase", file_words(*found)),
                          found->file->fault_line, "under a passphrase");
        finding.help.push_back(
            fmt::format("`(umask 077; openssl pkey -in {} -out privkey.pem)` asks once and writes "
                        "it in the clear, for its owner alone",
                        shell_word(path_of(*found))));
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule key_encrypted{
    .id = "tls/key-encrypted",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the private key is encrypted, and a server that starts by itself has nobody to ask",
    .why = R"(A server that meets an encrypted key asks for the passphrase on the terminal. In a container or
under systemd there is none: it fails at start, or waits for ever, after every reboot and every
restart.)",
    .wrong = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----)",
    .right = R"(-----BEGIN PRIVATE KEY-----)",
    .fix = R"(Write the key without a passphrase and let file modes guard it: owned by the server's user, mode
600, or handed over as a secret of compose or a credential of systemd. A passphrase that lies in a
file beside the key would guard nothing more.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
