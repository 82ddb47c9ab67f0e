#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Chain& chain, const ChainFault& fault) {
    if (fault.kind != ChainFault::Kind::no_authority) return std::nullopt;
    Finding finding = finding_about_fault(
        issuer_is_no_ca, facts, chain, fault,
        fmt::format("{}{} is no authority", fault.held.sent ? "the issuer " : "", fault_words(facts, chain, fault)));
    add_views(finding, "refuse", "refuse", "starts");
    finding.help.emplace_back(
        "issue it as an authority: `basicConstraints=critical,CA:TRUE` and `keyUsage=keyCertSign`");
    return finding;
}

}  // namespace

constinit const Rule issuer_is_no_ca{
    .id = "tls/issuer-is-no-ca",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "an issuer on the path may not sign certificates",
    .why = R"(Whoever issues certificates must be marked as an authority (CA:TRUE) and, where its key usage is
limited, may sign certificates. Else anybody with a certificate for one host could make some for all:
every client refuses.)",
    .wrong = R"(basicConstraints=CA:FALSE                        # of the issuer)",
    .right = R"(basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign)",
    .fix = R"(Issue the authority's certificate again as one, then the server's.)",
    .judge = [](const Facts& facts) { return find_in_faults(facts, find); },
};

}  // namespace megactl::checks::tls_rules
