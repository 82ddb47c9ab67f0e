#include "core/checks/tls/half_configured.hpp"

#include "core/base/text.hpp"
#include "core/checks/tls/pairs.hpp"

#include <fmt/format.h>

#include <string>

namespace megactl::checks::tls_rules {

namespace {

using megactl::tls::Intent;

// Of `--cert` that is `--key`, of `--tls-key` `--tls-cert`; megactl.toml may be who named it.
std::string sibling_of(const std::string& flag, bool is_certificate) {
    if (!flag.starts_with("--")) return is_certificate ? "--key" : "--cert";
    const std::string_view own = is_certificate ? "cert" : "key";
    const std::string_view others = is_certificate ? "key" : "cert";
    return replace_all(flag, own, others);
}

Finding half_finding(const Rule& rule, const Facts& facts, const TlsPair& pair, Intent half) {
    const bool has_certificate = half == Intent::certificate_only;
    const TlsInput& set = has_certificate ? *pair.certificate : *pair.key;
    const auto& unset = has_certificate ? pair.key : pair.certificate;
    const std::string_view usual_variable = has_certificate ? "SERVER_TLS_KEY" : "SERVER_TLS_CERT";

    Finding finding;
    finding.rule = rule.id;
    finding.severity = rule.severity_in(facts.mode);
    finding.headline =
        fmt::format("{} is {} and {} is not", name_of(set), set.variable.empty() ? "given" : "set",
                    unset                  ? name_of(*unset)
                    : set.variable.empty() ? fmt::format("`{}`", sibling_of(set.named_by, has_certificate))
                                           : std::string(usual_variable));
    if (!pair.service.empty()) finding.headline += fmt::format(", in {}", pair.title);
    finding.variable = unset && !unset->variable.empty() ? unset->variable
                       : set.variable.empty()            ? ""
                                                         : std::string(usual_variable);
    finding.service = pair.service;
    if (unset && unset->at) finding.primary = Label{*unset->at, "says plain HTTP"};
    if (set.at && finding.primary) finding.related.push_back({*set.at, "says HTTPS"});
    if (set.at && !finding.primary) finding.primary = Label{*set.at, "says HTTPS"};
    if (!finding.primary) finding.file = set.path;
    if (!set.at && !set.variable.empty())
        finding.seen.push_back(fmt::format("{} comes from {}", name_of(set), set.named_by));
    finding.help.emplace_back("set both to serve HTTPS here; clear both where a proxy terminates TLS");
    finding.notes.emplace_back(facts.mode == project::Mode::production
                                   ? "in development this is a warning, and serving goes on without TLS"
                                   : "serving goes on without TLS; in production this is an error");
    if (pair.has_unseen_image) finding.notes.emplace_back("what its image sets itself is not seen here");
    return finding;
}

}  // namespace

Findings half_configured(const Rule& rule, const Facts& facts, Intent half) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        const auto path = [](const std::optional<TlsInput>& input) { return input ? input->path : std::string(); };
        if (megactl::tls::intent_of(path(pair.certificate), path(pair.key)) == half) {
            findings.push_back(half_finding(rule, facts, pair, half));
        }
    }
    return findings;
}

}  // namespace megactl::checks::tls_rules
