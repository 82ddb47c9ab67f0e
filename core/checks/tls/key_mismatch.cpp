#include "core/base/text.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks::tls_rules {

namespace {

// The certificate of the file that the key belongs to; the first is known not to be it.
const Certificate* later_match(const LookedAt& certificate, const PrivateKey& key) {
    const auto& all = certificate.file->certificates;
    const auto match = std::ranges::find(all, key.public_key, &Certificate::public_key);
    return match == all.end() ? nullptr : &*match;
}

void explain(Finding& finding, const LookedAt& certificate, const LookedAt& key) {
    const Certificate& leaf = certificate.file->certificates.front();
    const PrivateKey& private_key = key.file->keys.front();
    if (const Certificate* match = later_match(certificate, private_key)) {
        if (const auto block = block_at(*certificate.file, match->line)) {
            finding.related.push_back({*block, "the key belongs to this one"});
        }
        finding.seen.push_back(
            fmt::format("the key belongs to the certificate on line {}; servers take the first", match->line));
        finding.help.emplace_back("put the certificate of this host first, then the intermediate ones");
        return;
    }
    if (leaf.key_type != private_key.key_type) {
        finding.seen.push_back(fmt::format("the certificate is for a key {}, the key is {}",
                                           escape_controls(leaf.key_type), escape_controls(private_key.key_type)));
    } else {
        finding.seen.push_back(fmt::format("both are {}, of different keys", escape_controls(leaf.key_type)));
    }
    finding.help.emplace_back("take both from the same renewal; the newer file is often one step ahead of the other");
    finding.help.push_back(
        fmt::format("`openssl pkey -in {} -pubout` and `openssl x509 -in {} -noout -pubkey` have "
                    "to print the same",
                    shell_word(path_of(key)), shell_word(path_of(certificate))));
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const TlsPair& pair : facts.tls_pairs) {
        const Certificate* leaf = leaf_of(pair);
        const PrivateKey* private_key = key_of(pair);
        if (leaf == nullptr || private_key == nullptr || leaf->public_key == private_key->public_key) continue;
        const LookedAt certificate = *certificate_file(pair);
        const LookedAt key = *key_file(pair);
        // An authority's certificate ahead of the right one is told by `tls/leaf-not-first`.
        if (leaf->is_authority && later_match(certificate, *private_key) != nullptr) continue;
        Finding finding = finding_about(key_mismatch, facts, certificate,
                                        fmt::format("the key in `{}` does not belong to {}",
                                                    escape_controls(path_of(key)), certificate_words(certificate)),
                                        leaf->line, "servers take this certificate");
        if (key.input->at) finding.related.push_back({*key.input->at, "names the key"});
        if (const auto block = block_at(*key.file, private_key->line)) {
            finding.related.push_back({*block, "another's key"});
        }
        explain(finding, certificate, key);
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule key_mismatch{
    .id = "tls/key-mismatch",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the private key does not belong to the first certificate of its file",
    .why = R"(A certificate vouches for one key pair, and the server has to prove that it holds the private half.
With another key it does not start ("key values mismatch").

Two mistakes look alike: the key is of another certificate, most often because only one of the two
files was renewed; or the chain is in the wrong order, and an authority's certificate comes first.)",
    .wrong = R"($ cat intermediate.pem site.pem > fullchain.pem)",
    .right = R"($ cat site.pem intermediate.pem > fullchain.pem)",
    .fix = R"(If the key belongs to a later certificate of the file, put that one first. Otherwise fetch
certificate and key of the same issue; when the key is lost, have a new certificate issued for a
new key.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
