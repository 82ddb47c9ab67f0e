#include "core/base/text.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

// What is wrong with the file, in the words of a headline, a label and a way out.
struct Story {
    std::string headline;
    std::string label;
    std::string help;
};

Story of_der(const LookedAt& found) {
    const std::string kind = found.file->other_blocks.empty() ? "" : found.file->other_blocks.front();
    const std::string path = shell_word(found.input->path);
    Story story{"is DER, not PEM", "binary DER", ""};
    if (kind == "PKCS7") {
        story.help =
            fmt::format("`openssl pkcs7 -inform der -print_certs -in {} -out fullchain.pem` makes PEM of it", path);
    } else if (kind == "PRIVATE KEY" || (kind.empty() && found.role == Role::key)) {
        story.help =
            fmt::format("`(umask 077; openssl pkey -inform der -in {} -out privkey.pem)` makes PEM of it", path);
    } else if (kind == "CERTIFICATE REQUEST") {
        story.help = "it is a certificate request: name the certificate that the authority answered with";
    } else {
        story.help = fmt::format("`openssl x509 -inform der -in {} -out cert.pem` makes PEM of it", path);
    }
    return story;
}

Story of_broken_block(const LookedAt& found) {
    const auto block = block_at(*found.file, found.file->fault_line);
    if (block && block->text().starts_with("-----END")) {
        return {fmt::format("has two PEM blocks glued together on line {}", found.file->fault_line),
                "END and BEGIN share this line",
                "break that line between `-----END …-----` and `-----BEGIN …-----`; a file without a final newline "
                "was joined by `cat`"};
    }
    return {fmt::format("holds a PEM block that can't be decoded, on line {}", found.file->fault_line),
            "what follows is damaged", "copy the file again, whole: characters were lost or changed on the way"};
}

Story of_unknown(const LookedAt& found) {
    if (found.file->fault_line == 0) {
        return {"is not PEM: it holds no `-----BEGIN`", "no PEM in it",
                "name a PEM file; `file` tells what this one is"};
    }
    return {fmt::format("has its `-----BEGIN` within line {}, where no reader looks for it", found.file->fault_line),
            "BEGIN has to stand at the begin of a line",
            "write every PEM line on a line of its own, without blanks before it"};
}

std::optional<Story> story_of(const LookedAt& found) {
    if (found.file->failure) {
        if (found.file->failure->reason != os::ReadFailure::Reason::too_large) return std::nullopt;
        return Story{"is larger than 1 MiB, so it can't be what is meant", "too large",
                     "name the PEM file; a certificate with its chain takes a few KiB"};
    }
    switch (found.file->fault) {
        case PemFault::der: return of_der(found);
        case PemFault::truncated:
            return Story{fmt::format("ends within a PEM block: line {} has no END", found.file->fault_line),
                         "its `-----END` is missing", "copy the file again, whole"};
        case PemFault::undecodable: return of_broken_block(found);
        case PemFault::nothing_known: return of_unknown(found);
        case PemFault::none:
        case PemFault::empty:
        case PemFault::pkcs12:
        case PemFault::key_encrypted: break;
    }
    return std::nullopt;
}

Findings judge(const Facts& facts) {
    Findings findings;
    for (const LookedAt& found : distinct_files(facts)) {
        auto story = story_of(found);
        if (!story) continue;
        Finding finding =
            finding_about(not_pem, facts, found, fmt::format("the {} {}", file_words(found), story->headline),
                          found.file->fault_line, std::move(story->label));
        finding.help.push_back(std::move(story->help));
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule not_pem{
    .id = "tls/not-pem",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate or key file is not sound PEM",
    .why = R"(Servers read PEM: text with `-----BEGIN …-----`, lines of base64, `-----END …-----`, each marker
alone on its line. With DER (the same in binary), a half-copied file, two blocks glued onto one
line or damaged base64 they do not start, and their message rarely says which of these it was.)",
    .wrong = R"(-----END CERTIFICATE----------BEGIN CERTIFICATE-----)",
    .right = R"(-----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----)",
    .fix = R"(Convert DER with `openssl x509 -inform der -in FILE -out FILE.pem` (a certificate) or `openssl pkey
-inform der -in FILE -out FILE.pem` (a key). Copy a damaged file again. When a PEM text comes
through an environment variable or YAML, see that its line breaks arrive as line breaks.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
