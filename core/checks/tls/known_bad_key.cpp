#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"
#include "core/tls/known_key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace megactl::checks::tls_rules {

namespace {

using megactl::tls::KnownFault;

std::string_view reason_for(KnownFault fault) {
    switch (fault) {
        case KnownFault::published: return "its private key lies open in a public repository, as a sample";
        case KnownFault::roca: return "it was made by a faulty chip (ROCA, CVE-2017-15361): its primes can be found";
        case KnownFault::near_primes:
            return "its two primes are nearly the same (CVE-2022-26320): they are found in a moment";
        case KnownFault::none: break;
    }
    return {};
}

constexpr std::string_view new_key = "`openssl genrsa -out site.key 2048`";

std::optional<Finding> find_in_certificate(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    const KnownFault fault = megactl::tls::known_fault(certificate.public_key);
    if (fault == KnownFault::none) return std::nullopt;
    Finding finding = finding_about(known_bad_key, facts, file,
                                    fmt::format("{} is for a key that others can have", certificate_words(file)),
                                    certificate.line, "of this key");
    finding.seen.emplace_back(reason_for(fault));
    finding.help.push_back(fmt::format("make a new key, and have a certificate issued for it: {}", new_key));
    return finding;
}

// Of a key that has no certificate here, or another's: else the certificate tells it.
std::optional<Finding> find_in_key(const Facts& facts, const TlsPair& pair) {
    const Certificate* presented = presented_certificate(pair);
    const PrivateKey* key = key_of(pair);
    if (key == nullptr || (presented != nullptr && presented->public_key == key->public_key)) return std::nullopt;
    // In development half a pair means plain HTTP, and nobody opens the file.
    if (!is_named(pair.certificate) && facts.mode == project::Mode::development) return std::nullopt;
    const KnownFault fault = megactl::tls::known_fault(key->public_key);
    if (fault == KnownFault::none) return std::nullopt;
    const LookedAt file = *key_file(pair);
    Finding finding =
        finding_about(known_bad_key, facts, file,
                      fmt::format("the {} holds a key that others can have", file_words(file)), key->line, "this key");
    finding.seen.emplace_back(reason_for(fault));
    finding.help.push_back(fmt::format("make a new one: {}", new_key));
    return finding;
}

Finding about_authority(Finding finding, KnownFault fault) {
    finding.seen.emplace_back(reason_for(fault));
    finding.seen.emplace_back("who has it issues certificates for this site, and for any other");
    finding.help.emplace_back("trust it no more: make another, or have the certificate issued by another");
    return finding;
}

std::string authority_headline(const std::string& authority) {
    return fmt::format("the authority {} has a key that others can have", authority);
}

std::optional<Finding> find_in_sent_authority(const Facts& facts, const Chain& chain, std::size_t i) {
    const ChainPlace place = chain.verdict->places[i];
    const bool is_above = place == ChainPlace::on_path || place == ChainPlace::root;
    if (!is_above || &chain.sent()[i] == presented_certificate(*chain.pair)) return std::nullopt;
    const KnownFault fault = megactl::tls::known_fault(chain.sent()[i].public_key);
    if (fault == KnownFault::none) return std::nullopt;
    return about_authority(finding_about_sent(known_bad_key, facts, chain, i,
                                              authority_headline(certificate_words(chain, i)), "of this key"),
                           fault);
}

// What `--chain` and `--ca` hold, and no server sends.
Findings find_in_authority_files(const Facts& facts) {
    const std::vector<Chain> known = chains(facts);
    const auto is_sent = [&](const Certificate& certificate) {
        return std::ranges::any_of(known, [&](const Chain& chain) {
            return std::ranges::find(chain.sent(), certificate.der, &Certificate::der) != chain.sent().end();
        });
    };
    Findings findings;
    for (const LookedAt& file : authority_files(facts)) {
        for (const Certificate& certificate : file.file->certificates) {
            const KnownFault fault = megactl::tls::known_fault(certificate.public_key);
            if (fault == KnownFault::none || is_sent(certificate)) continue;
            findings.push_back(about_authority(
                finding_about(known_bad_key, facts, file, authority_headline(subject_words(certificate.subject)),
                              certificate.line, "of this key"),
                fault));
        }
    }
    return findings;
}

Findings judge(const Facts& facts) {
    Findings findings = find_in_presented(facts, find_in_certificate);
    for (const TlsPair& pair : facts.tls_pairs) {
        if (auto finding = find_in_key(facts, pair)) findings.push_back(*std::move(finding));
    }
    return joined(std::move(findings),
                  joined(find_in_sent(facts, find_in_sent_authority), find_in_authority_files(facts)));
}

}  // namespace

constinit const Rule known_bad_key{
    .id = "tls/known-bad-key",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a key is known to be broken, or to everybody",
    .why = R"(A private key protects nothing once others have it. Sample keys come with web servers, frameworks and
templates (`development.key`, `snakeoil.key`), and some find their way into production; megactl knows
the hashes of two hundred. Keys of certain chips (ROCA) and those whose primes are too near to each
other can be computed from the certificate alone. With the key of an authority anybody issues
certificates for whatever site they like.

In production `megactl serve` does not present such a certificate.)",
    .wrong = R"(cp examples/server.key /etc/ssl/private/site.key)",
    .right = R"(openssl genrsa -out /etc/ssl/private/site.key 2048)",
    .fix = R"(Make a key of your own, on a machine of your own, and have a certificate issued for it. If a public
authority issued one for the old key, have it revoked. A private authority with such a key is no
longer one: make another, and take it from where it is trusted.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
