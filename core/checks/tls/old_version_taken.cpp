#include "core/base/text.hpp"
#include "core/checks/tls/rules.hpp"
#include "core/checks/tls/served_rules.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

Findings find_old_versions(const Served& served) {
    std::vector<std::string> old;
    for (const megactl::tls::Version version : served.look.versions) {
        if (version < megactl::tls::Version::tls_1_2) old.emplace_back(name_of(version));
    }
    if (old.empty()) return {};
    // What it agreed to with a client that takes any is its best.
    const bool has_nothing_newer =
        old.size() == served.look.versions.size() && is_one_of(served.look.presented.version, {"TLS 1.0", "TLS 1.1"});
    Finding finding =
        finding_about_server(old_version_taken, served,
                             fmt::format("{} {} {}", escape_controls(served.place),
                                         has_nothing_newer ? "takes nothing newer than" : "still takes",
                                         has_nothing_newer ? served.look.presented.version : join_words(old)));
    if (has_nothing_newer) {
        finding.severity = Severity::error;
        finding.seen.emplace_back("browsers, and OpenSSL as Debian sets it up, refuse it");
    }
    finding.help.emplace_back("nginx: `ssl_protocols TLSv1.2 TLSv1.3;`, then reload it");
    return {finding};
}

constinit const Rule old_version_taken{
    .id = "tls/old-version-taken",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "a server takes TLS 1.0 or 1.1",
    .why = R"(Both are withdrawn (RFC 8996): they lean on MD5 and SHA-1, and browsers refused them in 2020. A server
that takes them can be talked down to them, and no audit lets it pass. `megactl tls probe` finds out
by one handshake a version.)",
    .wrong = R"(ssl_protocols TLSv1 TLSv1.1 TLSv1.2;)",
    .right = R"(ssl_protocols TLSv1.2 TLSv1.3;)",
    .fix = R"(Take TLS 1.2 and 1.3 alone, where TLS ends: that may be a balancer in front of the server.)",
};

}  // namespace megactl::checks::tls_rules
