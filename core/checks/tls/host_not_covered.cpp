#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks::tls_rules {

namespace {

// "a wildcard stands for one label": said where that is what somebody tripped over.
void explain_wildcards(Finding& finding, const Certificate& certificate, const Host& host) {
    for (const std::string& name : certificate.names) {
        if (!name.starts_with("*.")) continue;
        const std::string base = name.substr(2);
        if (host.text == base) {
            finding.seen.push_back(fmt::format("`*.{0}` does not cover `{0}` itself", base));
            return;
        }
        if (host.text.ends_with("." + base)) {
            finding.seen.push_back(fmt::format("`*.{}` stands for one label, not for several", base));
            return;
        }
    }
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const NamesQuestion& question : names_questions(facts)) {
        const megactl::tls::HostMatch match(*question.certificate);
        for (const Host& host : question.asked) {
            if (host.kind != Host::Kind::name || covers(match, host)) continue;
            Finding finding = finding_about_names(
                host_not_covered, facts, question,
                fmt::format("{} is not for `{}`", certificate_words(*certificate_file(*question.pair)), host.text));
            explain_wildcards(finding, *question.certificate, host);
            finding.help.push_back(
                fmt::format("issue it with this name as well (`certbot --expand -d {}`)", host.text));
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule host_not_covered{
    .id = "tls/host-not-covered",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate is not for a host that `--host` names",
    .why = R"(A client that asks for a host gets a certificate in which this host is not named, and ends the
connection: browsers show a full page of warning, `curl` and Python refuse. A name is covered when it
stands in the subjectAltName, or when a wildcard does that fits: `*.example.org` covers
`www.example.org`, and neither `example.org` nor `a.b.example.org`. The common name counts for
nothing.)",
    .wrong = R"(megactl tls check --cert www.pem --key www.key --host shop.example.org   # for www.example.org)",
    .right = R"(megactl tls check --cert www.pem --key www.key --host www.example.org)",
    .fix = R"(Issue the certificate again with all names in it, or point the server at the certificate that is for
this host.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
