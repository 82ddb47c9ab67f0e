#include "core/checks/https/https_site.hpp"
#include "core/checks/https/rules.hpp"
#include "core/tls/hsts.hpp"

#include <chrono>
#include <optional>

namespace megactl::checks::https_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Site& site) {
    const KnownFlag preload = site.hsts_preload();
    if (!is_on(preload) || !is_on(site.hsts_subdomains()) || site.is_plain()) return std::nullopt;
    const KnownNumber hsts = site.hsts();
    // Less is told by https/preload-refused.
    if (!hsts || std::chrono::seconds(hsts->value) < megactl::tls::least_preload_age) return std::nullopt;
    Finding finding = finding_about(preload_is_lasting, facts, site, *preload,
                                    "SECURE_HSTS_PRELOAD is on: anybody may put the domain on the browsers' list, and "
                                    "leaving it takes months");
    finding.help.emplace_back(
        "be sure that every subdomain speaks https, internal ones too; else `SECURE_HSTS_PRELOAD=False`");
    return finding;
}

}  // namespace

constinit const Rule preload_is_lasting{
    .id = "https/preload-is-lasting",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .summary = "the site agrees to be preloaded, which can't be taken back soon",
    .why = R"(Whoever asks may enter a domain that sends `preload` into the list that browsers ship. From then on they
speak https alone to it and to every subdomain, those of the intranet too. Taking it out again reaches
people with new versions of their browsers, months later.)",
    .wrong = R"(SECURE_HSTS_PRELOAD=True      # while intranet.example.org speaks plain HTTP)",
    .right = R"(SECURE_HSTS_PRELOAD=False)",
    .fix = R"(Leave it on where all of that is meant, and allow the rule.)",
    .judge = [](const Facts& facts) { return find_in_sites(facts, find); },
};

}  // namespace megactl::checks::https_rules
