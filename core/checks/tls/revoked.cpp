#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/checks/tls/rules.hpp"
#include "core/checks/tls/served_rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

Findings find_revoked(const Served& served) {
    const auto& staple = served.look.presented.staple;
    if (!staple || staple->word != megactl::tls::Staple::Word::revoked) return {};
    Finding finding = finding_about_server(
        revoked, served, fmt::format("the certificate of {} is revoked", escape_controls(served.place)));
    if (staple->revoked_at) {
        finding.seen.push_back(fmt::format("since {}, says the OCSP response that the server itself staples",
                                           format_date(*staple->revoked_at)));
    }
    finding.help.emplace_back("have a new one issued, with a new key: `certbot renew --force-renewal --new-key`");
    return {finding};
}

constinit const Rule revoked{
    .id = "tls/revoked",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "a server presents a certificate that its authority has revoked",
    .why = R"(An authority revokes what should never be trusted again: the key leaked, or it was issued by mistake.
Browsers refuse such a site with no way round; scripts that do not ask go on trusting it. Told by
`megactl tls probe` where the server staples an OCSP response that says so. Without a staple nobody is
asked: a probe tells no third party whom it looks at.)",
    .wrong = R"(# the old pair goes on being served after `certbot revoke`)",
    .right = R"(certbot renew --force-renewal --new-key --deploy-hook 'systemctl reload nginx')",
    .fix = R"(Have a new certificate issued for a new key, and reload what serves it.)",
};

}  // namespace megactl::checks::tls_rules
