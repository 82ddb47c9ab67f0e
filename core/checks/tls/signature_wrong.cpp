#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

Finding finding_for(const Facts& facts, const Chain& chain, std::size_t sent) {
    return finding_about_sent(
        signature_wrong, facts, chain, sent,
        fmt::format("{} has the issuer's name, and not the key that signed", certificate_words(chain, sent)),
        "the signature does not verify under this key");
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const Chain& chain : chains(facts)) {
        std::vector<std::size_t> wrong;
        if (chain.verdict->impostor) wrong.push_back(*chain.verdict->impostor);
        for (const ChainFault& fault : chain.verdict->faults) {
            if (fault.kind == ChainFault::Kind::signature) wrong.push_back(fault.sent.value_or(chain.leaf_index));
        }
        for (const std::size_t sent : wrong) {
            Finding finding = finding_for(facts, chain, sent);
            add_views(finding, "refuse", "refuse", "starts");
            finding.help.emplace_back(
                "get the certificate of the key that signed; `openssl x509 -noout -ext "
                "authorityKeyIdentifier,subjectKeyIdentifier -in FILE` shows the identifiers");
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule signature_wrong{
    .id = "tls/signature-wrong",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate of the chain has the issuer's name, and another key",
    .why = R"(The file holds a certificate with the very name that is looked for as the issuer, and the signature does
not verify under its key: the authority has a newer key under its old name, or the certificate is
somebody else's.)",
    .wrong = R"(cat site.pem company-ca-2019.pem > fullchain.pem     # signed by the CA's key of 2024)",
    .right = R"(cat site.pem company-ca-2024.pem > fullchain.pem)",
    .fix =
        R"(Get the authority's certificate that fits: its subject key identifier is the authority key identifier of the one below.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
