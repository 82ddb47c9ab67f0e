#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Chain& chain, std::size_t i) {
    const Certificate& certificate = chain.sent()[i];
    // Nobody looks at the signature that a root makes for itself.
    const bool is_own = certificate.subject == certificate.issuer;
    const ChainPlace place = chain.verdict->places[i];
    const bool is_used = place == ChainPlace::leaf || place == ChainPlace::on_path;
    if (!certificate.use.is_weakly_signed || is_own || !is_used) return std::nullopt;
    Finding finding = finding_about_sent(
        weak_signature, facts, chain, i,
        fmt::format("{} is signed with {}", certificate_words(chain, i), escape_controls(certificate.use.signature)),
        "its signature could be forged");
    add_views(finding, "refuse", "refuse at Debian's level of security", "does not start, `ca md too weak`");
    finding.help.emplace_back("have it issued again with SHA-256");
    return finding;
}

}  // namespace

constinit const Rule weak_signature{
    .id = "tls/weak-signature",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate is signed with a digest that can be forged",
    .why = R"(Two certificates with one MD5 or SHA-1 digest can be made on purpose: an authority that signs the harmless
one signs the other as well. Clients refuse such signatures, except on a root, where nobody looks.)",
    .wrong = R"(openssl x509 -req -sha1 …)",
    .right = R"(openssl x509 -req -sha256 …)",
    .fix = R"(Have the certificate issued again with SHA-256 or better.)",
    .judge = [](const Facts& facts) { return find_in_sent(facts, find); },
};

}  // namespace megactl::checks::tls_rules
