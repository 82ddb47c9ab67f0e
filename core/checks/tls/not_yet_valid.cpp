#include "core/base/units.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    // Dates that are reversed are another fault.
    if (facts.now >= certificate.not_before || certificate.not_after < certificate.not_before) return std::nullopt;
    const auto wait = certificate.not_before - facts.now;
    Finding finding = finding_about(
        not_yet_valid, facts, file,
        fmt::format("{} is not valid before {}", certificate_words(file), format_date(certificate.not_before)),
        certificate.line, fmt::format("begins in {}", format_span(wait)));
    finding.seen.push_back(
        fmt::format("valid from {}; judged as of {}", format_time(certificate.not_before), format_time(facts.now)));
    if (wait < std::chrono::hours(24)) {
        finding.help.emplace_back("is this clock right, and was the time zone minded when it was issued? `date -u`");
    } else {
        finding.help.emplace_back("serve the certificate before it until then; it is made too early, not wrongly");
    }
    return finding;
}

}  // namespace

constinit const Rule not_yet_valid{
    .id = "tls/not-yet-valid",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::clock,
    .summary = "the certificate's time has not come yet",
    .why = R"(Clients refuse a certificate before its first second just as they refuse it after its last. Less
than a day usually means a clock that is wrong, here or where the certificate was made, or a local
time written where UTC was meant.)",
    .wrong = R"(Not Before: Mar  1 00:00:00 2027 GMT     # today is 2026-11-23)",
    .right = R"(Not Before: Nov 22 00:00:00 2026 GMT)",
    .fix = R"(Set the clock (`timedatectl`), or go on with the certificate before this one until its time comes.
A private authority does well to begin its certificates an hour in the past.)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
