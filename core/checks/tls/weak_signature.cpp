#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::checks::tls_rules {

namespace {

using Family = megactl::tls::KeyStrength::Family;

constexpr int fewest_bits = 2048;
constexpr std::string_view label = "its signature could be forged";

std::string headline(const std::string& words, const Certificate& certificate) {
    return fmt::format("{} is signed with {}", words, escape_controls(certificate.use.signature));
}

Finding with_advice(Finding finding, std::string_view nginx) {
    add_views(finding, "refuse", "refuse at Debian's level of security", nginx);
    finding.help.emplace_back("have it issued again with SHA-256");
    return finding;
}

std::optional<Finding> find_weak_digest(const Facts& facts, const Chain& chain, std::size_t i) {
    const Certificate& certificate = chain.sent()[i];
    // Nobody looks at the signature that a root makes for itself, nor at that of a leaf which is one.
    const bool is_own_root = chain.verdict->length == 1 && certificate.subject == certificate.issuer;
    if (!certificate.use.is_weakly_signed || !is_used(chain, i) || is_own_root) return std::nullopt;
    return with_advice(finding_about_sent(weak_signature, facts, chain, i,
                                          headline(certificate_words(chain, i), certificate), std::string(label)),
                       "does not start, `ca md too weak`");
}

// Of one that is not sent. At that of the anchor, with which the path ends, nobody looks, whoever signed it.
std::optional<Finding> find_weak_digest_unsent(const Facts& facts, const Chain& chain, const Authority& authority) {
    const Certificate& certificate = *authority.certificate;
    if (authority.is_sent || !certificate.use.is_weakly_signed) return std::nullopt;
    const bool is_end = chain.verdict->unsent.back().certificate.der == certificate.der;
    if (is_end && (!authority.is_at_hand() || certificate.subject == certificate.issuer)) return std::nullopt;
    return with_advice(finding_about_authority(weak_signature, facts, chain, authority,
                                               headline(authority_words(authority), certificate), std::string(label)),
                       nginx_view(authority, "ca md too weak"));
}

std::optional<Finding> find_dsa(const Facts& facts, const Chain& chain, std::size_t i) {
    const Certificate& certificate = chain.sent()[i];
    if (certificate.strength.family != Family::dsa || !is_used(chain, i)) return std::nullopt;
    Finding finding = finding_about_sent(weak_signature, facts, chain, i,
                                         fmt::format("{} has a key whose signatures no client takes: {}",
                                                     certificate_words(chain, i), certificate.key_type),
                                         "of this key");
    const bool is_loaded = i != chain.leaf_index || certificate.strength.bits >= fewest_bits;
    add_views(finding, "refuse", "refuse, they offer nothing with DSA",
              is_loaded ? "starts, and no handshake succeeds" : "does not start, `ee key too small`");
    finding.help.emplace_back("make a key on P-256: `openssl ecparam -name prime256v1 -genkey -noout`");
    return finding;
}

// Of a root, or of another that is not sent: OpenSSL takes such signatures where the key is long enough.
std::optional<Finding> find_short_dsa(const Facts& facts, const Chain& chain, const Authority& authority) {
    const auto& strength = authority.certificate->strength;
    const bool is_root = authority.certificate->subject == authority.certificate->issuer;
    if (strength.family != Family::dsa || strength.bits >= fewest_bits) return std::nullopt;
    if (authority.is_sent && !is_root) return std::nullopt;
    return finding_about_weak_key(weak_signature, facts, chain, authority,
                                  fmt::format("a DSA key of {} bits", strength.bits));
}

Findings judge(const Facts& facts) {
    Findings digests =
        joined(find_in_sent(facts, find_weak_digest), find_in_authorities(facts, find_weak_digest_unsent));
    return joined(std::move(digests),
                  joined(find_in_sent(facts, find_dsa), find_in_authorities(facts, find_short_dsa)));
}

}  // namespace

constinit const Rule weak_signature{
    .id = "tls/weak-signature",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate is signed with a digest that can be forged, or has a key of DSA",
    .why = R"(Two certificates with one MD5 or SHA-1 digest can be made on purpose: an authority that signs the harmless
one signs the other as well. Clients refuse such signatures, except on a root, where nobody looks.

DSA, whatever the digest, is in no version of TLS since 1.2, and neither browsers nor OpenSSL offer it in
that one any more: a server with such a key has nothing that it could agree upon.)",
    .wrong = R"(openssl x509 -req -sha1 …)",
    .right = R"(openssl x509 -req -sha256 …)",
    .fix = R"(Have the certificate issued again with SHA-256 or better; for another key where it is one of DSA.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
