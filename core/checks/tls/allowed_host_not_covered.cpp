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

// What was meant by an entry that is no host: `*.example.org`, `https://example.org`, `example.org:8000`. Empty where
// that can't be told; settings may split the list by something else than commas.
std::string host_meant_by(std::string_view entry) {
    const std::size_t scheme = entry.find("://");
    std::string_view host = scheme == std::string_view::npos ? entry : entry.substr(scheme + 3);
    host = host.substr(0, host.find_first_of("/:"));
    if (host.starts_with("*.")) host.remove_prefix(1);
    const Host::Kind kind = megactl::tls::host_of(host).kind;
    const bool is_host = kind == Host::Kind::name || kind == Host::Kind::subdomains || kind == Host::Kind::address;
    return is_host ? std::string(host) : std::string();
}

// Those that no request is for, whatever the certificate says.
std::optional<Finding> find_never_matched(const Facts& facts, const NamesQuestion& question) {
    std::vector<Host> hosts;
    std::vector<std::string> help;
    for (const Host& host : question.allowed) {
        const std::string meant = host.kind == Host::Kind::unusable ? host_meant_by(host.text) : std::string();
        if (meant.empty()) continue;
        hosts.push_back(host);
        help.push_back(fmt::format("`{}` in place of `{}`", escape_controls(meant), escape_controls(host.text)));
    }
    if (hosts.empty()) return std::nullopt;
    Finding finding = finding_about_allowed(
        allowed_host_not_covered, facts, question,
        fmt::format("DJANGO_ALLOWED_HOSTS lists {}, which Django holds against the host alone, and never matches",
                    hosts_words(hosts)));
    finding.severity = Severity::note;
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
`https://example.org` and `example.org:8000` match nothing, which is told as a note.

Not asked about: `localhost`, loopback addresses, names of one label as containers have them. With
`--host` the list is not looked at.)",
    .wrong = R"(DJANGO_ALLOWED_HOSTS=example.org,www.example.org     # the certificate is for example.org)",
    .right = R"(DJANGO_ALLOWED_HOSTS=example.org)",
    .fix = R"(Issue the certificate with the missing names, or take from the list the hosts that no client uses.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
