#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"
#include "core/tls/hsts.hpp"

#include <chrono>
#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const KnownFlag preload = site.hsts_preload();
    const KnownNumber hsts = is_on(preload) ? site.hsts() : std::nullopt;
    if (!hsts || hsts->value <= 0) return std::nullopt;
    const bool is_long_enough = std::chrono::seconds(hsts->value) >= megactl::tls::least_preload_age;
    if (is_long_enough && !is_off(site.hsts_subdomains())) return std::nullopt;
    Finding finding =
        finding_about(preload_refused, facts, site, *preload,
                      "SECURE_HSTS_PRELOAD is on, and the preload list refuses less than a year with subdomains");
    finding.help.emplace_back(
        "`SECURE_HSTS_SECONDS=31536000` and `SECURE_HSTS_INCLUDE_SUBDOMAINS=True`, or `SECURE_HSTS_PRELOAD=False`");
    return finding;
}

}  // namespace

constinit const Rule preload_refused{
    .id = "https/preload-refused",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .summary = "HSTS asks for the preload list, which will refuse it",
    .why = R"(The list that browsers carry takes a domain only with its subdomains included, and for a year or more.
Django's check security.W021 is about the reverse.)",
    .wrong = R"(SECURE_HSTS_PRELOAD=True
SECURE_HSTS_SECONDS=3600)",
    .right = R"(SECURE_HSTS_PRELOAD=True
SECURE_HSTS_INCLUDE_SUBDOMAINS=True
SECURE_HSTS_SECONDS=31536000)",
    .fix = R"(Include the subdomains and set a year, or leave preload off.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
