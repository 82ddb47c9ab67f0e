#include "core/base/text.hpp"
#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Chain& chain, std::size_t i) {
    if (chain.verdict->places[i] != ChainPlace::unrelated) return std::nullopt;
    Finding finding = finding_about_sent(unrelated_certificate, facts, chain, i,
                                         fmt::format("{} in `{}` does not belong to the certificate of the server",
                                                     certificate_words(chain, i), escape_controls(path_of(chain.file))),
                                         "not on the way to a root");
    finding.seen.push_back(fmt::format("the server's names {} as its issuer", subject_words(chain.leaf->issuer)));
    finding.help.emplace_back("take it out of the file");
    return finding;
}

}  // namespace

constinit const Rule unrelated_certificate{
    .id = "tls/unrelated-certificate",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the file holds a certificate that the server's has nothing to do with",
    .why = R"(Every certificate behind the first is sent in each handshake, so that clients find the way from the
server's certificate to a root they trust. One that is not on that way, nor another form of one that
is (a cross-sign), helps nobody: mostly it was left over from another authority or another host.)",
    .wrong = R"(cat site.pem intermediate.pem other-site.pem > fullchain.pem)",
    .right = R"(cat site.pem intermediate.pem > fullchain.pem)",
    .fix =
        R"(Take it out of the file. If it was meant as the issuer, get the one that the server's certificate names.)",
    .judge = [](const Facts& facts) { return find_in_sent(facts, find); },
};

}  // namespace megactl::checks::tls_rules
