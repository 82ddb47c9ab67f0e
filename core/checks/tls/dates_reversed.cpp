#include "core/base/units.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (certificate.not_after >= certificate.not_before) return std::nullopt;
    Finding finding = finding_about(
        dates_reversed, facts, file, fmt::format("{} ends before it begins", certificate_words(file)), certificate.line,
        fmt::format("from {} until {}", format_date(certificate.not_before), format_date(certificate.not_after)));
    finding.help.emplace_back("issue it again");
    return finding;
}

}  // namespace

constinit const Rule dates_reversed{
    .id = "tls/dates-reversed",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate ends before it begins",
    .why = R"(No moment lies between its dates, so it is never valid.)",
    .wrong = R"(Not Before: Jan  1 00:00:00 2027 GMT
Not After : Jan  1 00:00:00 2026 GMT)",
    .right = R"(Not Before: Jan  1 00:00:00 2026 GMT
Not After : Jan  1 00:00:00 2027 GMT)",
    .fix = R"(Issue it again with its dates in order.)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
