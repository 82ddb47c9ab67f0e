#include "core/checks/tls/summary.hpp"

#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/checks/https/https_site.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/tls/intent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace megactl::checks {

namespace {

using namespace tls_rules;
using Lines = std::vector<report::Report::Fact>;

constexpr std::size_t shown_names = 10;

std::string file_name(const TlsInput& input) {
    return escape_controls(std::filesystem::path(input.path).filename().string());
}

std::string pair_text(const TlsPair& pair) {
    const Certificate* leaf = leaf_of(pair);
    const PrivateKey* key = key_of(pair);
    if (leaf == nullptr || key == nullptr || leaf->public_key != key->public_key) return {};
    if (pair.certificate->path == pair.key->path) {
        return fmt::format("{} holds both, and they belong together ({})", file_name(*pair.key), key->key_type);
    }
    return fmt::format("{} and {} belong together ({})", file_name(*pair.certificate), file_name(*pair.key),
                       key->key_type);
}

std::string names_text(const Certificate& leaf) {
    std::vector<std::string> shown;
    for (const std::string& name : leaf.names) {
        if (shown.size() == shown_names) {
            shown.push_back(fmt::format("and {} more", leaf.names.size() - shown_names));
            break;
        }
        shown.push_back(escape_controls(name));
    }
    return join(shown, ", ");
}

std::string validity_text(const Certificate& leaf, const Facts& facts) {
    std::string end = fmt::format("until {}", format_date(leaf.not_after));
    if (!facts.scope.clock) return end;
    if (facts.now > leaf.not_after)
        return fmt::format("{}, ended {} ago", end, format_span(facts.now - leaf.not_after));
    if (facts.now < leaf.not_before) return fmt::format("from {} {}", format_date(leaf.not_before), end);
    return fmt::format("{}, {}", end, format_span(leaf.not_after - facts.now));
}

// Of what follows from certificate and key, what the settings of the same process switch off.
std::vector<std::string> switched_off(const TlsPair& pair, const Facts& facts) {
    std::vector<std::string> off;
    https_rules::for_each_site(facts, [&](const https_rules::Site& site) {
        const std::string& name =
            site.facts->workload ? facts.workloads[*site.facts->workload].name : site.facts->service;
        if (name != pair.service || !site.serves_tls()) return;
        const bool has_session = !https_rules::is_off(site.session_cookie());
        const bool has_csrf = https_rules::is_on(site.csrf_in_session()) || !https_rules::is_off(site.csrf_cookie());
        off.clear();
        if (https_rules::is_off(site.redirect())) off.emplace_back("redirect");
        if (!has_session && !has_csrf) off.emplace_back("secure cookies");
        if (!has_session && has_csrf) off.emplace_back("secure session cookie");
        if (has_session && !has_csrf) off.emplace_back("secure CSRF cookie");
    });
    return off;
}

// Is one of the two named where the other can't be told? Then there is no pair, and yet it is not neither.
bool is_half_told(const Facts& facts) {
    const auto names_one = [](const auto& given) {
        return is_one_of(given.name, {"SERVER_TLS_CERT", "SERVER_TLS_KEY"}) && (!given.value || !given.value->empty());
    };
    const bool is_by_service =
        facts.compose && std::ranges::any_of(facts.compose->services, [&](const project::Service& service) {
            return std::ranges::any_of(service.environment, [&](const project::ContainerVariable& given) {
                return given.is_set && names_one(given);
            });
        });
    return is_by_service || std::ranges::any_of(facts.workloads, [&](const project::Workload& workload) {
               return workload.kind == project::Workload::Kind::kubernetes &&
                      std::ranges::any_of(workload.environment, names_one);
           });
}

std::string intent_text(const TlsPair& pair, const Facts& facts) {
    using megactl::tls::Intent;
    const auto path = [](const std::optional<TlsInput>& input) { return input ? input->path : std::string(); };
    const Intent intent = megactl::tls::intent_of(path(pair.certificate), path(pair.key));
    const std::vector<std::string> off =
        intent == Intent::https ? switched_off(pair, facts) : std::vector<std::string>();
    if (!off.empty()) return fmt::format("certificate and key → HTTPS, with {} off", join_words(off));
    if (intent == Intent::plain_http && facts.tls_pairs.empty() && is_half_told(facts))
        return "certificate or key is named, and the other can't be seen here → not known";
    const bool is_untold = intent == Intent::plain_http && std::ranges::any_of(facts.https_sites, [](const auto& site) {
                               return !site.serves_tls.has_value();
                           });
    if (is_untold) return "neither is named here → plain HTTP, unless the server is told otherwise";
    return std::string(describe(intent));
}

Lines lines_of(const TlsPair& pair, const Facts& facts) {
    Lines lines;
    const auto add = [&](std::string name, std::string text) {
        if (!text.empty()) lines.push_back({std::move(name), std::move(text)});
    };
    add("intent", intent_text(pair, facts));
    add("pair", pair_text(pair));
    if (const Certificate* leaf = leaf_of(pair)) {
        add("names", names_text(*leaf));
        add("valid", validity_text(*leaf, facts));
    }
    return lines;
}

}  // namespace

std::vector<report::Report::Fact> tls_facts(const project::Facts& facts) {
    if (facts.tls_pairs.empty()) return lines_of({}, facts);
    Lines lines;
    for (const TlsPair& pair : facts.tls_pairs) {
        for (report::Report::Fact& line : lines_of(pair, facts)) {
            if (facts.tls_pairs.size() > 1 && !pair.service.empty()) line.text = pair.service + ": " + line.text;
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

}  // namespace megactl::checks
