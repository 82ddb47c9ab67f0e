#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& found) {
    if (found.file->failure || found.file->fault != PemFault::glued) return std::nullopt;
    Finding finding = finding_about(
        pem_blocks_glued, facts, found,
        fmt::format("the {} has two PEM blocks glued together on line {}", file_words(found), found.file->fault_line),
        found.file->fault_line, "END and BEGIN share this line");
    finding.seen.emplace_back("OpenSSL says `bad end line`, and loses both blocks");
    finding.help.emplace_back("break that line between `-----END …-----` and `-----BEGIN …-----`");
    finding.help.emplace_back("a file without a final newline was joined by `cat`: `awk 1 FILE…` joins them rightly");
    return finding;
}

}  // namespace

constinit const Rule pem_blocks_glued{
    .id = "tls/pem-blocks-glued",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "two PEM blocks share a line",
    .why = R"(Each marker has to stand alone on its line. Where a file ends without a newline, `cat` puts the next
file's BEGIN behind its END; OpenSSL then fails with `bad end line`, loses both blocks, and a server
that loads its chain from the file does not start, whichever of the blocks they are.)",
    .wrong = R"(-----END CERTIFICATE----------BEGIN CERTIFICATE-----)",
    .right = R"(-----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----)",
    .fix = R"(Break the line between the two markers. Join files with `awk 1 site.pem intermediate.pem >
fullchain.pem`, which ends each with a newline.)",
    .judge = [](const Facts& facts) { return find_in_files(facts, find); },
};

}  // namespace megactl::checks::tls_rules
