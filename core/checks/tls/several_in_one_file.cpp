#include "core/base/text.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace megactl::checks::tls_rules {

namespace {

// Nobody's chain has more.
constexpr std::size_t usual_certificates = 10;

// The first key that is another than the file's first; null where there is none.
const PrivateKey* second_key(const PemFile& file) {
    const auto found = std::ranges::find_if(
        file.keys, [&](const PrivateKey& key) { return key.public_key != file.keys.front().public_key; });
    return found == file.keys.end() ? nullptr : &*found;
}

std::size_t count_keys(const PemFile& file) {
    std::set<std::string_view> distinct;
    for (const PrivateKey& key : file.keys)
        distinct.insert(key.public_key);
    return distinct.size();
}

Finding of_keys(const Facts& facts, const LookedAt& found, const PrivateKey& second) {
    Finding finding = finding_about(
        several_in_one_file, facts, found,
        fmt::format("the {} holds {} private keys; servers take the first", file_words(found), count_keys(*found.file)),
        second.line, "another private key");
    finding.help.emplace_back("leave the one that belongs to the certificate, and keep the others elsewhere");
    return finding;
}

Finding of_certificates(const Facts& facts, const LookedAt& found) {
    const auto& certificates = found.file->certificates;
    Finding finding =
        finding_about(several_in_one_file, facts, found,
                      fmt::format("the {} holds {} certificates, and all of them are sent in each handshake",
                                  file_words(found), certificates.size()),
                      certificates[usual_certificates].line, "more than any chain has");
    finding.help.emplace_back(
        "keep the certificate of this host and its intermediates; a bundle of roots is for `--ca`");
    return finding;
}

std::optional<Finding> find(const Facts& facts, const LookedAt& found) {
    const PemFile& file = *found.file;
    const bool is_sound = !file.failure && (file.fault == PemFault::none || file.fault == PemFault::key_encrypted);
    if (!is_sound) return std::nullopt;
    if (const PrivateKey* second = second_key(file)) return of_keys(facts, found, *second);
    const bool is_sent = found.role == Role::certificate && file.certificates.size() > usual_certificates;
    return is_sent ? std::optional(of_certificates(facts, found)) : std::nullopt;
}

}  // namespace

constinit const Rule several_in_one_file{
    .id = "tls/several-in-one-file",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a file holds several keys, or more certificates than a chain has",
    .why = R"(Of several private keys OpenSSL takes the first, other programs another: whether it is the right
one is luck, and the rest is exposed for nothing. Of certificates a server sends all that its file
holds; a whole bundle makes each handshake larger by many kilobytes.)",
    .wrong = R"(cat old.key new.key > privkey.pem)",
    .right = R"(mv new.key privkey.pem)",
    .fix = R"(Keep one key a file, and in the certificate file the chain alone. A server with an RSA and an EC
certificate takes two pairs of files.)",
    .judge = [](const Facts& facts) { return find_in_files(facts, find); },
};

}  // namespace megactl::checks::tls_rules
