#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

// A public authority's certificate says where its issuer can be had; a private one's hardly ever does.
bool is_gap(const Chain& chain, const Facts& facts) {
    return chain.verdict->find(ChainFault::Kind::issuer_missing) != nullptr && !chain.verdict->impostor &&
           (!chain.verdict->issuer_url.empty() || !facts.tls_anchors.empty());
}

std::optional<Finding> find(const Facts& facts, const Chain& chain) {
    if (!is_gap(chain, facts)) return std::nullopt;
    const ChainVerdict& verdict = *chain.verdict;
    const std::size_t last = verdict.path.empty() ? chain.leaf_index : verdict.path.back();
    Finding finding =
        finding_about_sent(intermediate_missing, facts, chain, last,
                           fmt::format("the chain in `{}` has a gap: the certificate of {} is missing",
                                       escape_controls(chain.file.input->path), subject_words(verdict.missing_issuer)),
                           "its issuer is neither in the file nor trusted");
    add_views(finding, "often work, as they fetch or know it", "refuse (unable to get local issuer certificate)",
              "starts");
    if (!verdict.issuer_url.empty()) {
        finding.help.push_back(fmt::format("its authority offers it at {}", escape_controls(verdict.issuer_url)));
    }
    finding.help.emplace_back("name the file with the whole chain (`fullchain.pem`), or append the missing one");
    if (facts.tls_anchors.empty()) finding.help.emplace_back("a private authority: name its root with `--ca`");
    return finding;
}

}  // namespace

constinit const Rule intermediate_missing{
    .id = "tls/intermediate-missing",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the way from the certificate to a trusted root has a gap",
    .why = R"(A server has to send every certificate between its own and a root. Where one is missing, browsers often
help themselves (Chrome and Safari fetch it, Firefox knows most), so that nobody sees a fault; curl,
Python, Go, phones and payment providers calling back refuse.

Nothing is fetched here: the certificate itself says where its authority offers the missing one.)",
    .wrong = R"(ssl_certificate /etc/letsencrypt/live/example.org/cert.pem;)",
    .right = R"(ssl_certificate /etc/letsencrypt/live/example.org/fullchain.pem;)",
    .fix = R"(Append the missing certificate to the file; ACME clients write such a file as `fullchain.pem`.)",
    .judge = [](const Facts& facts) { return find_in_chains(facts, find); },
};

}  // namespace megactl::checks::tls_rules
