#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Chain& chain) {
    std::vector<std::size_t> path = chain.verdict->path;
    if (path.size() < 3) return std::nullopt;
    path.erase(path.begin());  // where the leaf stands is told by a rule of its own
    if (std::ranges::is_sorted(path)) return std::nullopt;
    std::vector<std::string> order;
    order.reserve(path.size());
    for (const std::size_t index : path)
        order.push_back(certificate_words(chain, index));
    Finding finding = finding_about_sent(
        chain_out_of_order, facts, chain, *std::ranges::min_element(path),
        fmt::format("the intermediate certificates in `{}` are out of order", escape_controls(path_of(chain.file))),
        "does not stand behind the one it issued");
    finding.seen.push_back(fmt::format("their order is {}", join(order, ", then ")));
    add_views(finding, "sort them", "sort them", "sends them as they stand");
    finding.help.emplace_back("sort the file: each certificate is followed by its issuer's");
    return finding;
}

}  // namespace

constinit const Rule chain_out_of_order{
    .id = "tls/chain-out-of-order",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the intermediate certificates are not in the order of their issuing",
    .why = R"(After its own certificate a server sends its issuer's, then that one's. TLS 1.2 asks for this order;
today's clients sort what they get, older and embedded ones stop at the first that does not fit.)",
    .wrong = R"(cat site.pem root-ca-2.pem issuing-ca.pem > fullchain.pem)",
    .right = R"(cat site.pem issuing-ca.pem root-ca-2.pem > fullchain.pem)",
    .fix = R"(Sort the file: each certificate is followed by the one that issued it.)",
    .judge = [](const Facts& facts) { return find_in_chains(facts, find); },
};

}  // namespace megactl::checks::tls_rules
