#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (!certificate.use.limits_key || certificate.use.may_sign) return std::nullopt;
    Finding finding = finding_about(key_usage_wrong, facts, file,
                                    fmt::format("{} does not let its key sign", certificate_words(file)),
                                    certificate.line, "its key usage lacks digitalSignature");
    const bool is_rsa = certificate.strength.family == megactl::tls::KeyStrength::Family::rsa;
    if (is_rsa && certificate.use.may_encipher) {
        finding.severity = Severity::warning;
        finding.seen.emplace_back("it has keyEncipherment alone: no TLS 1.3, no forward secrecy");
    }
    finding.help.emplace_back("issue it with `keyUsage=critical,digitalSignature`");
    return finding;
}

}  // namespace

constinit const Rule key_usage_wrong{
    .id = "tls/key-usage-wrong",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate does not let its key do what TLS needs",
    .why =
        R"(Where a certificate limits what its key is for (key usage), TLS needs digitalSignature: in each handshake of
TLS 1.3, and of 1.2 with forward secrecy, the server signs. With keyEncipherment alone an RSA key is
left with the oldest way, which most clients no longer offer. OpenSSL does not always notice; browsers
do.)",
    .wrong = R"(keyUsage=critical,keyAgreement)",
    .right = R"(keyUsage=critical,digitalSignature)",
    .fix = R"(Issue it with digitalSignature in its key usage (with RSA, keyEncipherment may stay beside).)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
