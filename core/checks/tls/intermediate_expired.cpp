#include "core/base/units.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Chain& chain, const ChainFault& fault) {
    const bool is_over = fault.kind == ChainFault::Kind::expired;
    if (!is_over && fault.kind != ChainFault::Kind::not_yet_valid) return std::nullopt;
    const std::string when = is_over ? fmt::format("expired {} ago", format_span(facts.now - fault.not_after))
                                     : fmt::format("is not valid before {}", format_date(fault.not_before));
    Finding finding = finding_about_fault(intermediate_expired, facts, chain, fault,
                                          fmt::format("{} in the chain {}", subject_words(fault.subject), when));
    add_views(finding, "refuse, unless they know another path",
              is_over ? "refuse (certificate has expired)" : "refuse (certificate is not yet valid)", "starts");
    finding.help.emplace_back(is_over ? "put the authority's present certificate in its place"
                                      : "is the clock right? else wait, or put the present certificate in");
    return finding;
}

}  // namespace

constinit const Rule intermediate_expired{
    .id = "tls/intermediate-expired",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate above the server's is out of its dates",
    .why = R"(A chain is as good as its oldest link. Clients look for another path (a newer form of the same
authority); where there is none, they refuse, though the server's own certificate is fresh.)",
    .wrong = R"(cat site.pem intermediate-2019.pem > fullchain.pem)",
    .right = R"(cat site.pem intermediate-2024.pem > fullchain.pem)",
    .fix = R"(Get the authority's present certificate and put it into the file.)",
    .judge = [](const Facts& facts) { return find_in_faults(facts, find); },
};

}  // namespace megactl::checks::tls_rules
