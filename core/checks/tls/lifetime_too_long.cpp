#include "core/base/units.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

using std::chrono::days;
using std::chrono::seconds;

// Both ends are inclusive.
seconds lifetime_of(const Certificate& certificate) {
    return certificate.not_after - certificate.not_before + seconds(1);
}

// What public authorities may issue, by the day they do (ballot SC-081).
seconds longest_at(std::chrono::sys_seconds begin) {
    using namespace std::chrono_literals;
    using Day = std::chrono::sys_days;
    if (begin < Day(2018y / 3 / 1)) return days(1185);
    if (begin < Day(2020y / 9 / 1)) return days(825);
    if (begin < Day(2026y / 3 / 15)) return days(398);
    if (begin < Day(2027y / 3 / 15)) return days(200);
    if (begin < Day(2029y / 3 / 15)) return days(100);
    return days(47);
}

bool is_too_long(const Certificate& certificate) {
    const seconds most = certificate.use.is_logged ? longest_at(certificate.not_before) : seconds(days(825));
    return lifetime_of(certificate) > most;
}

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (!is_too_long(certificate)) return std::nullopt;
    Finding finding = finding_about(
        lifetime_too_long, facts, file,
        fmt::format("{} is made for {}", certificate_words(file), format_span(lifetime_of(certificate))),
        certificate.line,
        fmt::format("from {} until {}", format_date(certificate.not_before), format_date(certificate.not_after)));
    if (certificate.use.is_logged) {
        finding.severity = Severity::warning;
        finding.seen.push_back(fmt::format("a public authority may issue for {} at that date",
                                           format_span(longest_at(certificate.not_before))));
    } else {
        finding.seen.emplace_back("Apple's clients refuse more than 825 days");
    }
    finding.help.emplace_back("issue for less, and let a program renew it");
    return finding;
}

}  // namespace

constinit const Rule lifetime_too_long{
    .id = "tls/lifetime-too-long",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate lives longer than clients allow",
    .why = R"(Public authorities may issue for 398 days, from 2026-03-15 on for 200, from 2027-03-15 for 100, from
2029-03-15 for 47; browsers refuse what a public authority issued for longer. Private authorities are
free, but Apple's clients take nothing above 825 days, whoever signed it.)",
    .wrong = R"(openssl x509 -req -days 3650 …)",
    .right = R"(openssl x509 -req -days 365 …)",
    .fix = R"(Issue for less, and let a program renew it.)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
