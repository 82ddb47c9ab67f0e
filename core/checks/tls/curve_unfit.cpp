#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <optional>

namespace megactl::checks::tls_rules {

namespace {

using Family = megactl::tls::KeyStrength::Family;

constexpr int fewest_bits = 224;

bool is_unfit(const Certificate& certificate) {
    if (certificate.strength.family == Family::edwards) return true;
    return certificate.strength.family == Family::ec && certificate.strength.has_named_curve &&
           certificate.key_type != "EC P-256" && certificate.key_type != "EC P-384";
}

// Sound ones, that one or the other client takes.
Severity severity_of(const Certificate& certificate) {
    const bool is_known = certificate.strength.family == Family::edwards || certificate.key_type == "EC P-521";
    return is_known ? Severity::note : Severity::warning;
}

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (!is_unfit(certificate)) return std::nullopt;
    Finding finding = finding_about(curve_unfit, facts, file,
                                    fmt::format("{} has a key that few clients take: {}", certificate_words(file),
                                                escape_controls(certificate.key_type)),
                                    certificate.line, "of this key");
    if (certificate.strength.bits >= fewest_bits) finding.severity = severity_of(certificate);
    finding.help.emplace_back("for browsers make a key on P-256: `openssl ecparam -name prime256v1 -genkey -noout`");
    return finding;
}

Finding about_rare_curve(const Facts& facts, const Chain& chain, const Authority& authority) {
    Finding finding =
        finding_about_authority(curve_unfit, facts, chain, authority,
                                fmt::format("{} has a key that few clients take: {}", authority_words(authority),
                                            escape_controls(authority.certificate->key_type)),
                                "of this key");
    finding.severity = Severity::warning;
    add_views(finding, "refuse", "take it", "starts");
    finding.help.emplace_back("have the certificate issued by an authority of today");
    return finding;
}

std::optional<Finding> find_above(const Facts& facts, const Chain& chain, const Authority& authority) {
    const Certificate& certificate = *authority.certificate;
    if (certificate.strength.family == Family::ec && certificate.strength.bits < fewest_bits) {
        return finding_about_weak_key(curve_unfit, facts, chain, authority,
                                      fmt::format("a key on a curve of {} bits", certificate.strength.bits));
    }
    // Browsers that take no server's key on P-521 take an authority's.
    if (!is_unfit(certificate) || severity_of(certificate) != Severity::warning) return std::nullopt;
    return about_rare_curve(facts, chain, authority);
}

Findings judge(const Facts& facts) {
    return joined(find_in_presented(facts, find), find_in_authorities(facts, find_above));
}

}  // namespace

constinit const Rule curve_unfit{
    .id = "tls/curve-unfit",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate, or an authority above it, has a key on a curve that clients do not take",
    .why = R"(Browsers and public authorities know P-256 and P-384. Curves below 224 bits are too weak; others
(secp256k1, brainpool) no browser offers; Chrome dropped P-521; Ed25519 and Ed448 are sound, and no
browser takes them in certificates yet. Between programs of your own any sound one will do.)",
    .wrong = R"(openssl ecparam -name secp256k1 -genkey)",
    .right = R"(openssl ecparam -name prime256v1 -genkey)",
    .fix = R"(Make a key on P-256, and have a certificate issued for it.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
