#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Chain& chain, std::size_t i) {
    if (chain.verdict->places[i] != ChainPlace::repeated) return std::nullopt;
    Finding finding = finding_about_sent(certificate_twice, facts, chain, i,
                                         fmt::format("`{}` holds {} twice", escape_controls(path_of(chain.file)),
                                                     subject_words(chain.sent()[i].subject)),
                                         "stands above already");
    finding.help.emplace_back("take the second copy out; look at the script that writes the file");
    return finding;
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
    .judge = [](const Facts& facts) { return find_in_sent(facts, find); },
};

}  // namespace megactl::checks::tls_rules
