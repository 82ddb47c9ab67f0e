#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& found) {
    if (found.file->failure || found.file->fault != PemFault::empty) return std::nullopt;
    Finding finding =
        finding_about(file_empty, facts, found, fmt::format("the {} is empty", file_words(found)), 0, "nothing in it");
    finding.help.emplace_back("fetch or issue it again; look whether the disk was full (`df -h`)");
    return finding;
}

}  // namespace

constinit const Rule file_empty{
    .id = "tls/file-empty",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "a certificate or key file is empty",
    .why = R"(An empty file is what a failed download, a full disk or a `>` before a command that failed leaves
behind. The server finds no certificate or key in it and does not start.)",
    .wrong = R"($ curl https://ca.internal/site.pem > site.pem     # failed, and site.pem is now empty)",
    .right = R"($ curl --fail --output site.pem.new https://ca.internal/site.pem && mv site.pem.new site.pem)",
    .fix = R"(Get the file again. Write a new one beside the old one and rename it when it is whole, so that a
failure leaves what worked.)",
    .judge = [](const Facts& facts) { return find_in_files(facts, find); },
};

}  // namespace megactl::checks::tls_rules
