#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (certificate.strength.has_named_curve) return std::nullopt;
    Finding finding =
        finding_about(curve_explicit, facts, file,
                      fmt::format("{} has a key whose curve is spelled out, not named", certificate_words(file)),
                      certificate.line, "of this key");
    finding.help.emplace_back("make a new key: `openssl ecparam -name prime256v1 -genkey -noout`");
    return finding;
}

}  // namespace

constinit const Rule curve_explicit{
    .id = "tls/curve-explicit",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate spells its curve out instead of naming it",
    .why = R"(A key on an elliptic curve may name the curve or carry its numbers. Carried numbers can be chosen so that
the signature proves nothing, so OpenSSL and browsers refuse them.)",
    .wrong = R"(openssl ecparam -name prime256v1 -genkey -param_enc explicit)",
    .right = R"(openssl ecparam -name prime256v1 -genkey)",
    .fix = R"(Make a new key with a named curve.)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
