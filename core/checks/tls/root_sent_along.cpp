#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    Findings findings;
    for (const Chain& chain : chains(facts)) {
        for (std::size_t i = 0; i < chain.sent().size(); ++i) {
            if (chain.verdict->places[i] != ChainPlace::root) continue;
            findings.push_back(
                finding_about_sent(root_sent_along, facts, chain, i,
                                   fmt::format("`{}` sends the root {} along", escape_controls(chain.file.input->path),
                                               subject_words(chain.sent()[i].subject)),
                                   "clients trust only the copy they have"));
            findings.back().help.emplace_back("leave it out of the file; nothing needs it there");
        }
    }
    return findings;
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
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
