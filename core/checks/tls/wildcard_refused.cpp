#include "core/base/text.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::string_view reason_of(const std::string& name) {
    if (!name.starts_with("*.")) return "a wildcard has to be the whole leftmost label: `*.example.org`";
    if (name.find('*', 1) != std::string::npos) return "only one label may be a wildcard, the leftmost";
    if (is_digit(name.back())) return "addresses have no wildcards";
    return "a wildcard directly below a top-level domain would be for everybody";
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const NamesQuestion& question : names_questions(facts)) {
        for (const std::string& name : question.certificate->names) {
            if (name.find('*') == std::string::npos || megactl::tls::is_usable_wildcard(name)) continue;
            Finding finding = finding_about_names(wildcard_refused, facts, question,
                                                  fmt::format("`{}` in {} covers no host", escape_controls(name),
                                                              certificate_words(*certificate_file(*question.pair))));
            finding.seen.emplace_back(reason_of(name));
            finding.help.emplace_back("name the hosts one by one, or with a wildcard of one whole label");
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule wildcard_refused{
    .id = "tls/wildcard-refused",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate has a wildcard that clients do not take for one",
    .why = R"(Clients take `*` for a wildcard only where it is the whole leftmost label with at least two more behind
it. `w*.example.org`, `www.*.org`, `*.org` and `*.0.2.1` match nothing in browsers.)",
    .wrong = R"(X509v3 Subject Alternative Name:
    DNS:www*.example.org)",
    .right = R"(X509v3 Subject Alternative Name:
    DNS:*.example.org)",
    .fix = R"(Issue the certificate again, with the names of the hosts or a wildcard of one whole label.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
