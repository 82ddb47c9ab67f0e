#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

using Reason = megactl::tls::Namesake::Reason;

// A public authority's certificate says where its issuer can be had; a private one's hardly ever does. What is there,
// and goes by another identifier, no OpenSSL takes, whatever it trusts.
bool is_gap(const Chain& chain, const Facts& facts) {
    const ChainVerdict& verdict = *chain.verdict;
    if (verdict.find(ChainFault::Kind::issuer_missing) == nullptr || lacks_authorities(facts)) return false;
    if (verdict.namesake && verdict.namesake->reason == Reason::other_key) return false;
    return !verdict.issuer_url.empty() || !facts.tls_anchors.empty() ||
           (verdict.namesake && verdict.namesake->reason == Reason::identifier);
}

// Of one that is there all the same.
Finding about_namesake(const Facts& facts, const Chain& chain, std::size_t last, const std::string& below) {
    const auto& namesake = *chain.verdict->namesake;
    const Authority authority = authority_of(facts, chain, namesake.held);
    if (namesake.reason == Reason::circle) {
        Finding finding = finding_about_sent(
            intermediate_missing, facts, chain, last,
            fmt::format("the chain in `{}` goes in a circle: {} is issued by {}, which is on it already",
                        escape_controls(path_of(chain.file)), below, authority_words(authority)),
            "its issuer stands further down");
        add_views(finding, "refuse, unless they trust one of the circle",
                  "refuse (unable to get local issuer certificate)", "starts");
        finding.help.emplace_back("append the certificate by which a root has vouched for one of them");
        return finding;
    }
    Finding finding = finding_about_authority(
        intermediate_missing, facts, chain, authority,
        fmt::format("{} is no issuer of {} to OpenSSL, though its key signed", authority_words(authority), below),
        namesake.own.empty() ? "another name and serial number" : namesake.own);
    finding.seen.push_back(fmt::format("{} wants {} of its issuer (authorityKeyIdentifier)", below, namesake.wanted));
    add_views(finding, "mostly take it", "refuse (unable to get local issuer certificate)", "starts");
    finding.help.emplace_back("put the authority's certificate in that has what is wanted");
    finding.help.emplace_back("where there is none: have the certificate below issued again");
    return finding;
}

Finding about_missing(const Facts& facts, const Chain& chain, std::size_t last) {
    const ChainVerdict& verdict = *chain.verdict;
    Finding finding =
        finding_about_sent(intermediate_missing, facts, chain, last,
                           fmt::format("the chain in `{}` has a gap: the certificate of {} is missing",
                                       escape_controls(path_of(chain.file)), subject_words(verdict.missing_issuer)),
                           "its issuer is neither in the file nor trusted");
    add_views(finding, "often work, as they fetch or know it", "refuse (unable to get local issuer certificate)",
              "starts");
    return finding;
}

std::optional<Finding> find(const Facts& facts, const Chain& chain) {
    if (!is_gap(chain, facts)) return std::nullopt;
    const ChainVerdict& verdict = *chain.verdict;
    const std::size_t last = verdict.path.empty() ? chain.leaf_index : verdict.path.back();
    if (verdict.namesake) return about_namesake(facts, chain, last, subject_words(chain.sent()[last].subject));
    Finding finding = about_missing(facts, chain, last);
    if (!verdict.issuer_url.empty()) {
        finding.help.push_back(fmt::format("its authority offers it at {}", escape_controls(verdict.issuer_url)));
    }
    finding.help.emplace_back("name the file with the whole chain (`fullchain.pem`), or append the missing one");
    if (facts.tls_anchors.empty()) finding.help.emplace_back("a private authority: name its root with `--ca`");
    return finding;
}

}  // namespace

constinit const Rule intermediate_missing{
    .id = "tls/intermediate-missing",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the way from the certificate to a trusted root has a gap",
    .why = R"(A server has to send every certificate between its own and a root. Where one is missing, browsers often
help themselves (Chrome and Safari fetch it, Firefox knows most), so that nobody sees a fault; curl,
Python, Go, phones and payment providers calling back refuse.

Nothing is fetched here: the certificate itself says where its authority offers the missing one.

A certificate with the issuer's name and key may be there, and be none to OpenSSL: where the one below names
another key identifier or serial number of its issuer. And authorities that only vouch for each other, in a
circle, lead to no root.)",
    .wrong = R"(ssl_certificate /etc/letsencrypt/live/example.org/cert.pem;)",
    .right = R"(ssl_certificate /etc/letsencrypt/live/example.org/fullchain.pem;)",
    .fix = R"(Append the missing certificate to the file; ACME clients write such a file as `fullchain.pem`.)",
    .judge = [](const Facts& facts) { return find_in_chains(facts, find); },
};

}  // namespace megactl::checks::tls_rules
