#include "core/checks/tls/names.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::optional<Finding> find(const Facts& facts, const LookedAt& file, const Certificate& certificate) {
    if (!certificate.use.must_staple) return std::nullopt;
    Finding finding = finding_about(must_staple, facts, file,
                                    fmt::format("{} demands a staple (must-staple)", certificate_words(file)),
                                    certificate.line, "refused without a fresh OCSP response");
    if (!certificate.use.has_responder) {
        if (facts.mode == project::Mode::production) finding.severity = Severity::error;
        finding.seen.emplace_back("and it names no responder (OCSP) to get one from");
    }
    finding.help.emplace_back("issue it without must-staple");
    return finding;
}

}  // namespace

constinit const Rule must_staple{
    .id = "tls/must-staple",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the certificate demands a staple with each handshake",
    .why = R"(With `must-staple` a client that sees no fresh word about revocation (an OCSP response, stapled) refuses;
Firefox does. So the server must fetch one in time, for ever. Let's Encrypt ended its responders in
2025: a certificate that demands a staple and names no responder can't be served at all.)",
    .wrong = R"(tlsfeature=status_request)",
    .right = R"(# no tlsfeature extension)",
    .fix = R"(Issue the certificate without it (`certbot` without `--must-staple`).)",
    .judge = [](const Facts& facts) { return find_in_presented(facts, find); },
};

}  // namespace megactl::checks::tls_rules
