#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

Finding of_utf16(const Facts& facts, const LookedAt& found) {
    Finding finding =
        finding_about(byte_order_mark, facts, found,
                      fmt::format("the {} is text in UTF-16, which no server reads", file_words(found)), 0, "UTF-16");
    finding.severity = Severity::error;
    finding.help.push_back(
        fmt::format("`(umask 077; iconv -f utf-16 -t utf-8 {} > NEW.pem)`", shell_word(path_of(found))));
    return finding;
}

Finding of_mark(const Facts& facts, const LookedAt& found) {
    const std::size_t line = found.file->marked_line;
    Finding finding = finding_about(
        byte_order_mark, facts, found,
        line == 1 ? fmt::format("the {} begins with a byte order mark, which hides its first block from some readers",
                                file_words(found))
                  : fmt::format("the {} has a byte order mark ahead of the block on line {}, which hides that block",
                                file_words(found), line),
        line, "a byte order mark stands ahead of this");
    finding.seen.emplace_back(line == 1 ? "OpenSSL 3 passes over it; Go's servers (Caddy, Traefik) and older OpenSSL "
                                          "do not see the block"
                                        : "OpenSSL passes over one at the start of a file, and over no other");
    finding.help.push_back(fmt::format(R"(take it out: `sed -i 's/^\xEF\xBB\xBF//' {}`)", shell_word(path_of(found))));
    return finding;
}

std::optional<Finding> find(const Facts& facts, const LookedAt& found) {
    const PemFile& file = *found.file;
    if (file.failure) return std::nullopt;
    if (file.fault == PemFault::utf16) return of_utf16(facts, found);
    const bool is_sound = file.fault == PemFault::none || file.fault == PemFault::key_encrypted;
    return is_sound && file.marked_line != 0 ? std::optional(of_mark(facts, found)) : std::nullopt;
}

}  // namespace

constinit const Rule byte_order_mark{
    .id = "tls/byte-order-mark",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a byte order mark hides a PEM block from its readers",
    .why = R"(Editors and shells of Windows begin a text with a byte order mark, or write it as UTF-16. PEM wants
`-----BEGIN` at the very begin of a line: behind a mark some readers do not see it, and text in
UTF-16 is none to any of them.)",
    .wrong = R"(PS> Get-Content site.pem, intermediate.pem > fullchain.pem)",
    .right = R"(PS> Get-Content site.pem, intermediate.pem | Set-Content -Encoding ascii fullchain.pem)",
    .fix = R"(Take the mark out with `sed -i 's/^\xEF\xBB\xBF//' FILE`; make plain text of UTF-16 with `iconv -f
utf-16 -t utf-8`. Line ends of Windows and words between the blocks do no harm.)",
    .judge = [](const Facts& facts) { return find_in_files(facts, find); },
};

}  // namespace megactl::checks::tls_rules
