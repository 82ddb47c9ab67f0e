#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (certificate.strength.has_common_exponent) return std::nullopt;
    Finding finding =
        finding_about(rsa_exponent, facts, file,
                      fmt::format("{} has an RSA key with a small or even exponent", certificate_words(file)),
                      certificate.line, "of this key");
    finding.help.emplace_back("make a new key: `openssl genrsa 2048`");
    return finding;
}

}  // namespace

constinit const Rule rsa_exponent{
    .id = "tls/rsa-exponent",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate has an RSA key with an exponent of its own",
    .why =
        R"(Everybody takes 65537. Smaller exponents (3) turned careless padding into forged signatures more than once,
so policies refuse them.)",
    .wrong = R"(openssl genrsa -3 2048)",
    .right = R"(openssl genrsa 2048)",
    .fix = R"(Make a new key without choosing the exponent.)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
