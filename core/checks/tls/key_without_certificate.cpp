#include "core/checks/tls/half_configured.hpp"
#include "core/checks/tls/rules.hpp"

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    return half_configured(key_without_certificate, facts, megactl::tls::Intent::key_only);
}

}  // namespace

constinit const Rule key_without_certificate{
    .id = "tls/key-without-certificate",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a private key is named and its certificate is not",
    .why = R"(A key without a certificate can't serve HTTPS. Many servers do not refuse such a half
configuration: they start and speak plain HTTP, although somebody meant to have TLS here.)",
    .wrong = R"(SERVER_TLS_KEY=/etc/ssl/site/privkey.pem)",
    .right = R"(SERVER_TLS_CERT=/etc/ssl/site/fullchain.pem
SERVER_TLS_KEY=/etc/ssl/site/privkey.pem)",
    .fix = R"(Decide who speaks TLS. If it is this server, name both files; the certificate is often beside the
key and called `fullchain.pem` or `cert.pem`. If it is a proxy in front of it, name neither.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
