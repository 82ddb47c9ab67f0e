#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (!certificate.is_authority) return std::nullopt;
    Finding finding = finding_about(leaf_is_a_ca, facts, file,
                                    fmt::format("{} is that of an authority (CA:TRUE)", certificate_words(file)),
                                    certificate.line, "may sign other certificates");
    const bool is_self_signed = certificate.subject == certificate.issuer;
    const bool is_production = facts.mode == project::Mode::production;
    if (!is_self_signed && certificate.use.limits_key && certificate.use.may_sign_certificates && is_production) {
        finding.severity = Severity::error;
        finding.seen.emplace_back("an authority signed it, and it may sign certificates (keyCertSign)");
    }
    finding.help.emplace_back("make one for the server alone: `basicConstraints=critical,CA:FALSE`");
    return finding;
}

}  // namespace

constinit const Rule leaf_is_a_ca{
    .id = "tls/leaf-is-a-ca",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate of the server is that of an authority",
    .why = R"(A certificate marked CA:TRUE may sign others: whoever steals the server's key can vouch for any host that
its clients ask for. Some clients refuse such a certificate for a server. `openssl req -x509` makes it
so unless it is told otherwise.)",
    .wrong = R"(openssl req -x509 -newkey rsa:2048 -nodes …)",
    .right = R"(openssl req -x509 -newkey rsa:2048 -nodes -addext basicConstraints=critical,CA:FALSE …)",
    .fix = R"(Issue the certificate with CA:FALSE, and keep the authority's key away from the server.)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
