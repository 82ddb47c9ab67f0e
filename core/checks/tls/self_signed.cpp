#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const Chain& chain) {
    if (chain.verdict->find(ChainFault::Kind::self_signed_leaf) == nullptr || lacks_authorities(facts))
        return std::nullopt;
    Finding finding = finding_about_sent(self_signed, facts, chain, chain.leaf_index,
                                         fmt::format("{} is self-signed", certificate_words(chain.file)),
                                         "issuer and subject are the same");
    add_views(finding, "show a page of warning", "refuse (self-signed certificate)", "starts");
    finding.help.emplace_back("get one from an authority: `certbot certonly -d NAME`");
    // Of what came from a server or standard input there is no file to name.
    if (chain.file.file->access)
        finding.help.push_back(fmt::format("where its clients have it: `--ca {}`", shell_word(path_of(chain.file))));
    return finding;
}

}  // namespace

constinit const Rule self_signed{
    .id = "tls/self-signed",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate is signed by its own key, and nobody was told to trust it",
    .why = R"(Nobody vouches for it: browsers show a full page of warning, everything else refuses. For development
and behind a proxy that is told to trust it this is fine; name it with `--ca` then.)",
    .wrong = R"(openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=example.org -keyout site.key -out site.pem)",
    .right = R"(certbot certonly -d example.org)",
    .fix =
        R"(Get one from an authority (Let's Encrypt gives them freely), or give it to every client and say so with `--ca`.)",
    .judge = [](const Facts& facts) { return find_in_chains(facts, find); },
};

}  // namespace megactl::checks::tls_rules
