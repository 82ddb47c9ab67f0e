#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const bool applies = site.serves_tls() && site.proxy_header().state == ProxyHeader::State::fits;
    if (!applies) return std::nullopt;
    Finding finding = finding_at(
        scheme_forgeable, facts, site, site.proxy_header().at,
        "SECURE_PROXY_SSL_HEADER is set where the server speaks TLS itself: clients can claim https", "this header");
    finding.help.emplace_back("remove it, unless a proxy that overwrites the header stands ahead");
    return finding;
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
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
