#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string>

namespace megactl::checks::tls_rules {

namespace {

// Where the root is not known here, a client may have this authority itself as its root, by a newer certificate: the
// file has an old one, or one by which another authority had vouched for it. The issuer of the server's own certificate
// is nobody's root, unless it issued itself.
bool may_be_a_root(const ChainVerdict& verdict, const ChainFault& fault) {
    const bool is_end_known = verdict.find(ChainFault::Kind::issuer_missing) == nullptr &&
                              verdict.find(ChainFault::Kind::root_unknown) == nullptr;
    const bool is_self_issued = fault.held.certificate.subject == fault.held.certificate.issuer;
    return !is_end_known && (fault.depth > 1 || is_self_issued);
}

std::optional<Finding> find(const Facts& facts, const Chain& chain, const ChainFault& fault) {
    const bool is_over = fault.kind == ChainFault::Kind::expired;
    if (!is_over && fault.kind != ChainFault::Kind::not_yet_valid) return std::nullopt;
    const Certificate& certificate = fault.held.certificate;
    const std::string when = is_over ? fmt::format("expired {} ago", format_span(facts.now - certificate.not_after))
                                     : fmt::format("is not valid before {}", format_date(certificate.not_before));
    Finding finding = finding_about_fault(
        intermediate_expired, facts, chain, fault,
        fmt::format("{}{} {}", fault_words(facts, chain, fault), fault.held.sent ? " in the chain" : "", when));
    std::string openssl = is_over ? "refuse (certificate has expired)" : "refuse (certificate is not yet valid)";
    if (may_be_a_root(*chain.verdict, fault)) {
        finding.severity = Severity::warning;
        finding.seen.emplace_back("the root is not known here: it may be this authority, by a newer certificate");
        openssl += ", unless it is their root";
    }
    add_views(finding, "refuse, unless they know another path", openssl, "starts");
    if (!fault.held.store.empty())
        finding.help.emplace_back("bring the host's store up to date: `update-ca-certificates`");
    finding.help.emplace_back(is_over ? "put the authority's present certificate in its place"
                                      : "is the clock right? else wait, or put the present certificate in");
    return finding;
}

// Beside the path: a form of one of its authorities by another issuer, that was left in the file when it ended.
std::optional<Finding> find_beside(const Facts& facts, const Chain& chain, std::size_t i) {
    const Certificate& certificate = chain.sent()[i];
    const bool is_beside = chain.verdict->length > 0 && chain.verdict->places[i] == ChainPlace::alternative;
    if (!facts.scope.clock || !is_beside || facts.now <= certificate.not_after) return std::nullopt;
    Finding finding =
        finding_about_sent(intermediate_expired, facts, chain, i,
                           fmt::format("{} expired {} ago, and is sent beside the path that clients take",
                                       certificate_words(chain, i), format_span(facts.now - certificate.not_after)),
                           escape_controls(certificate.subject));
    finding.severity = Severity::warning;
    finding.seen.emplace_back(
        "clients that try one path alone refuse the site where theirs leads here: OpenSSL before 1.1, GnuTLS before "
        "3.6.14");
    finding.help.emplace_back("take it out of the file");
    return finding;
}

Findings judge(const Facts& facts) {
    return joined(find_in_faults(facts, find), find_in_sent(facts, find_beside));
}

}  // namespace

constinit const Rule intermediate_expired{
    .id = "tls/intermediate-expired",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate above the server's is out of its dates",
    .why = R"(A chain is as good as its oldest link. Clients look for another path (a newer form of the same
authority); where there is none, they refuse, though the server's own certificate is fresh.

Where the root is not known here, the dates of the one that issued the server's certificate are told
all the same. Of one further up it is a warning: clients may have that authority as their root, by a
newer certificate.

An expired certificate beside a path that holds is a warning: today's clients pass over it, and old ones
that try one path alone refuse the site. So it was in 2021, when the root behind a cross-signed form of
ISRG Root X1 ended.)",
    .wrong = R"(cat site.pem intermediate-2019.pem > fullchain.pem)",
    .right = R"(cat site.pem intermediate-2024.pem > fullchain.pem)",
    .fix = R"(Get the authority's present certificate and put it into the file; take out what has expired.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
