#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <optional>

namespace megactl::checks::tls_rules {

namespace {

constexpr int fewest_bits = 2048;
constexpr int most_bits = 8192;

bool is_odd_length(int bits) {
    return bits < fewest_bits || bits > most_bits || bits % 8 != 0;
}

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (certificate.strength.family != megactl::tls::KeyStrength::Family::rsa) return std::nullopt;
    if (!is_odd_length(certificate.strength.bits)) return std::nullopt;
    Finding finding =
        finding_about(rsa_too_short, facts, file,
                      fmt::format("{} has an RSA key of {} bits", certificate_words(file), certificate.strength.bits),
                      certificate.line, "of this key");
    if (certificate.strength.bits > most_bits) {
        finding.severity = Severity::note;
        finding.seen.emplace_back("each handshake takes long with it");
    } else if (certificate.strength.bits >= fewest_bits) {
        finding.severity = Severity::warning;
        finding.seen.emplace_back("a length that is no multiple of 8 breaks some readers");
    } else {
        finding.seen.emplace_back("browsers, OpenSSL and nginx of today refuse what is shorter than 2048");
    }
    finding.help.emplace_back("make a new key: `openssl genrsa 2048`, or on P-256, and a certificate for it");
    return finding;
}

std::optional<Finding> find_above(const Facts& facts, const Chain& chain, const Authority& authority) {
    const auto& strength = authority.certificate->strength;
    if (strength.family != megactl::tls::KeyStrength::Family::rsa || strength.bits >= fewest_bits) return std::nullopt;
    return finding_about_weak_key(rsa_too_short, facts, chain, authority,
                                  fmt::format("an RSA key of {} bits", strength.bits));
}

Findings judge(const Facts& facts) {
    return joined(find_in_presented(facts, find), find_in_authorities(facts, find_above));
}

}  // namespace

constinit const Rule rsa_too_short{
    .id = "tls/rsa-too-short",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate, or an authority above it, has an RSA key that is too short",
    .why = R"(RSA below 2048 bits can be broken by who spends enough. Browsers refuse it, and so do nginx and
others on Debian at their start (`ee key too small`, of an authority that is sent `ca key too small`).
An authority counts wherever its certificate comes from, the root too: its key signs.

A length that is no multiple of 8 breaks some readers; above 8192 bits each handshake takes long.)",
    .wrong = R"(openssl genrsa 1024)",
    .right = R"(openssl genrsa 2048)",
    .fix = R"(Make a new key of 2048 or 3072 bits, or on P-256, and have a certificate issued for it.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
