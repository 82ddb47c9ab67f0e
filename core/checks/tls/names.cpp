#include "core/checks/tls/names.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace megactl::checks::tls_rules {

namespace {

constexpr std::size_t shown_hosts = 5;
// Of more entries only these are asked about: a list that long is made by a program, and each costs time.
constexpr std::size_t host_limit = 1000;

std::vector<Host> hosts_of(const std::vector<std::string>& written) {
    std::vector<Host> hosts;
    std::set<std::pair<Host::Kind, std::string>> seen;
    for (const std::string& entry : written) {
        if (hosts.size() == host_limit) break;
        Host host = megactl::tls::host_of(entry);
        if (seen.emplace(host.kind, host.text).second) hosts.push_back(std::move(host));
    }
    return hosts;
}

// "`.example.org`", "`bücher.example` (`xn--bcher-kva.example`)"
std::string as_written(const Host& host) {
    const std::string_view below = host.kind == Host::Kind::subdomains ? "." : "";
    if (host.written.empty()) return fmt::format("`{}{}`", below, host.text);
    return fmt::format("`{}{}` (`{}`)", below, host.written, host.text);
}

std::string listed(const std::vector<std::string>& names) {
    std::vector<std::string> parts;
    for (const std::string& name : names) {
        if (parts.size() == shown_hosts) break;
        parts.push_back(escape_controls(name));
    }
    if (names.size() > parts.size()) parts.push_back(fmt::format("{} more", names.size() - parts.size()));
    return join_words(parts);
}

}  // namespace

const Certificate* presented_certificate(const TlsPair& pair) {
    const Certificate* first = leaf_of(pair);
    const PrivateKey* key = key_of(pair);
    if (first == nullptr || key == nullptr) return first;
    const auto& all = certificate_file(pair)->file->certificates;
    const auto match = std::ranges::find(all, key->public_key, &Certificate::public_key);
    return match == all.end() ? first : &*match;
}

Findings find_in_presented(const Facts& facts, FindInPresented find) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        const Certificate* certificate = presented_certificate(pair);
        if (certificate == nullptr) continue;
        if (auto finding = find(facts, *certificate_file(pair), *certificate)) findings.push_back(*std::move(finding));
    }
    return findings;
}

std::vector<NamesQuestion> names_questions(const Facts& facts) {
    std::vector<NamesQuestion> questions;
    for (const TlsPair& pair : facts.tls_pairs) {
        const Certificate* certificate = presented_certificate(pair);
        if (certificate == nullptr || certificate->names.empty()) continue;
        NamesQuestion question{.pair = &pair, .certificate = certificate, .asked = hosts_of(facts.tls_hosts)};
        if (question.asked.empty() && pair.allowed_hosts) question.allowed = hosts_of(pair.allowed_hosts->entries);
        std::erase_if(question.allowed, megactl::tls::is_of_this_machine);
        questions.push_back(std::move(question));
    }
    return questions;
}

bool covers(const megactl::tls::HostMatch& match, const Host& host) {
    switch (host.kind) {
        case Host::Kind::name:
        case Host::Kind::subdomains: return match.covers_name(host.text);
        case Host::Kind::address: return match.covers_address(host.text);
        case Host::Kind::any:
        case Host::Kind::unusable:
        case Host::Kind::unconverted: break;
    }
    return false;
}

bool covers_below(const megactl::tls::HostMatch& match, const Host& host) {
    // A label that nobody lists: only a wildcard covers it.
    return match.covers_name("any-name-at-all." + host.text);
}

std::string hosts_words(const std::vector<Host>& hosts) {
    std::vector<std::string> names;
    names.reserve(hosts.size());
    for (const Host& host : hosts)
        names.push_back(as_written(host));
    return listed(names);
}

std::string is_for_words(const Certificate& certificate) {
    return "it is for " + listed(certificate.names);
}

Finding finding_about_names(const Rule& rule, const Facts& facts, const NamesQuestion& question, std::string headline) {
    return finding_about(rule, facts, *certificate_file(*question.pair), std::move(headline),
                         question.certificate->line, is_for_words(*question.certificate));
}

Finding finding_about_allowed(const Rule& rule, const Facts& facts, const NamesQuestion& question,
                              std::string headline) {
    Finding finding = finding_about_names(rule, facts, question, std::move(headline));
    const project::AllowedHosts& hosts = *question.pair->allowed_hosts;
    finding.variable = "DJANGO_ALLOWED_HOSTS";
    if (hosts.at) {
        finding.related.push_back({*hosts.at, "the hosts that the site answers to"});
    } else {
        finding.seen.push_back(fmt::format("DJANGO_ALLOWED_HOSTS says so ({})", hosts.named_by));
    }
    return finding;
}

}  // namespace megactl::checks::tls_rules
