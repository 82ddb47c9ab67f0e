#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& found) {
    if (found.file->failure || found.file->fault != PemFault::pkcs12) return std::nullopt;
    Finding finding =
        finding_about(pkcs12_given, facts, found, fmt::format("the {} is PKCS#12, not PEM", file_words(found)), 0,
                      "a PKCS#12 bundle (.p12, .pfx)");
    const std::string file = shell_word(path_of(found));
    finding.help.push_back(
        found.role == Role::certificate
            ? fmt::format("take the certificates out: `openssl pkcs12 -in {} -nokeys -out fullchain.pem`", file)
            : fmt::format("take the key out: `(umask 077; openssl pkcs12 -in {} -nocerts -nodes -out privkey.pem)`",
                          file));
    return finding;
}

}  // namespace

constinit const Rule pkcs12_given{
    .id = "tls/pkcs12-given",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate or key file is a PKCS#12 bundle",
    .why = R"(PKCS#12 (`.p12`, `.pfx`) packs certificate, chain and key into one encrypted file. Windows, Java
and browsers like it; the servers of Python and nginx read PEM only and do not start with it.)",
    .wrong = R"(SERVER_TLS_CERT=/etc/ssl/site/site.pfx
SERVER_TLS_KEY=/etc/ssl/site/site.pfx)",
    .right = R"($ openssl pkcs12 -in site.pfx -nokeys -out fullchain.pem
$ (umask 077; openssl pkcs12 -in site.pfx -nocerts -nodes -out privkey.pem))",
    .fix = R"(Unpack it into two PEM files with the commands above; each asks for the bundle's password. The
certificate of this host has to come first in `fullchain.pem`: move it there if it does not.
Bundles of old tools may want `-legacy` as well.)",
    .judge = [](const Facts& facts) { return find_in_files(facts, find); },
};

}  // namespace megactl::checks::tls_rules
