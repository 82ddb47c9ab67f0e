#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/checks/tls/rules.hpp"
#include "core/checks/tls/served_rules.hpp"

#include <fmt/format.h>

#include <chrono>

namespace megactl::checks::tls_rules {

namespace {

using megactl::tls::Staple;

constexpr std::chrono::minutes clock_leeway{5};  // that OpenSSL's own client allows

// Why no client may take it; empty where one may, or where it is a matter of another rule.
std::string fault_of(const Staple& staple, std::chrono::sys_seconds now) {
    if (staple.word == Staple::Word::revoked) return {};
    if (staple.word == Staple::Word::none) return staple.problem;
    if (staple.word == Staple::Word::unknown) return "the responder does not know the certificate";
    if (staple.ends_at && *staple.ends_at + clock_leeway < now)
        return fmt::format("it ended {} ago, on {}", format_span(now - *staple.ends_at), format_date(*staple.ends_at));
    if (staple.issued_at && *staple.issued_at - clock_leeway > now)
        return fmt::format("it begins on {}: does this clock go right?", format_date(*staple.issued_at));
    return {};
}

}  // namespace

Findings find_unfit_staple(const Served& served) {
    const auto& staple = served.look.presented.staple;
    const std::string fault = staple ? fault_of(*staple, served.now) : "";
    if (fault.empty()) return {};
    Finding finding = finding_about_server(
        staple_unfit, served,
        fmt::format("{} staples an OCSP response that no client may take", escape_controls(served.place)));
    finding.seen.push_back(escape_controls(fault));
    const auto* const leaf = served_leaf(served);
    if (leaf != nullptr && leaf->use.must_staple) {
        finding.severity = Severity::error;
        finding.seen.emplace_back("and the certificate demands a good one (must-staple)");
    }
    finding.help.emplace_back("can the server reach the responder? nginx says so in its error log");
    finding.help.emplace_back("or staple nothing: `ssl_stapling off;`");
    return {finding};
}

constinit const Rule staple_unfit{
    .id = "tls/staple-unfit",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "a server staples an OCSP response that is stale, broken or about another certificate",
    .why = R"(A staple is the authority's fresh word on revocation, sent along by the server. One that ended, that is of
another certificate or that somebody else signed is worse than none: Firefox refuses the whole site
for it. It happens where the server can't reach the responder any more, or where a staple from a file is not
renewed. Told by `megactl tls probe`.)",
    .wrong = R"(ssl_stapling_file /etc/nginx/staple.der;  # written once)",
    .right = R"(ssl_stapling off;)",
    .fix = R"(Let the server fetch it in time, or staple nothing: a certificate without must-staple needs none.)",
};

}  // namespace megactl::checks::tls_rules
