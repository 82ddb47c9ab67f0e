#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <algorithm>

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const NamesQuestion& question : names_questions(facts)) {
        const bool is_any = std::ranges::find(question.allowed, Host::Kind::any, &Host::kind) != question.allowed.end();
        if (!is_any) continue;
        Finding finding = finding_about_allowed(
            any_host_allowed, facts, question,
            "DJANGO_ALLOWED_HOSTS allows any host: there is no name to hold the certificate against");
        finding.help.emplace_back(
            "list the hosts of the site; Django then refuses requests that claim to be for another");
        finding.help.emplace_back("to hold the certificate against one host: `--host NAME`");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule any_host_allowed{
    .id = "tls/any-host-allowed",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the site answers to any host, so none can be held against the certificate",
    .why = R"(With `*` in DJANGO_ALLOWED_HOSTS Django believes whatever the Host header says: links in mails to reset
a password, and cached pages, then point where an attacker wants. It also leaves nothing to compare the
certificate with.)",
    .wrong = R"(DJANGO_ALLOWED_HOSTS=*)",
    .right = R"(DJANGO_ALLOWED_HOSTS=example.org,www.example.org)",
    .fix = R"(List the hosts. Where a proxy in front checks the Host header already, set this note aside.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
