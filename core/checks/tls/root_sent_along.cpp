#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Chain& chain, std::size_t i) {
    if (chain.verdict->places[i] != ChainPlace::root) return std::nullopt;
    Finding finding =
        finding_about_sent(root_sent_along, facts, chain, i,
                           fmt::format("`{}` sends the root {} along", escape_controls(path_of(chain.file)),
                                       subject_words(chain.sent()[i].subject)),
                           "clients trust only the copy they have");
    finding.help.emplace_back("leave it out of the file; nothing needs it there");
    return finding;
}

}  // namespace

constinit const Rule root_sent_along{
    .id = "tls/root-sent-along",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the root certificate is sent along",
    .why = R"(Clients trust a root because they have it, not because a server sends it. It does no harm and costs
about a kilobyte in each handshake.)",
    .wrong = R"(cat site.pem intermediate.pem root.pem > fullchain.pem)",
    .right = R"(cat site.pem intermediate.pem > fullchain.pem)",
    .fix = R"(Leave the self-signed certificate at the end of the file out.)",
    .judge = [](const Facts& facts) { return find_in_sent(facts, find); },
};

}  // namespace megactl::checks::tls_rules
