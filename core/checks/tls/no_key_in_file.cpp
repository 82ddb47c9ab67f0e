#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks::tls_rules {

namespace {

std::string help_for(const PemFile& file) {
    const auto& blocks = file.other_blocks;
    if (std::ranges::find(blocks, "OPENSSH PRIVATE KEY") != blocks.end()) {
        return "TLS servers can't read keys of ssh; name the key that the certificate was requested with";
    }
    return "name the file with the private key, often `privkey.pem`";
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        const auto found = key_file(pair);
        if (!found || is_swapped(pair)) continue;
        const PemFile& file = *found->file;
        if (file.failure || file.fault != PemFault::none || !file.keys.empty() || holds_only_pkcs7(file)) continue;
        const std::size_t line = file.certificates.empty() ? 0 : file.certificates.front().line;
        Finding finding =
            finding_about(no_key_in_file, facts, *found, fmt::format("the {} holds no private key", file_words(*found)),
                          line, "this is no key");
        finding.seen.push_back(fmt::format("it holds {}", contents_of(file)));
        finding.help.push_back(help_for(file));
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule no_key_in_file{
    .id = "tls/no-key-in-file",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the key file is PEM, and there is no private key in it",
    .why = R"(The server looks for a block `BEGIN PRIVATE KEY` (or `RSA PRIVATE KEY`, `EC PRIVATE KEY`) in the
key file, finds something else, and does not start. A public key or a certificate can't stand in
for it.)",
    .wrong = R"(SERVER_TLS_KEY=/etc/ssl/site/public.pem    # -----BEGIN PUBLIC KEY-----)",
    .right = R"(SERVER_TLS_KEY=/etc/ssl/site/privkey.pem   # -----BEGIN PRIVATE KEY-----)",
    .fix = R"(Name the private key that was made together with the certificate's request. If it is lost, nothing
brings it back: make a new key and have a new certificate issued.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
