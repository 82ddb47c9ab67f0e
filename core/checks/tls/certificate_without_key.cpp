#include "core/checks/tls/half_configured.hpp"
#include "core/checks/tls/rules.hpp"

namespace megactl::checks::tls_rules {

namespace {

Findings judge(const Facts& facts) {
    return half_configured(certificate_without_key, facts, megactl::tls::Intent::certificate_only);
}

}  // namespace

constinit const Rule certificate_without_key{
    .id = "tls/certificate-without-key",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .keeps_from_serving = true,
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a certificate is named and its private key is not",
    .why = R"(A certificate is of no use without its private key. Many servers do not refuse such a half
configuration: they start and speak plain HTTP. Passwords then travel in the clear, and secure
cookies never come back, so log-in fails without a message.)",
    .wrong = R"(SERVER_TLS_CERT=/etc/ssl/site/fullchain.pem
SERVER_TLS_KEY=)",
    .right = R"(SERVER_TLS_CERT=/etc/ssl/site/fullchain.pem
SERVER_TLS_KEY=/etc/ssl/site/privkey.pem)",
    .fix = R"(Decide who speaks TLS. If it is this server, name both files. If it is a proxy in front of it, name
neither, and tell Django about the proxy with SECURE_PROXY_SSL_HEADER.)",
    .judge = judge,
};

}  // namespace megactl::checks::tls_rules
