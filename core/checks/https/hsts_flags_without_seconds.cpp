#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"

#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const KnownNumber hsts = site.hsts();
    const bool applies = hsts && hsts->value == 0 && (is_on(site.hsts_subdomains()) || is_on(site.hsts_preload()));
    if (!applies) return std::nullopt;
    Finding finding = finding_about(hsts_flags_without_seconds, facts, site, *hsts,
                                    "SECURE_HSTS_SECONDS is 0, so the other HSTS settings have no effect");
    finding.help.emplace_back("set a time, or leave the flags off");
    return finding;
}

}  // namespace

constinit const Rule hsts_flags_without_seconds{
    .id = "https/hsts-flags-without-seconds",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "HSTS has flags, and no time",
    .why = R"(Without SECURE_HSTS_SECONDS the header is not sent, and its flags say nothing.)",
    .wrong = R"(SECURE_HSTS_SECONDS=0
SECURE_HSTS_PRELOAD=True)",
    .right = R"(SECURE_HSTS_SECONDS=31536000
SECURE_HSTS_PRELOAD=True)",
    .fix = R"(Set the time, or leave the flags off.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
