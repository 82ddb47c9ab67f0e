#include "core/checks/tls/pairs.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::optional<LookedAt> looked_at(const TlsPair& pair, const std::optional<TlsInput>& input, Role role) {
    if (!is_named(input) || !input->file) return std::nullopt;
    return LookedAt{&pair, &*input, &*input->file, role};
}

// An encrypted key beside certificates is no fault of theirs.
bool has_sound_certificates(const PemFile& file) {
    return !file.failure && (file.fault == PemFault::none || file.fault == PemFault::key_encrypted);
}

std::string_view words_of(Role role) {
    switch (role) {
        case Role::certificate: return "certificate";
        case Role::key: return "key";
        case Role::chain: return "chain";
        case Role::authority: break;
    }
    return "authority";
}

std::string block_words(std::string_view label) {
    struct Words {
        std::string_view label;
        std::string_view text;
    };
    static constexpr std::array known{
        Words{"ENCRYPTED PRIVATE KEY", "an encrypted private key"},
        Words{"CERTIFICATE REQUEST", "a certificate request (CSR)"},
        Words{"NEW CERTIFICATE REQUEST", "a certificate request (CSR)"},
        Words{"PUBLIC KEY", "a public key"},
        Words{"PKCS7", "a PKCS#7 bundle"},
        Words{"X509 CRL", "a revocation list"},
        Words{"DH PARAMETERS", "DH parameters"},
        Words{"EC PARAMETERS", "EC parameters"},
        Words{"OPENSSH PRIVATE KEY", "a key in OpenSSH's own format"},
    };
    const auto* found = std::ranges::find(known, label, &Words::label);
    if (found != known.end()) return std::string(found->text);
    return fmt::format("a block `{}`", escape_controls(label.substr(0, 40)));
}

}  // namespace

bool is_named(const std::optional<TlsInput>& input) {
    return input && !input->path.empty();
}

std::optional<LookedAt> certificate_file(const TlsPair& pair) {
    return looked_at(pair, pair.certificate, Role::certificate);
}

std::optional<LookedAt> key_file(const TlsPair& pair) {
    return looked_at(pair, pair.key, Role::key);
}

std::vector<LookedAt> distinct_files(const Facts& facts) {
    std::vector<LookedAt> files;
    std::set<std::string_view> seen;
    // Of what is said instead of a path nothing tells whether it was said before. One path may be another file in each
    // container.
    const auto is_new = [&](const LookedAt& file) {
        const std::string& lies_at = file.input->lies_at;
        return file.input->is_content || seen.insert(lies_at.empty() ? path_of(file) : lies_at).second;
    };
    for (const TlsPair& pair : facts.tls_pairs) {
        // In development half a pair means plain HTTP, and nobody opens the file.
        const bool is_half = is_named(pair.certificate) != is_named(pair.key);
        if (is_half && facts.mode == project::Mode::development) continue;
        for (const auto& file : {certificate_file(pair), key_file(pair)}) {
            if (file && is_new(*file)) files.push_back(*file);
        }
    }
    for (const LookedAt& file : authority_files(facts)) {
        if (is_new(file)) files.push_back(file);
    }
    return files;
}

Findings find_in_files(const Facts& facts, std::optional<Finding> (*find)(const Facts&, const LookedAt&)) {
    Findings findings;
    for (const LookedAt& file : distinct_files(facts)) {
        if (auto finding = find(facts, file)) findings.push_back(*std::move(finding));
    }
    return findings;
}

std::vector<LookedAt> authority_files(const Facts& facts) {
    static const TlsPair no_pair;
    std::vector<LookedAt> files;
    if (facts.tls_chain && facts.tls_chain->file) {
        files.push_back({&no_pair, &*facts.tls_chain, &*facts.tls_chain->file, Role::chain});
    }
    for (const TlsInput& anchor : facts.tls_anchors) {
        if (anchor.file) files.push_back({&no_pair, &anchor, &*anchor.file, Role::authority});
    }
    return files;
}

bool lacks_authorities(const Facts& facts) {
    return std::ranges::any_of(authority_files(facts), [](const LookedAt& found) {
        return found.file->failure || found.file->certificates.empty() || !has_sound_certificates(*found.file);
    });
}

const Certificate* leaf_of(const TlsPair& pair) {
    const auto found = certificate_file(pair);
    if (!found || !has_sound_certificates(*found->file) || found->file->certificates.empty()) return nullptr;
    return &found->file->certificates.front();
}

