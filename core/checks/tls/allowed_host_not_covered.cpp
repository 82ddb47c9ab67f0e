#include "core/base/text.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"
#include "core/tls/a_label.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::checks::tls_rules {

namespace {

constexpr std::size_t most_shown = 5;
constexpr std::size_t most_asked = 1000;

// Hosts that people type; an address has a rule of its own.
bool is_named_host(const Host& host) {
    return host.kind == Host::Kind::name || host.kind == Host::Kind::subdomains;
}

// Those that this host can't convert into what a certificate has.
std::optional<Finding> find_unconverted(const Facts& facts, const NamesQuestion& question) {
    std::vector<Host> hosts;
    for (const Host& host : question.allowed)
        if (host.kind == Host::Kind::unconverted) hosts.push_back(host);
    if (hosts.empty()) return std::nullopt;
    Finding finding =
        finding_about_allowed(allowed_host_not_covered, facts, question,
                              fmt::format("{} can't be held against {}, which DJANGO_ALLOWED_HOSTS lists",
                                          certificate_words(*certificate_file(*question.pair)), hosts_words(hosts)));
    finding.severity = Severity::note;
    finding.seen.emplace_back(megactl::tls::unconverted_reason);
    finding.help.emplace_back(megactl::tls::unconverted_help);
    return finding;
}

// What was meant by an entry that is no host: `*.example.org`, `https://example.org`, `example.org:8000`,
// `..example.org`. Empty where that can't be told.
std::string host_meant_by(std::string_view entry) {
    const std::size_t scheme = entry.find("://");
    std::string_view host = scheme == std::string_view::npos ? entry : entry.substr(scheme + 3);
    host = host.substr(0, host.find_first_of("/:"));
    if (host.starts_with("*.") || host.starts_with("..")) host.remove_prefix(1);
    const Host::Kind kind = megactl::tls::host_of(host).kind;
    const bool is_host = kind == Host::Kind::name || kind == Host::Kind::subdomains || kind == Host::Kind::address;
    return is_host ? std::string(host) : std::string();
}

// The hosts that an entry runs together with quotes, brackets or semicolons: `"a.org"`, `a.org;b.org`. Empty where
// there are none. Settings may take the list apart at just these.
std::string hosts_joined_in(std::string_view entry) {
    constexpr std::string_view between = "\"'[]();|";
    if (entry.find_first_of(between) == std::string_view::npos) return {};
    std::vector<std::string> hosts;
    while (!entry.empty()) {
        const std::size_t end = std::min(entry.find_first_of(between), entry.size());
        const std::string_view part = entry.substr(0, end);
        const bool is_host = !part.empty() && megactl::tls::host_of(part).kind != Host::Kind::unusable;
        if (!part.empty() && !is_host) return {};
        if (is_host) hosts.emplace_back(part);
        entry.remove_prefix(std::min(end + 1, entry.size()));
    }
    return join(hosts, ",");
}

// An entry that no request is for, whatever the certificate says.
struct NeverMatched {
    std::string meant;
    bool is_certain = true;  // false where the settings may take it apart in their own way
};

// Django holds an entry, in lower case, against the host of the request as browsers write it: without a dot at its end,
// with the brackets of an IPv6 address, in ASCII.
std::optional<NeverMatched> never_matched(std::string_view entry) {
    const Host host = megactl::tls::host_of(entry);
    const std::string_view below = host.kind == Host::Kind::subdomains ? "." : "";
    switch (host.kind) {
        case Host::Kind::name:
        case Host::Kind::subdomains:
            if (trim(entry).ends_with('.') || !host.written.empty())
                return NeverMatched{fmt::format("{}{}", below, host.text)};
            return std::nullopt;
        case Host::Kind::address:
            if (host.text.find(':') != std::string::npos && !trim(entry).starts_with('['))
                return NeverMatched{fmt::format("[{}]", host.text)};
            return std::nullopt;
        case Host::Kind::unusable:
            if (std::string meant = host_meant_by(host.text); !meant.empty()) return NeverMatched{meant};
            if (std::string meant = hosts_joined_in(host.text); !meant.empty()) return NeverMatched{meant, false};
            return std::nullopt;
        case Host::Kind::any:
        case Host::Kind::unconverted: break;
    }
    return std::nullopt;
}

// Do all settings that read the list part it at commas, as env.list does?
bool is_parted_at_commas(const Facts& facts) {
    bool is_read = false;
    for (const project::DjangoSettings& settings : facts.settings) {
        for (const project::VariableRead& read : settings.reads) {
            if (read.name != "DJANGO_ALLOWED_HOSTS") continue;
            if (read.type != project::ValueType::list || read.idiom.find("env") == std::string::npos) return false;
            is_read = true;
        }
    }
    return is_read;
}

std::optional<Finding> find_never_matched(const Facts& facts, const NamesQuestion& question) {
    if (question.allowed.empty()) return std::nullopt;
    const std::vector<std::string>& entries = question.pair->allowed_hosts->entries;
    std::vector<std::string> listed;
    std::vector<std::string> help;
    const bool is_parted = is_parted_at_commas(facts);
    for (std::size_t i = 0; i < std::min(entries.size(), most_asked); ++i) {
        const auto found = never_matched(entries[i]);
        if (!found || !(found->is_certain || is_parted)) continue;
        listed.push_back(fmt::format("`{}`", escape_controls(entries[i])));
        help.push_back(fmt::format("`{}` in place of {}", escape_controls(found->meant), listed.back()));
    }
    if (listed.empty()) return std::nullopt;
    const bool answers_nobody = listed.size() == entries.size();
    if (const std::size_t more = listed.size() - std::min(listed.size(), most_shown); more > 0) {
        listed.resize(most_shown);
        listed.push_back(fmt::format("{} more", more));
    }
    const std::string_view words = answers_nobody
                                       ? "alone, which Django never matches: it answers every request with 400"
                                       : ", which Django holds against the host alone, and never matches";
    Finding finding = finding_about_allowed(
        allowed_host_not_covered, facts, question,
        fmt::format("DJANGO_ALLOWED_HOSTS lists {}{}{}", join_words(listed), answers_nobody ? " " : "", words));
    if (!answers_nobody) finding.severity = Severity::note;
    help.resize(std::min(help.size(), most_shown));
    finding.help = std::move(help);
    finding.notes.emplace_back(
        "a dot ahead stands for the domain and all below it; schemes and ports have no place there");
    return finding;
}

// Of `.example.org`: is the certificate for any host below it? Such hosts the site answers to.
bool names_one_below(const Certificate& certificate, const Host& host) {
    return host.kind == Host::Kind::subdomains &&
           std::ranges::any_of(certificate.names, [ending = "." + lower(host.text)](const std::string& name) {
               return lower(name).ends_with(ending);
           });
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const NamesQuestion& question : names_questions(facts)) {
        if (auto never_matched = find_never_matched(facts, question)) findings.push_back(*std::move(never_matched));
        auto unconverted = find_unconverted(facts, question);
        const megactl::tls::HostMatch match(*question.certificate);
        std::vector<Host> missing;
        std::size_t covered = 0;
        for (const Host& host : question.allowed) {
            const bool is_covered =
                covers(match, host) || (host.kind == Host::Kind::subdomains && covers_below(match, host));
            if (is_covered || names_one_below(*question.certificate, host)) ++covered;
            if (!is_covered && is_named_host(host)) missing.push_back(host);
        }
        if (unconverted) findings.push_back(*unconverted);
        if (missing.empty()) continue;
        Finding finding = finding_about_allowed(
            allowed_host_not_covered, facts, question,
            fmt::format("{} is not for {}, which DJANGO_ALLOWED_HOSTS lists",
                        certificate_words(*certificate_file(*question.pair)), hosts_words(missing)));
        const bool is_foreign = covered == 0 && !unconverted;
        if (is_foreign && facts.mode == project::Mode::production) finding.severity = Severity::error;
        if (is_foreign) finding.seen.emplace_back("it is for none of the hosts that the site answers to");
        finding.help.emplace_back(
            "issue it with every host that clients ask for, or take from the list what nobody does");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule allowed_host_not_covered{
    .id = "tls/allowed-host-not-covered",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the site answers to a host that its certificate is not for",
    .why = R"(DJANGO_ALLOWED_HOSTS says which hosts the site answers to. Who asks for one that the certificate does
not name gets a warning page instead. Where the certificate is for none of them at all, it is probably
another site's, and in production an error.

A name beyond ASCII is asked about in the `xn--` form that browsers send. In the list it belongs in that
form as well, for Django compares its entries as they stand. For the same reason `*.example.org`,
`https://example.org`, `example.org:8000`, `example.org.` and an IPv6 address without brackets match
nothing, which is told as a note; where the list has nothing else, Django answers every request with 400.

Not asked about: `localhost`, loopback addresses, names of one label as containers have them. With
`--host` the list is not looked at.)",
    .wrong = R"(DJANGO_ALLOWED_HOSTS=example.org,www.example.org     # the certificate is for example.org)",
    .right = R"(DJANGO_ALLOWED_HOSTS=example.org)",
    .fix = R"(Issue the certificate with the missing names, or take from the list the hosts that no client uses.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
