#include "core/base/units.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        const Certificate* certificate = presented_certificate(pair);
        if (certificate == nullptr || certificate->not_after >= certificate->not_before) continue;
        const LookedAt file = *certificate_file(pair);
        Finding finding = finding_about(
            dates_reversed, facts, file, fmt::format("{} ends before it begins", certificate_words(file)),
            certificate->line,
            fmt::format("from {} until {}", format_date(certificate->not_before), format_date(certificate->not_after)));
        finding.help.emplace_back("issue it again");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule dates_reversed{
    .id = "tls/dates-reversed",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate ends before it begins",
    .why = R"(No moment lies between its dates, so it is never valid.)",
    .wrong = R"(Not Before: Jan  1 00:00:00 2027 GMT
Not After : Jan  1 00:00:00 2026 GMT)",
    .right = R"(Not Before: Jan  1 00:00:00 2026 GMT
Not After : Jan  1 00:00:00 2027 GMT)",
    .fix = R"(Issue it again with its dates in order.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
