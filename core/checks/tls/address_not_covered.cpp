#include "core/base/text.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks::tls_rules {

namespace {

bool lists(const Certificate& certificate, const Host& host) {
    return std::ranges::any_of(certificate.names,
                               [&](const std::string& name) { return equal_ignoring_case(name, host.text); });
}

void explain(Finding& finding, const NamesQuestion& question, const Host& host) {
    if (lists(*question.certificate, host)) {
        finding.seen.emplace_back("it lists the address as a name (DNS), which clients never compare with an address");
    }
    finding.help.push_back(fmt::format("issue it with the address as one: `subjectAltName=IP:{}`", host.text));
    finding.help.emplace_back("or let clients ask by name");
}

std::string headline_for(const NamesQuestion& question, const Host& host) {
    return fmt::format("{} is not for the address {}", certificate_words(*certificate_file(*question.pair)), host.text);
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const NamesQuestion& question : names_questions(facts)) {
        const megactl::tls::HostMatch match(*question.certificate);
        const auto is_missing = [&](const Host& host) {
            return host.kind == Host::Kind::address && !covers(match, host);
        };
        for (const Host& host : question.asked) {
            if (!is_missing(host)) continue;
            findings.push_back(finding_about_names(address_not_covered, facts, question, headline_for(question, host)));
            explain(findings.back(), question, host);
        }
        for (const Host& host : question.allowed) {
            if (!is_missing(host)) continue;
            Finding finding = finding_about_allowed(address_not_covered, facts, question, headline_for(question, host));
            // Health checks and load balancers ask by address, and mostly without TLS.
            finding.severity = megactl::tls::is_private_address(host.text) ? Severity::note : Severity::warning;
            explain(finding, question, host);
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule address_not_covered{
    .id = "tls/address-not-covered",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate is not for an address that clients ask for",
    .why = R"(Who opens `https://192.0.2.7/` compares the address with the IP entries of the certificate, byte for
byte. Names do not count, not even one that spells the address (`DNS:192.0.2.7`), and wildcards do not
either.

An address that `--host` names has to be covered; one that only DJANGO_ALLOWED_HOSTS lists is a
warning, and a note where it lies in a private network: health checks ask so, mostly without TLS.)",
    .wrong = R"(openssl req -x509 … -addext subjectAltName=DNS:192.0.2.7)",
    .right = R"(openssl req -x509 … -addext subjectAltName=IP:192.0.2.7)",
    .fix = R"(Issue the certificate with an IP entry, or have clients use a name.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
