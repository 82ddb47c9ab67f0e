#include "core/base/text.hpp"
#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace megactl::checks::https_rules {

namespace {

struct Fault {
    std::string words;   // what goes on after the entry: "with a path"
    std::string better;  // the entry as it would match
};

// A browser sends an origin in lower case, without a path, and without the port that its scheme has anyway. Django
// holds an entry against that letter for letter, but for the host of one with `*`.
std::optional<Fault> fault_of(const std::string& origin) {
    const std::size_t scheme = origin.find("://");
    if (scheme == std::string::npos)
        return Fault{"without a scheme", fmt::format("https://{}{}", origin.starts_with('.') ? "*" : "", origin)};
    const std::size_t host = scheme + 3;
    const std::size_t path = origin.find_first_of("/?#", host);
    const bool is_pattern = origin.find('*') != std::string::npos;
    if (host == origin.size()) return std::nullopt;
    if (path != std::string::npos && path > host) {
        if (is_pattern) return std::nullopt;  // of which the host alone counts
        return Fault{path + 1 == origin.size() ? "with a `/` at its end" : "with a path", origin.substr(0, path)};
    }
    if (is_pattern) return std::nullopt;
    if (origin[host] == '.')
        return Fault{"without `*` ahead of its dot", fmt::format("{}*{}", origin.substr(0, host), origin.substr(host))};
    for (const auto& [begin, end] : {std::pair("https://", ":443"), std::pair("http://", ":80")}) {
        if (!origin.starts_with(begin) || !origin.ends_with(end)) continue;
        return Fault{"with the port that its scheme has anyway", origin.substr(0, origin.rfind(':'))};
    }
    if (lower(origin) != origin) return Fault{"in capitals", lower(origin)};
    return std::nullopt;
}

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const KnownTexts origins = facts.has_django_before_4 ? std::nullopt : site.trusted_origins();
    if (!origins) return std::nullopt;
    const auto refused =
        std::ranges::find_if(origins->value, [](const std::string& origin) { return fault_of(origin).has_value(); });
    if (refused == origins->value.end()) return std::nullopt;
    const Fault fault = *fault_of(*refused);
    const bool is_check = refused->find("://") == std::string::npos;
    Finding finding = finding_about(csrf_origin_refused, facts, site, *origins,
                                    fmt::format("CSRF_TRUSTED_ORIGINS names `{}` {}, which matches no origin{}",
                                                escape_controls(*refused), fault.words, is_check ? " (4_0.E001)" : ""));
    finding.help.push_back(fmt::format("write `{}`", escape_controls(fault.better)));
    return finding;
}

}  // namespace

constinit const Rule csrf_origin_refused{
    .id = "https/csrf-origin-refused",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "an entry of CSRF_TRUSTED_ORIGINS is no origin that a browser sends",
    .why = R"(Behind a proxy that speaks TLS the Origin of a form, `https://example.org`, often differs from what
Django takes for its own, and CSRF_TRUSTED_ORIGINS has to name it. Since Django 4.0 its entries are
whole origins: one without a scheme matches nothing, and every POST is answered with 403, `Origin
checking failed`. Django's check 4_0.E001. A browser's origin ends with its host, or with a port that
its scheme does not have anyway: `https://example.org/` and `https://example.org:443` match nothing
either, and of these Django does not warn. The rule is silent where the project's requirements ask for
an older Django.)",
    .wrong = R"(CSRF_TRUSTED_ORIGINS = ["example.org", ".example.org"])",
    .right = R"(CSRF_TRUSTED_ORIGINS = ["https://example.org", "https://*.example.org"])",
    .fix = R"(Write the scheme, and `*` ahead of the dot for all subdomains. Where the proxy hands the Host header on
(`proxy_set_header Host $host;`) the entry is not needed at all.)",
    .django_checks = "4_0.E001",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
