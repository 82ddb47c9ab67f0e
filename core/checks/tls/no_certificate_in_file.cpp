#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks::tls_rules {

namespace {

std::string help_for(const LookedAt& found) {
    const auto holds = [&](std::string_view label) {
        return std::ranges::find(found.file->other_blocks, label) != found.file->other_blocks.end();
    };
    if (holds("CERTIFICATE REQUEST") || holds("NEW CERTIFICATE REQUEST")) {
        return "a request goes to the authority; name the certificate that it answered with";
    }
    return "name the file with the certificate and its chain, often `fullchain.pem`";
}

std::vector<LookedAt> files_for_certificates(const Facts& facts) {
    std::vector<LookedAt> files = authority_files(facts);
    for (const TlsPair& pair : facts.tls_pairs) {
        const auto found = certificate_file(pair);
        if (found && !is_swapped(pair)) files.push_back(*found);
    }
    return files;
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const LookedAt& found : files_for_certificates(facts)) {
        const PemFile& file = *found.file;
        const bool is_sound = !file.failure && (file.fault == PemFault::none || file.fault == PemFault::key_encrypted);
        if (!is_sound || !file.certificates.empty() || holds_only_pkcs7(file)) continue;
        const std::size_t line = !file.keys.empty() ? file.keys.front().line : file.fault_line;
        Finding finding = finding_about(no_certificate_in_file, facts, found,
                                        fmt::format("the {} holds no certificate", file_words(found)), line,
                                        "this is no certificate");
        finding.seen.push_back(fmt::format("it holds {}", contents_of(file)));
        finding.help.push_back(help_for(found));
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule no_certificate_in_file{
    .id = "tls/no-certificate-in-file",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate file is PEM, and there is no certificate in it",
    .why = R"(PEM is a wrapping for many things: certificates, keys, requests, parameters. The server looks for a
block `BEGIN CERTIFICATE` in the certificate file, finds something else, and does not start.)",
    .wrong = R"(SERVER_TLS_CERT=/etc/ssl/site/site.csr        # -----BEGIN CERTIFICATE REQUEST-----)",
    .right = R"(SERVER_TLS_CERT=/etc/ssl/site/fullchain.pem   # -----BEGIN CERTIFICATE-----)",
    .fix = R"(Name the file that the authority sent back: first the certificate of this host, then those of the
intermediate authorities. `megactl tls show FILE` tells what a file holds.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
