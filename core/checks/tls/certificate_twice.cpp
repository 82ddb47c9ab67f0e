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
            if (chain.verdict->places[i] != ChainPlace::repeated) continue;
            findings.push_back(
                finding_about_sent(certificate_twice, facts, chain, i,
                                   fmt::format("`{}` holds {} twice", escape_controls(chain.file.input->path),
                                               subject_words(chain.sent()[i].subject)),
                                   "stands above already"));
            findings.back().help.emplace_back("take the second copy out; look at the script that writes the file");
        }
    }
    return findings;
}

}  // namespace

constinit const Rule certificate_twice{
    .id = "tls/certificate-twice",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the file holds the same certificate twice",
    .why = R"(The second copy is sent in each handshake and does nothing. Mostly a script appended once too often, and
will again.)",
    .wrong = R"(cat site.pem intermediate.pem intermediate.pem > fullchain.pem)",
    .right = R"(cat site.pem intermediate.pem > fullchain.pem)",
    .fix = R"(Take the second copy out, and look at what writes the file.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
