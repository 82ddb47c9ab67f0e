#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <utility>

namespace megactl::checks::https_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const Site& site : sites(facts)) {
        const bool applies = site.serves_tls() && site.proxy_header.state == ProxyHeader::State::fits;
        if (!applies) continue;
        Finding finding =
            finding_at(scheme_forgeable, facts, site, site.proxy_header.at,
                       "SECURE_PROXY_SSL_HEADER is set where the server speaks TLS itself: clients can claim https",
                       "this header");
        finding.help.emplace_back("remove it, unless a proxy that overwrites the header stands ahead");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule scheme_forgeable{
    .id = "https/scheme-forgeable",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "clients may claim to come by https",
    .why =
        R"(Where no proxy stands ahead, the header of SECURE_PROXY_SSL_HEADER comes from whoever asks: a plain request
that carries it counts as secure.)",
    .wrong = R"(SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")     # the server speaks TLS itself)",
    .right = R"(# no SECURE_PROXY_SSL_HEADER)",
    .fix = R"(Remove it where the server itself speaks TLS; keep it behind a proxy that overwrites the header.)",
    .judge = judge,
};

}  // namespace megactl::checks::https_rules
