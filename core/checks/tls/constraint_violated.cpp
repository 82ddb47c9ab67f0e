#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Chain& chain, const ChainFault& fault) {
    if (fault.kind != ChainFault::Kind::path_length && fault.kind != ChainFault::Kind::name_constraint &&
        fault.kind != ChainFault::Kind::other)
        return std::nullopt;
    Finding finding = finding_about_fault(constraint_violated, facts, chain, fault,
                                          fmt::format("the chain breaks at {}", subject_words(fault.subject)));
    add_views(finding, "refuse", "refuse", "starts");
    finding.help.emplace_back("have it issued by an authority that may do so");
    return finding;
}

}  // namespace

constinit const Rule constraint_violated{
    .id = "tls/constraint-violated",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the path breaks what one of its authorities or OpenSSL demands",
    .why = R"(An authority may be limited: to a number of authorities below it (pathlen), to names it may vouch for
(name constraints). What goes beyond is refused by every client, and so is a certificate with an
extension that is critical and unknown, or broken. OpenSSL says which.)",
    .wrong =
        R"(nameConstraints=critical,permitted;DNS:example.com     # of the authority; the host is www.example.org)",
    .right = R"(nameConstraints=critical,permitted;DNS:example.org)",
    .fix = R"(Have the certificate issued by an authority that may.)",
    .judge = [](const Facts& facts) { return find_in_faults(facts, find); },
};

}  // namespace megactl::checks::tls_rules
