#include "core/base/units.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    // Dates that are reversed are another fault.
    if (facts.now <= certificate.not_after || certificate.not_after < certificate.not_before) return std::nullopt;
    Finding finding = finding_about(
        expired, facts, file,
        fmt::format("{} expired {} ago", certificate_words(file), format_span(facts.now - certificate.not_after)),
        certificate.line, fmt::format("ended {}", format_date(certificate.not_after)));
    finding.seen.push_back(
        fmt::format("valid until {}; judged as of {}", format_time(certificate.not_after), format_time(facts.now)));
    finding.help.emplace_back("renew it (`certbot renew`), then reload the server: most read the file only at start");
    return finding;
}

}  // namespace

constinit const Rule expired{
    .id = "tls/expired",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::clock,
    .summary = "the certificate has expired",
    .why = R"(Browsers show a warning page that hides the site, and programs refuse to connect: for both the site
is down. The last second itself still counts as valid.)",
    .wrong = R"(Not After : Nov 20 12:00:00 2026 GMT     # today is 2026-11-23)",
    .right = R"(Not After : Feb 14 12:00:00 2027 GMT)",
    .fix = R"(Renew the certificate and reload or restart what serves it. Then find out why nobody renewed it in
time: is the timer running (`systemctl list-timers`), may it write the files, does the server
reload after it? `megactl tls check --expires-within 30d --fail-on warning` in a daily job tells
beforehand.)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
