#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/checks/tls/rules.hpp"
#include "core/checks/tls/served_rules.hpp"
#include "core/tls/host_match.hpp"
#include "core/tls/host_name.hpp"

#include <fmt/format.h>

namespace megactl::checks::tls_rules {

namespace {

// Who signed it: the organisation, since one has several signing keys in turn.
std::string_view authority_of(const Certificate& certificate) {
    constexpr std::string_view mark = "O = ";
    const std::string_view issuer = certificate.issuer;
    const std::size_t at = issuer.find(mark);
    if (at == std::string_view::npos) return issuer;
    return issuer.substr(at, issuer.find(", ", at) - at);
}

// The file's certificate, where it is for the host that was asked: else the server may be another one.
const Certificate* renewed_leaf(const Served& served) {
    if (!served.on_disk || !served.on_disk->file) return nullptr;
    const PemFile& file = *served.on_disk->file;
    if (file.fault != PemFault::none || file.certificates.empty()) return nullptr;
    const Certificate& leaf = file.certificates[megactl::tls::leaf_index(file.certificates, nullptr)];
    const megactl::tls::HostMatch match(leaf);
    const megactl::tls::Host host = megactl::tls::host_of(served.host);
    const bool is_covered =
        host.kind == megactl::tls::Host::Kind::address ? match.covers_address(host.text) : match.covers_name(host.text);
    return is_covered ? &leaf : nullptr;
}

}  // namespace

Findings find_renewal(const Served& served) {
    const Certificate* renewed = renewed_leaf(served);
    const Certificate* leaf = served_leaf(served);
    if (renewed == nullptr || leaf == nullptr || renewed->der == leaf->der) return {};
    if (renewed->not_before <= leaf->not_before) return {};
    // Another authority's, say that of a content network in front, is nobody's renewal.
    if (authority_of(*renewed) != authority_of(*leaf)) return {};
    Finding finding =
        finding_about_server(renewal_not_served, served,
                             fmt::format("the certificate in `{}` is renewed, but {} still serves the old one",
                                         escape_controls(served.on_disk->path), escape_controls(served.place)));
    finding.seen.push_back(fmt::format("the file's is valid from {} to {}, the served one from {} to {}",
                                       format_date(renewed->not_before), format_date(renewed->not_after),
                                       format_date(leaf->not_before), format_date(leaf->not_after)));
    finding.seen.push_back(fmt::format("{} names the file", name_of(*served.on_disk)));
    finding.help.emplace_back("reload the server: `systemctl reload nginx`, `docker compose restart web`");
    finding.help.emplace_back("let the renewal do so: `certbot renew --deploy-hook 'systemctl reload nginx'`");
    return {finding};
}

constinit const Rule renewal_not_served{
    .id = "tls/renewal-not-served",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::network,
    .summary = "the certificate was renewed, and the server still presents the old one",
    .why = R"(Most servers read their certificate when they start. Whoever renews the file and reloads nothing has a
fresh certificate on the disk and an outage on the day that the old one ends. Told by `megactl tls
probe`, and only where the file that SERVER_TLS_CERT names is for the host that was asked, of the
same authority, and younger than what the server presents.)",
    .wrong = R"(certbot renew)",
    .right = R"(certbot renew --deploy-hook 'systemctl reload nginx')",
    .fix = R"(Reload the server, and let each renewal do so. `megactl serve` notices a renewed file by itself.)",
};

}  // namespace megactl::checks::tls_rules
