#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        const Certificate* certificate = presented_certificate(pair);
        if (certificate == nullptr || certificate->strength.has_common_exponent) continue;
        const LookedAt file = *certificate_file(pair);
        Finding finding =
            finding_about(rsa_exponent, facts, file,
                          fmt::format("{} has an RSA key with a small or even exponent", certificate_words(file)),
                          certificate->line, "of this key");
        finding.help.emplace_back("make a new key: `openssl genrsa 2048`");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule rsa_exponent{
    .id = "tls/rsa-exponent",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate has an RSA key with an exponent of its own",
    .why =
        R"(Everybody takes 65537. Smaller exponents (3) turned careless padding into forged signatures more than once,
so policies refuse them.)",
    .wrong = R"(openssl genrsa -3 2048)",
    .right = R"(openssl genrsa 2048)",
    .fix = R"(Make a new key without choosing the exponent.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
