#include "core/base/units.hpp"
#include "core/checks/tls/pairs.hpp"
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

Findings judge(const Facts& facts) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        const Certificate* leaf = leaf_of(pair);
        if (leaf == nullptr || facts.now < leaf->not_before || facts.now > leaf->not_after) continue;
        const Window window = warning_window(facts, *leaf);
        const seconds left = leaf->not_after - facts.now;
        if (left > window.length) continue;
        const LookedAt certificate = *certificate_file(pair);
        Finding finding =
            finding_about(expires_soon, facts, certificate,
                          fmt::format("{} expires in {}", certificate_words(certificate), format_span(left)),
                          leaf->line, fmt::format("ends {}", format_date(leaf->not_after)));
        finding.seen.push_back(fmt::format("valid until {}; soon is {} or less ({})", format_time(leaf->not_after),
                                           format_span(window.length), window.reason));
        finding.help.emplace_back("renew it now (`certbot renew`), then reload the server");
        finding.help.emplace_back("where renewal is automatic, look why it has not happened: `systemctl list-timers`");
        findings.push_back(std::move(finding));
    }
    return findings;
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
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
