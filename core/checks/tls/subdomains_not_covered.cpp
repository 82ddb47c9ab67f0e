#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const NamesQuestion& question : names_questions(facts)) {
        const megactl::tls::HostMatch match(*question.certificate);
        for (const Host& host : question.allowed) {
            if (host.kind != Host::Kind::subdomains) continue;
            const bool has_itself = covers(match, host);
            const bool has_below = covers_below(match, host);
            if (has_itself == has_below) continue;
            const std::string missing = has_itself ? "*." + host.text : host.text;
            Finding finding = finding_about_allowed(
                subdomains_not_covered, facts, question,
                fmt::format("{} covers only a part of `.{}`: `{}` is missing",
                            certificate_words(*certificate_file(*question.pair)), host.text, missing));
            finding.help.push_back(fmt::format("issue it with both `{0}` and `*.{0}`", host.text));
            finding.help.emplace_back("or list the hosts one by one, without a dot at the begin");
            finding.notes.push_back(fmt::format(
                "`.{0}` allows names of any depth; a wildcard covers one label, so `a.b.{0}` needs a name of its own",
                host.text));
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule subdomains_not_covered{
    .id = "tls/subdomains-not-covered",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "an entry like `.example.org` allows more hosts than the certificate covers",
    .why = R"(To Django `.example.org` means the domain itself and everything below it. A certificate covers that
with two names: `example.org` and `*.example.org`; neither includes the other. Names that lie deeper
(`a.b.example.org`) no wildcard covers: each needs its own.)",
    .wrong = R"(DJANGO_ALLOWED_HOSTS=.example.org     # the certificate is for example.org and www.example.org)",
    .right = R"(DJANGO_ALLOWED_HOSTS=example.org,www.example.org)",
    .fix = R"(Add the missing name to the certificate, or name the hosts one by one.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