const PrivateKey* key_of(const TlsPair& pair) {
    const auto found = key_file(pair);
    if (!found || found->file->failure || found->file->fault != PemFault::none || found->file->keys.empty()) {
        return nullptr;
    }
    return &found->file->keys.front();
}

bool holds_only_a_key(const PemFile& file) {
    const bool has_key = !file.keys.empty() || file.fault == PemFault::key_encrypted;
    return has_sound_certificates(file) && has_key && file.certificates.empty();
}

bool holds_only_certificates(const PemFile& file) {
    return !file.failure && file.fault == PemFault::none && file.keys.empty() && !file.certificates.empty();
}

bool is_swapped(const TlsPair& pair) {
    const auto certificate = certificate_file(pair);
    const auto key = key_file(pair);
    return certificate && key && holds_only_a_key(*certificate->file) && holds_only_certificates(*key->file);
}

bool holds_only_pkcs7(const PemFile& file) {
    const bool is_sound = file.fault == PemFault::none || file.fault == PemFault::der;
    if (file.failure || !is_sound || !file.certificates.empty() || !file.keys.empty()) return false;
    return std::ranges::any_of(file.other_blocks, [](const std::string& label) {
        return is_one_of(label, {"PKCS7", "PKCS #7 SIGNED DATA"});
    });
}

std::string name_of(const TlsInput& input) {
    return input.variable.empty() ? fmt::format("`{}`", input.named_by) : input.variable;
}

const std::string& path_of(const LookedAt& looked_at) {
    return looked_at.file->path.empty() ? looked_at.input->path : looked_at.file->path;
}

std::string file_words(const LookedAt& looked_at) {
    return fmt::format("{} file `{}`", words_of(looked_at.role), escape_controls(path_of(looked_at)));
}

std::string certificate_words(const LookedAt& looked_at) {
    return fmt::format("the certificate in `{}`", escape_controls(path_of(looked_at)));
}

std::string contents_of(const PemFile& file) {
    std::vector<std::string> parts;
    if (!file.certificates.empty()) parts.push_back(count_of(file.certificates.size(), "certificate", "certificates"));
    if (!file.keys.empty()) parts.push_back(count_of(file.keys.size(), "private key", "private keys"));
    for (const std::string& label : file.other_blocks) {
        std::string words = block_words(label);
        if (parts.size() < 5 && std::ranges::find(parts, words) == parts.end()) parts.push_back(std::move(words));
    }
    return join_words(parts);
}

std::string shell_word(const std::string& path) {
    const bool is_plain = std::ranges::all_of(path, [](char c) {
        return is_name_character(c) || std::string_view("/.-+:@%,=").find(c) != std::string_view::npos;
    });
    return is_plain ? path : "'" + replace_all(escape_controls(path), "'", R"('\'')") + "'";
}

std::optional<Location> block_at(const PemFile& file, std::size_t line) {
    if (!file.source || line == 0 || line > file.source->line_count()) return std::nullopt;
    Span span = file.source->line_span(line);
    if (file.source->text(span).starts_with("\xEF\xBB\xBF")) span.begin += 3;
    return Location{file.source, span};
}

Finding finding_about(const Rule& rule, const Facts& facts, const LookedAt& looked_at, std::string headline,
                      std::size_t line, std::string label) {
    const TlsInput& input = *looked_at.input;
    Finding finding;
    finding.rule = rule.id;
    finding.severity = rule.severity_in(facts.mode);
    finding.headline = std::move(headline);
    finding.variable = input.variable;
    finding.service = looked_at.pair->service;
    const auto block = block_at(*looked_at.file, line);
    if (input.at && block) {
        finding.primary = Label{*input.at, "names the file"};
        finding.related.push_back({*block, std::move(label)});
    } else if (input.at || block) {
        finding.primary = Label{input.at ? *input.at : *block, std::move(label)};
    } else {
        finding.file = path_of(looked_at);
    }
    if (path_of(looked_at) != input.path)
        finding.seen.push_back(fmt::format("in the container it is `{}`", escape_controls(input.path)));
    if (!input.at) {
        finding.seen.push_back(input.variable.empty()
                                   ? fmt::format("{} names it", name_of(input))
                                   : fmt::format("{} names it ({})", name_of(input), input.named_by));
    }
    return finding;
}

}  // namespace megactl::checks::tls_rules
