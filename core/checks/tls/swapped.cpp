#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        if (!is_swapped(pair)) continue;
        const LookedAt certificate = *certificate_file(pair);
        const LookedAt key = *key_file(pair);
        const std::size_t key_line =
            certificate.file->keys.empty() ? certificate.file->fault_line : certificate.file->keys.front().line;
        Finding finding = finding_about(swapped, facts, certificate,
                                        fmt::format("certificate and key are swapped: {} names a key, {} a certificate",
                                                    name_of(*certificate.input), name_of(*key.input)),
                                        key_line, "a private key");
        if (key.input->at) finding.related.push_back({*key.input->at, "names the certificate"});
        if (const auto block = block_at(*key.file, key.file->certificates.front().line)) {
            finding.related.push_back({*block, "a certificate"});
        }
        finding.help.push_back(
            fmt::format("exchange them: {} and {}", name_of(*certificate.input), name_of(*key.input)));
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule swapped{
    .id = "tls/swapped",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate setting names the key and the key setting the certificate",
    .why = R"(Both files are there and sound, only the names are exchanged. The server does not start, and the
private key is handled as something that anybody may see.)",
    .wrong = R"(SERVER_TLS_CERT=/etc/ssl/site/privkey.pem
SERVER_TLS_KEY=/etc/ssl/site/fullchain.pem)",
    .right = R"(SERVER_TLS_CERT=/etc/ssl/site/fullchain.pem
SERVER_TLS_KEY=/etc/ssl/site/privkey.pem)",
    .fix = R"(Exchange the two values. Then look at the modes: the key's file should be readable by the server's
user alone (600).)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
