#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& found) {
    if (!holds_only_pkcs7(*found.file)) return std::nullopt;
    Finding finding =
        finding_about(pkcs7_given, facts, found, fmt::format("the {} is a PKCS#7 bundle", file_words(found)), 0,
                      "a PKCS#7 bundle (.p7b)");
    if (found.role == Role::key) {
        finding.help.emplace_back("it never holds a key; name the file with the private key, often `privkey.pem`");
    } else {
        finding.help.push_back(
            fmt::format("take the certificates out: `openssl pkcs7{} -print_certs -in {} -out "
                        "fullchain.pem`",
                        found.file->fault == PemFault::der ? " -inform der" : "", shell_word(path_of(found))));
    }
    return finding;
}

}  // namespace

constinit const Rule pkcs7_given{
    .id = "tls/pkcs7-given",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate or key file is a PKCS#7 bundle",
    .why = R"(PKCS#7 (`.p7b`, `.p7c`) packs a certificate and its chain, without the key. Windows and some
authorities hand it out; servers look for blocks `BEGIN CERTIFICATE`, find none, and do not start.)",
    .wrong = R"(SERVER_TLS_CERT=/etc/ssl/site/site.p7b)",
    .right = R"($ openssl pkcs7 -print_certs -in site.p7b -out fullchain.pem)",
    .fix = R"(Take the certificates out with the command above (`-inform der` where the bundle is binary), and
move the certificate of this host to the top: a bundle keeps no order.)",
    .judge = [](const Facts& facts) { return find_in_files(facts, find); },
};

}  // namespace megactl::checks::tls_rules
