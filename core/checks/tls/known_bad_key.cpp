#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"
#include "core/tls/known_key.hpp"

#include <fmt/format.h>

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

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    const KnownFault fault = megactl::tls::known_fault(certificate.public_key);
    if (fault == KnownFault::none) return std::nullopt;
    Finding finding = finding_about(known_bad_key, facts, file,
                                    fmt::format("{} is for a key that others can have", certificate_words(file)),
                                    certificate.line, "of this key");
    finding.seen.emplace_back(reason_for(fault));
    finding.help.emplace_back(
        "make a new key, and have a certificate issued for it: `openssl genrsa -out site.key 2048`");
    return finding;
}

}  // namespace

constinit const Rule known_bad_key{
    .id = "tls/known-bad-key",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate is for a key that is known to be broken, or to everybody",
    .why = R"(A private key protects nothing once others have it. Sample keys come with web servers, frameworks and
templates (`development.key`, `snakeoil.key`), and some find their way into production; megactl knows
the hashes of two hundred. Keys of certain chips (ROCA) and those whose primes are too near to each
other can be computed from the certificate alone.)",
    .wrong = R"(cp examples/server.key /etc/ssl/private/site.key)",
    .right = R"(openssl genrsa -out /etc/ssl/private/site.key 2048)",
    .fix = R"(Make a key of your own, on a machine of your own, and have a certificate issued for it. If a public
authority issued one for the old key, have it revoked.)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
