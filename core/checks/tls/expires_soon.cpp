#include "core/base/units.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks::tls_rules {

namespace {

using std::chrono::days;
using std::chrono::seconds;

struct Window {
    seconds length;
    std::string reason;
};

// How long before the end it counts as soon. Certificates that live short are renewed late: 30 days would always warn.
Window warning_window(const Facts& facts, const Certificate& leaf) {
    if (facts.expires_within_is_said) return {facts.expires_within, "as asked for"};
    const seconds lifetime = leaf.not_after - leaf.not_before;
    if (lifetime <= days(10)) return {lifetime / 2, "half of its lifetime"};
    if (lifetime < days(90)) return {lifetime / 3, "a third of its lifetime"};
    return {days(30), "the default"};
}

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (facts.now < certificate.not_before || facts.now > certificate.not_after) return std::nullopt;
    const Window window = warning_window(facts, certificate);
    const seconds left = certificate.not_after - facts.now;
    if (left > window.length) return std::nullopt;
    Finding finding = finding_about(expires_soon, facts, file,
                                    fmt::format("{} expires in {}", certificate_words(file), format_span(left)),
                                    certificate.line, fmt::format("ends {}", format_date(certificate.not_after)));
    finding.seen.push_back(fmt::format("valid until {}; soon is {} or less ({})", format_time(certificate.not_after),
                                       format_span(window.length), window.reason));
    finding.help.emplace_back("renew it now (`certbot renew`), then reload the server");
    finding.help.emplace_back("where renewal is automatic, look why it has not happened: `systemctl list-timers`");
    return finding;
}

}  // namespace

constinit const Rule expires_soon{
    .id = "tls/expires-soon",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::clock,
    .summary = "the certificate expires soon",
    .why = R"(A certificate that ends takes the site down at that second. Whoever renews by hand needs days to
get a new one; where a program renews, one this near to its end means that the program does not.

Soon is 30 days or less, unless `--expires-within` says otherwise. Certificates made for less than
90 days are warned of in the last third of their life, those for 10 days or less in the last half.)",
    .wrong = R"(Not After : Nov 30 12:00:00 2026 GMT     # today is 2026-11-23)",
    .right = R"(Not After : Feb 14 12:00:00 2027 GMT)",
    .fix = R"(Renew it and reload what serves it. Let a timer do so from now on, and let its failure reach
somebody.)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
