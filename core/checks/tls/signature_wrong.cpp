#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

Finding finding_for(const Facts& facts, const Chain& chain, const Authority& authority) {
    Finding finding = finding_about_authority(
        signature_wrong, facts, chain, authority,
        fmt::format("{} has the issuer's name, and not the key that signed", authority_words(authority)),
        "the signature does not verify under this key");
    return finding;
}

Finding with_advice(Finding finding) {
    add_views(finding, "refuse", "refuse", "starts");
    finding.help.emplace_back(
        "get the certificate of the key that signed; `openssl x509 -noout -ext "
        "authorityKeyIdentifier,subjectKeyIdentifier -in FILE` shows the identifiers");
    return finding;
}

// Another of this name has the key. OpenSSL holds the signature against the first one alone, unless key identifiers
// tell them apart.
Finding with_fitting(Finding finding, const Authority& fitting, const Authority& wrong) {
    const auto block = fitting.file ? block_at(*fitting.file->file, fitting.certificate->line) : std::nullopt;
    if (block) finding.related.push_back({*block, "this one has the key that signed"});
    finding.seen.emplace_back(
        "of two with one name OpenSSL tries the first, unless key identifiers tell them apart, and trusted ones ahead "
        "of those that are sent");
    // One that is only sent is no root to end at.
    if (fitting.is_sent != wrong.is_sent) return with_advice(std::move(finding));
    add_views(finding, "mostly try the other as well", "refuse", "starts");
    finding.help.emplace_back("take this one out, or put it behind the other");
    return finding;
}

std::optional<Finding> find_on_path(const Facts& facts, const Chain& chain, const ChainFault& fault) {
    if (fault.kind != ChainFault::Kind::signature) return std::nullopt;
    const Authority authority = authority_of(facts, chain, fault.held);
    Finding finding = finding_for(facts, chain, authority);
    if (!fault.fitting) return with_advice(std::move(finding));
    return with_fitting(std::move(finding), authority_of(facts, chain, *fault.fitting), authority);
}

std::optional<Finding> find_impostor(const Facts& facts, const Chain& chain) {
    const auto& namesake = chain.verdict->namesake;
    if (!namesake || namesake->reason != megactl::tls::Namesake::Reason::other_key) return std::nullopt;
    return with_advice(finding_for(facts, chain, authority_of(facts, chain, namesake->held)));
}

Findings judge(const Facts& facts) {
    return joined(find_in_chains(facts, find_impostor), find_in_faults(facts, find_on_path));
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
