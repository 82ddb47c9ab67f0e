#include "core/base/text.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        const Certificate* certificate = presented_certificate(pair);
        if (certificate == nullptr || !certificate->names.empty()) continue;
        // What can't be read may name some.
        if (certificate->broken_extension == "subjectAltName") continue;
        const LookedAt file = *certificate_file(pair);
        Finding finding = finding_about(no_names, facts, file,
                                        fmt::format("{} names no host that it is for", certificate_words(file)),
                                        certificate->line, "no subjectAltName with a host");
        finding.seen.push_back(fmt::format("its subject is `{}`; clients read hosts from the subjectAltName alone",
                                           escape_controls(certificate->subject)));
        finding.help.emplace_back(
            "make it anew with its names: `openssl req -x509 -newkey rsa:2048 -nodes -addext "
            "subjectAltName=DNS:www.example.org …`");
        finding.help.emplace_back("from an authority: name every host in the request (`certbot -d www.example.org`)");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule no_names{
    .id = "tls/no-names",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate names no host",
    .why = R"(Clients look for the host they asked for in the certificate's subjectAltName. Of one that has none,
Chrome, Firefox, Go and Python's `ssl` believe nothing, whatever its common name says; OpenSSL's own
tools still fall back to the common name, which is why `openssl s_client` and old scripts see no
fault.)",
    .wrong = R"(openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=example.org)",
    .right = R"(openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=example.org \
    -addext subjectAltName=DNS:example.org,DNS:www.example.org)",
    .fix = R"(Issue the certificate again with every host in its subjectAltName: names as DNS entries, addresses
as IP entries.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
