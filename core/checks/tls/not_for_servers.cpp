#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (!certificate.use.limits_purposes || certificate.use.is_for_servers) return std::nullopt;
    Finding finding =
        finding_about(not_for_servers, facts, file, fmt::format("{} is not for servers", certificate_words(file)),
                      certificate.line, "its purposes lack serverAuth");
    if (certificate.use.is_for_anything) {
        finding.seen.emplace_back("it is for any purpose (anyExtendedKeyUsage), and does not say serverAuth");
        finding.seen.emplace_back(
            "OpenSSL, curl and Python refuse that (unsuitable certificate purpose), and so does Firefox; Chrome and Go "
            "take it; nginx starts");
    } else {
        finding.seen.emplace_back("OpenSSL, curl and Python refuse it (unsuitable certificate purpose), browsers too");
    }
    finding.help.emplace_back("issue it with `extendedKeyUsage=serverAuth`");
    return finding;
}

}  // namespace

constinit const Rule not_for_servers{
    .id = "tls/not-for-servers",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate is for another purpose than serving TLS",
    .why =
        R"(A certificate may list its purposes (extended key usage): clients, mail, signing of code. A server's has to
list serverAuth, or have no list at all; what lists others is refused by every client.

A list of anyExtendedKeyUsage alone is no way around: OpenSSL and Firefox look for serverAuth itself.)",
    .wrong = R"(extendedKeyUsage=clientAuth)",
    .right = R"(extendedKeyUsage=serverAuth)",
    .fix = R"(Issue it with serverAuth. A client's certificate stays a client's.)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
