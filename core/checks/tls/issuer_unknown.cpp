#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

// Who names the anchors wants the chain to end there.
Severity rule_severity_with_anchors(const Facts& facts) {
    return facts.mode == project::Mode::production ? Severity::error : Severity::warning;
}

std::optional<Finding> find(const Facts& facts, const Chain& chain) {
    const ChainVerdict& verdict = *chain.verdict;
    using Reason = megactl::tls::Namesake::Reason;
    if (lacks_authorities(facts)) return std::nullopt;
    const bool is_circle = verdict.namesake && verdict.namesake->reason == Reason::circle;
    const bool has_gap = verdict.find(ChainFault::Kind::issuer_missing) != nullptr && (!verdict.namesake || is_circle);
    const ChainFault* root = verdict.find(ChainFault::Kind::root_unknown);
    const bool is_told_elsewhere = !verdict.issuer_url.empty() || !facts.tls_anchors.empty();
    if (root == nullptr && (!has_gap || is_told_elsewhere)) return std::nullopt;
    const std::string issuer = root != nullptr ? root->held.certificate.subject : verdict.missing_issuer;
    Finding finding = finding_about_sent(issuer_unknown, facts, chain, chain.leaf_index,
                                         fmt::format("{} comes from {}, which is not trusted here",
                                                     certificate_words(chain.file), subject_words(issuer)),
                                         "the certificate of the server");
    if (!facts.tls_anchors.empty()) {
        finding.severity = rule_severity_with_anchors(facts);
        finding.seen.emplace_back("no `--ca` names it either");
    }
    add_views(finding, "warn, unless they have its root", "refuse, unless they have its root", "starts");
    finding.help.emplace_back("a private authority: name its root with `--ca FILE`, and clients need it too");
    finding.help.emplace_back("a public one: its intermediate certificate is missing from the file");
    return finding;
}

}  // namespace

constinit const Rule issuer_unknown{
    .id = "tls/issuer-unknown",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate comes from an authority that this host does not trust",
    .why = R"(The way up from the certificate ends at an authority that is neither trusted on this host nor named with
`--ca`. With a private authority that is as it should be: its clients have its root. Else a
certificate is missing from the file.)",
    .wrong = R"(megactl tls check --cert intranet.pem --key intranet.key)",
    .right = R"(megactl tls check --cert intranet.pem --key intranet.key --ca company-root.pem)",
    .fix = R"(Name the root of a private authority with `--ca`. For a public one append the missing certificate.)",
    .judge = [](const Facts& facts) { return find_in_chains(facts, find); },
};

}  // namespace megactl::checks::tls_rules
