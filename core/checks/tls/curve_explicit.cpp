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
        if (certificate == nullptr || certificate->strength.has_named_curve) continue;
        const LookedAt file = *certificate_file(pair);
        Finding finding =
            finding_about(curve_explicit, facts, file,
                          fmt::format("{} has a key whose curve is spelled out, not named", certificate_words(file)),
                          certificate->line, "of this key");
        finding.help.emplace_back("make a new key: `openssl ecparam -name prime256v1 -genkey -noout`");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule curve_explicit{
    .id = "tls/curve-explicit",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate spells its curve out instead of naming it",
    .why = R"(A key on an elliptic curve may name the curve or carry its numbers. Carried numbers can be chosen so that
the signature proves nothing, so OpenSSL and browsers refuse them.)",
    .wrong = R"(openssl ecparam -name prime256v1 -genkey -param_enc explicit)",
    .right = R"(openssl ecparam -name prime256v1 -genkey)",
    .fix = R"(Make a new key with a named curve.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
