#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool applies = site.serves_tls() && is_on(site.trusts_proxy());
    if (!applies) return std::nullopt;
    Finding finding = finding_about(client_address_forgeable, facts, site, *site.trusts_proxy(),
                                    "TRUST_PROXY_HEADERS is on where the server speaks TLS itself: clients can claim "
                                    "any address");
    finding.help.emplace_back(
        "`TRUST_PROXY_HEADERS=False`, unless a proxy that overwrites X-Forwarded-For stands ahead");
    return finding;
}

}  // namespace

constinit const Rule client_address_forgeable{
    .id = "https/client-address-forgeable",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "clients may claim to come from any address",
    .why = R"(With TRUST_PROXY_HEADERS the client's address is the first entry of X-Forwarded-For. Where browsers reach
the server directly that header is theirs to write: clicks are counted for addresses of their choice,
and limits by address hold nobody. A proxy that only appends to the header does not help, for the first
entry stays the client's.)",
    .wrong = R"(TRUST_PROXY_HEADERS=True      # the server speaks TLS itself)",
    .right = R"(TRUST_PROXY_HEADERS=False)",
    .fix = R"(Set it off. Behind a proxy let that overwrite the header: `proxy_set_header X-Forwarded-For
$remote_addr;`.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
