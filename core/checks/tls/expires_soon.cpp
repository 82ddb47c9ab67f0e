#include "core/base/units.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

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

bool ends_soon(const Facts& facts, const Certificate& certificate) {
    if (facts.now < certificate.not_before || facts.now > certificate.not_after) return false;
    return certificate.not_after - facts.now <= warning_window(facts, certificate).length;
}

std::string headline(const std::string& words, const Facts& facts, const Certificate& certificate) {
    return fmt::format("{} expires in {}", words, format_span(certificate.not_after - facts.now));
}

std::string label_of(const Certificate& certificate) {
    return fmt::format("ends {}", format_date(certificate.not_after));
}

void tell_dates(Finding& finding, const Facts& facts, const Certificate& certificate) {
    const Window window = warning_window(facts, certificate);
    finding.seen.push_back(fmt::format("valid until {}; soon is {} or less ({})", format_time(certificate.not_after),
                                       format_span(window.length), window.reason));
}

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (!ends_soon(facts, certificate)) return std::nullopt;
    Finding finding = finding_about(expires_soon, facts, file, headline(certificate_words(file), facts, certificate),
                                    certificate.line, label_of(certificate));
    tell_dates(finding, facts, certificate);
    finding.help.emplace_back("renew it now (`certbot renew`), then reload the server");
    finding.help.emplace_back("where renewal is automatic, look why it has not happened: `systemctl list-timers`");
    return finding;
}

// The path ends with its first end: of an authority that outlives the server's certificate nothing is to be done now.
bool ends_before_leaf(const Facts& facts, const Chain& chain, const Certificate& certificate) {
    return ends_soon(facts, certificate) && certificate.not_after < chain.leaf->not_after;
}

Finding about_authority(const Facts& facts, const Chain& chain, const Authority& authority) {
    const Certificate& certificate = *authority.certificate;
    Finding finding =
        finding_about_authority(expires_soon, facts, chain, authority,
                                headline(authority_words(authority), facts, certificate), label_of(certificate));
    tell_dates(finding, facts, certificate);
    finding.seen.push_back(fmt::format("it ends before the certificate of the server, which is valid until {}",
                                       format_time(chain.leaf->not_after)));
    return finding;
}

std::optional<Finding> find_above(const Facts& facts, const Chain& chain, const Authority& authority) {
    if (!ends_before_leaf(facts, chain, *authority.certificate)) return std::nullopt;
    Finding finding = about_authority(facts, chain, authority);
    finding.seen.emplace_back("then clients refuse the site, unless they know another path");
    if (authority.is_sent) {
        finding.help.emplace_back(
            "put the authority's newer certificate in its place: `certbot renew` brings it along");
    } else {
        finding.help.emplace_back("get the authority's newer certificate, and put it where clients have this one");
    }
    return finding;
}

// Beside the path: a form of one of its authorities by another issuer.
std::optional<Finding> find_beside(const Facts& facts, const Chain& chain, std::size_t i) {
    if (chain.verdict->places[i] != ChainPlace::alternative) return std::nullopt;
    if (!ends_before_leaf(facts, chain, chain.sent()[i])) return std::nullopt;
    Finding finding = about_authority(facts, chain, {&chain.sent()[i], chain.file, true});
    finding.seen.emplace_back("it is sent beside the path that clients take; those that know no other way need it");
    finding.help.emplace_back("take it out of the file when it ends");
    return finding;
}

Findings judge(const Facts& facts) {
    Findings above = joined(find_in_authorities(facts, find_above), find_in_sent(facts, find_beside));
    return joined(find_in_presented(facts, find), std::move(above));
}

}  // namespace

constinit const Rule expires_soon{
    .id = "tls/expires-soon",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::clock,
    .summary = "the certificate, or an authority above it, expires soon",
    .why = R"(A certificate that ends takes the site down at that second. Whoever renews by hand needs days to
get a new one; where a program renews, one this near to its end means that the program does not.

Soon is 30 days or less, unless `--expires-within` says otherwise. Certificates made for less than
90 days are warned of in the last third of their life, those for 10 days or less in the last half.

An authority's certificate, the root's too, is told of when it ends soon and ahead of the server's:
the path ends with it. One that outlives the server's certificate is replaced along with that.)",
    .wrong = R"(Not After : Nov 30 12:00:00 2026 GMT     # today is 2026-11-23)",
    .right = R"(Not After : Feb 14 12:00:00 2027 GMT)",
    .fix = R"(Renew it and reload what serves it. Let a timer do so from now on, and let its failure reach
somebody.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
