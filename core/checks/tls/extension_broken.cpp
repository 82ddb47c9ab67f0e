#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::string headline(const std::string& words, const Certificate& certificate) {
    const std::string& name = certificate.broken_extension;
    // Where each can be read, together they make no sense: a proxy's certificate with names of its own.
    if (name.find(' ') != std::string::npos) return words + " has extensions that OpenSSL finds invalid";
    return fmt::format("{} has an extension that OpenSSL can't read: {}", words, escape_controls(name));
}

Finding with_advice(Finding finding, const Certificate& certificate) {
    finding.seen.emplace_back("OpenSSL then finds no issuer of the certificate, nor takes it for an issuer");
    if (certificate.broken_extension == "subjectAltName")
        finding.seen.emplace_back("its hosts can't be told, so none was held against it");
    add_views(finding, "mostly refuse", "refuse (unable to get local issuer certificate)", "starts");
    finding.help.emplace_back(
        "have it issued again; `openssl asn1parse -i -in FILE` shows what the extension holds instead");
    return finding;
}

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (certificate.broken_extension.empty()) return std::nullopt;
    return with_advice(finding_about(extension_broken, facts, file, headline(certificate_words(file), certificate),
                                     certificate.line, "its bytes are something else, or it is there twice"),
                       certificate);
}

// Of an authority, where that is why no path goes by it.
std::optional<Finding> find_above(const Facts& facts, const Chain& chain, const ChainFault& fault) {
    const Certificate& certificate = fault.held.certificate;
    const Certificate* presented = presented_certificate(*chain.pair);
    const bool is_presented = presented != nullptr && presented->der == certificate.der;
    if (fault.kind != ChainFault::Kind::broken_extension || is_presented) return std::nullopt;
    const Authority authority = authority_of(facts, chain, fault.held);
    return with_advice(finding_about_authority(extension_broken, facts, chain, authority,
                                               headline(authority_words(authority), certificate),
                                               "its bytes are something else, or it is there twice"),
                       certificate);
}

Findings judge(const Facts& facts) {
    return joined(find_in_presented(facts, find), find_in_faults(facts, find_above));
}

}  // namespace

constinit const Rule extension_broken{
    .id = "tls/extension-broken",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate, or an authority above it, has an extension that can't be read",
    .why = R"(What a certificate is for, whose it is and who issued it stands in its extensions. Where one of those that
OpenSSL looks at holds something else than it should, or stands there twice, OpenSSL takes the whole
certificate for unfit: it finds no issuer of it, nor takes it for the issuer of another, and says that the
issuer is missing. Such certificates come from scripts that write an extension's bytes by themselves.)",
    .wrong = R"(subjectAltName=DER:0102)",
    .right = R"(subjectAltName=DNS:www.example.org)",
    .fix = R"(Have the certificate issued again, with the extension as OpenSSL writes it by its name.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
