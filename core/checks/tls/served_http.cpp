#include "core/base/text.hpp"
#include "core/checks/https/rules.hpp"
#include "core/checks/tls/served_rules.hpp"
#include "core/tls/host_name.hpp"
#include "core/tls/hsts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::checks::tls_rules {

namespace {

using megactl::tls::HstsPolicy;
using megactl::tls::RedirectWalk;
using megactl::tls::WebPlace;

constexpr std::size_t shown_address = 200;
constexpr std::size_t shown_header = 80;

Findings find_redirect_loop(const Served& served, const RedirectWalk& walk) {
    if (!walk.is_loop && !walk.is_endless) return {};
    const auto begin = escape_controls(text_of(walk.places.front()));
    const auto last = escape_controls(std::string_view(text_of(walk.places.back())).substr(0, shown_address));
    Finding finding =
        finding_about_server(https_rules::redirect_loop, served,
                             begin + (walk.is_loop ? " redirects in a circle" : " redirects more than 10 times"));
    finding.seen.push_back((walk.is_loop ? "it comes again to " : "the tenth redirect leads to ") + last);
    finding.help.emplace_back(walk.is_loop ? "behind a proxy: let it set X-Forwarded-Proto, and name that header in "
                                             "SECURE_PROXY_SSL_HEADER"
                                           : "browsers give up at the 20th: is there something that each one adds?");
    return {finding};
}

// The walk ends where it leaves the host. By then HTTPS should have begun: else browsers never learn of this host's
// HSTS, and whoever stands on the way may send them elsewhere.
Findings find_plain_detour(const Served& served, const RedirectWalk& walk) {
    const WebPlace& begin = walk.places.front();
    const std::string other = text_of(walk.places.back());
    const WebPlace better{.is_https = true, .host = begin.host, .port = 443};
    Finding finding =
        finding_about_server(https_rules::no_redirect, served,
                             fmt::format("{} leads to another host in the clear", escape_controls(text_of(begin))));
    finding.severity = Severity::warning;
    finding.seen.push_back(fmt::format("to {}", escape_controls(std::string_view(other).substr(0, shown_address))));
    finding.help.push_back(
        fmt::format("redirect to `{}` first, and from there to the other host", escape_controls(text_of(better))));
    return {finding};
}

// Whom HTTPS had already it sends back into the clear.
Findings find_downgrade(const Served& served, const RedirectWalk& walk) {
    const auto step = std::ranges::adjacent_find(
        walk.places, [](const WebPlace& from, const WebPlace& to) { return from.is_https && !to.is_https; });
    if (step == walk.places.end() || walk.is_loop || walk.is_endless) return {};
    const std::string to = text_of(*std::next(step));
    Finding finding =
        finding_about_server(https_rules::no_redirect, served,
                             fmt::format("{} redirects back into the clear", escape_controls(text_of(*step))));
    const bool ends_there = !walk.places.back().is_https;
    finding.severity = ends_there ? Severity::error : Severity::warning;
    finding.seen.push_back(fmt::format("to {}{}", escape_controls(std::string_view(to).substr(0, shown_address)),
                                       ends_there ? ", and stays there" : ""));
    finding.help.emplace_back(
        "write such addresses with `https://`; behind a proxy Django does once SECURE_PROXY_SSL_HEADER tells it");
    return {finding};
}

// Of plain HTTP that gave an answer.
Findings find_plain_answer(const Served& served, const RedirectWalk& walk) {
    const WebPlace& last = walk.places.back();
    if (last.is_https) return {};
    // What HTTPS sends there is a downgrade.
    if (std::ranges::any_of(walk.places, &WebPlace::is_https)) return {};
    if (last.host != walk.places.front().host) return find_plain_detour(served, walk);
    if (walk.status < 200 || walk.status >= 300) return {};
    const auto begin = escape_controls(text_of(walk.places.front()));
    Finding finding = finding_about_server(https_rules::no_redirect, served,
                                           fmt::format("{} answers in the clear, and does not redirect", begin));
    finding.severity = Severity::warning;
    finding.help.emplace_back("redirect to HTTPS there: SECURE_SSL_REDIRECT, or `return 301` in nginx");
    return {finding};
}

// An error page may lack what the site sends, and for an address the header means nothing.
bool can_have_hsts(const Served& served) {
    return served.look.http && served.look.http->status < 400 &&
           megactl::tls::host_of(served.host).kind == megactl::tls::Host::Kind::name;
}

// Without a header nothing is asked of browsers, as with one whose age is 0.
Result<HstsPolicy> policy_of(const megactl::tls::HttpAnswer& answer) {
    return answer.hsts ? megactl::tls::parse_hsts(*answer.hsts) : HstsPolicy{};
}

// Nothing where browsers take nothing from it.
std::optional<HstsPolicy> heeded_policy(const Served& served) {
    if (!can_have_hsts(served)) return std::nullopt;
    const auto policy = policy_of(*served.look.http);
    return policy && policy->max_age.count() > 0 ? std::optional(*policy) : std::nullopt;
}

// `what` goes on after the server: "sends no HSTS header".
Finding finding_about_hsts(const Rule& rule, const Served& served, std::string_view what) {
    const megactl::tls::HttpAnswer& answer = *served.look.http;
    Finding finding = finding_about_server(rule, served, fmt::format("{} {}", escape_controls(served.place), what));
    finding.seen.push_back(fmt::format("its answer to GET / is {}", answer.status));
    if (answer.hsts_count > 1) {
        finding.seen.push_back(fmt::format("it has {} such headers, and the first one counts", answer.hsts_count));
    }
    return finding;
}

std::string shown_hsts(const megactl::tls::HttpAnswer& answer) {
    return fmt::format("`{}`", escape_controls(std::string_view(answer.hsts.value_or("")).substr(0, shown_header)));
}

Findings find_missing_hsts(const Served& served) {
    if (!can_have_hsts(served) || heeded_policy(served)) return {};
    const megactl::tls::HttpAnswer& answer = *served.look.http;
    const auto policy = policy_of(answer);
    Finding finding =
        finding_about_hsts(https_rules::no_hsts, served,
                           !answer.hsts ? "sends no HSTS header"
                                        : fmt::format("sends {}, which {}", shown_hsts(answer),
                                                      policy ? "switches HSTS off" : "browsers pass over as a whole"));
    if (!policy) finding.seen.push_back(policy.error().reason);
    finding.help.emplace_back("SECURE_HSTS_SECONDS, 300 at first, then longer");
    return {finding};
}

bool is_fit_for_preload(const HstsPolicy& policy) {
    return policy.max_age >= megactl::tls::least_preload_age && policy.includes_subdomains;
}

Findings find_refused_preload(const Served& served) {
    const auto policy = heeded_policy(served);
    if (!policy || !policy->asks_for_preload || is_fit_for_preload(*policy)) return {};
    Finding finding =
        finding_about_hsts(https_rules::preload_refused, served,
                           fmt::format("sends {}, and the preload list refuses less than a year with subdomains",
                                       shown_hsts(*served.look.http)));
    finding.help.emplace_back("`max-age=31536000; includeSubDomains; preload`, or leave `preload` out");
    return {finding};
}

Findings find_subdomains_left_out(const Served& served) {
    const auto policy = heeded_policy(served);
    if (!policy || policy->includes_subdomains || policy->asks_for_preload) return {};
    Finding finding =
        finding_about_hsts(https_rules::hsts_without_subdomains, served,
                           fmt::format("sends {}, which leaves the subdomains out", shown_hsts(*served.look.http)));
    finding.help.emplace_back("`SECURE_HSTS_INCLUDE_SUBDOMAINS=True` once every subdomain speaks https");
    return {finding};
}

// A cookie by the name that Django gives it. What others hold (a language, a balancer's choice) may travel in the
// clear.
Findings find_insecure_cookie(const Served& served, const Rule& rule, std::string_view cookie,
                              std::string_view setting) {
    const auto is_insecure = [&](const megactl::tls::Cookie& set) {
        return set.name == cookie && !set.is_secure && !set.is_deletion;
    };
    if (std::ranges::none_of(served.look.http->cookies, is_insecure)) return {};
    Finding finding =
        finding_about_server(rule, served,
                             fmt::format("{} sets the cookie `{}` without `Secure`: it travels by plain HTTP too",
                                         escape_controls(served.place), cookie));
    finding.help.push_back(fmt::format("`{}=True`", setting));
    return {finding};
}

}  // namespace

void judge_answers(const Served& served, report::Report& report) {
    if (served.look.http) {
        add_findings(report, https_rules::no_hsts, find_missing_hsts(served));
        add_findings(report, https_rules::preload_refused, find_refused_preload(served));
        add_findings(report, https_rules::hsts_without_subdomains, find_subdomains_left_out(served));
        add_findings(
            report, https_rules::session_cookie_insecure,
            find_insecure_cookie(served, https_rules::session_cookie_insecure, "sessionid", "SESSION_COOKIE_SECURE"));
        add_findings(
            report, https_rules::csrf_cookie_insecure,
            find_insecure_cookie(served, https_rules::csrf_cookie_insecure, "csrftoken", "CSRF_COOKIE_SECURE"));
    }
    if (served.walk) {
        add_findings(report, https_rules::redirect_loop, find_redirect_loop(served, *served.walk));
        Findings plain = find_downgrade(served, *served.walk);
        std::ranges::move(find_plain_answer(served, *served.walk), std::back_inserter(plain));
        add_findings(report, https_rules::no_redirect, std::move(plain));
    }
}

}  // namespace megactl::checks::tls_rules
