#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Chain& chain) {
    if (chain.leaf_index == 0 || !chain.sent().front().is_authority) return std::nullopt;
    Finding finding = finding_about_sent(
        leaf_not_first, facts, chain, 0,
        fmt::format("{} begins with the certificate of an authority, not with the server's", file_words(chain.file)),
        escape_controls(chain.sent().front().subject));
    if (const auto block = block_at(*chain.file.file, chain.leaf->line)) {
        finding.related.push_back({*block, "this one is the server's"});
    }
    add_views(finding, "never get that far", "refuse the pair", "does not start, `key values mismatch`");
    finding.help.push_back(fmt::format("move the certificate of line {} to the begin of the file", chain.leaf->line));
    return finding;
}

}  // namespace

constinit const Rule leaf_not_first{
    .id = "tls/leaf-not-first",
    .severity = {.production = Severity::error, .development = Severity::error},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the file does not begin with the certificate of the server",
    .why = R"(Servers take the first certificate of the file for their own and hold the key against it. Where an
authority's stands there, nginx and others refuse to start with `key values mismatch`, as if the key
were wrong.)",
    .wrong = R"(cat intermediate.pem site.pem > fullchain.pem)",
    .right = R"(cat site.pem intermediate.pem > fullchain.pem)",
    .fix = R"(Put the certificate of the host first, then its issuer, then the issuer of that.)",
    .judge = [](const Facts& facts) { return find_in_chains(facts, find); },
};

}  // namespace megactl::checks::tls_rules
