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
    const std::string path = shell_word(path_of(found));
    Story story{"is DER, not PEM", "binary DER", ""};
    if (kind == "PRIVATE KEY" || (kind.empty() && found.role == Role::key)) {
        story.help =
            fmt::format("`(umask 077; openssl pkey -inform der -in {} -out privkey.pem)` makes PEM of it", path);
    } else if (kind == "CERTIFICATE REQUEST") {
        story.help = "it is a certificate request: name the certificate that the authority answered with";
    } else {
        story.help = fmt::format("`openssl x509 -inform der -in {} -out cert.pem` makes PEM of it", path);
    }
    return story;
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
        case PemFault::der: return holds_only_pkcs7(*found.file) ? std::nullopt : std::optional(of_der(found));
        case PemFault::truncated:
            return Story{fmt::format("ends within a PEM block: line {} has no END", found.file->fault_line),
                         "its `-----END` is missing", "copy the file again, whole"};
        case PemFault::undecodable:
            return Story{fmt::format("holds a PEM block that can't be decoded, on line {}", found.file->fault_line),
                         "what follows is damaged",
                         "copy the file again, whole: characters were lost or changed on the way"};
        case PemFault::nothing_known: return of_unknown(found);
        case PemFault::none:
        case PemFault::empty:
        case PemFault::pkcs12:
        case PemFault::utf16:
        case PemFault::glued:
        case PemFault::key_encrypted: break;
    }
    return std::nullopt;
}

std::optional<Finding> find(const Facts& facts, const LookedAt& found) {
    auto story = story_of(found);
    if (!story) return std::nullopt;
    Finding finding = finding_about(not_pem, facts, found, fmt::format("the {} {}", file_words(found), story->headline),
                                    found.file->fault_line, std::move(story->label));
    finding.help.push_back(std::move(story->help));
    return finding;
}

}  // namespace

constinit const Rule not_pem{
    .id = "tls/not-pem",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate or key file is not sound PEM",
    .why = R"(Servers read PEM: text with `-----BEGIN …-----`, lines of base64, `-----END …-----`, each marker
alone on its line. With DER (the same in binary), a half-copied file or damaged base64 they do not
start, and their message rarely says which of these it was.)",
    .wrong = R"(SERVER_TLS_CERT=/etc/ssl/site/site.der)",
    .right = R"($ openssl x509 -inform der -in site.der -out site.pem)",
    .fix = R"(Convert DER with `openssl x509 -inform der -in FILE -out FILE.pem` (a certificate) or `openssl pkey
-inform der -in FILE -out FILE.pem` (a key). Copy a damaged file again. When a PEM text comes
through an environment variable or YAML, see that its line breaks arrive as line breaks.)",
    .judge = [](const Facts& facts) { return find_in_files(facts, find); },
};

}  // namespace megactl::checks::tls_rules
