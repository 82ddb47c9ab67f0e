#include "core/checks/tls/chains.hpp"
#include "core/checks/tls/rules.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

namespace megactl::checks::tls_rules {

namespace {

// What to say of a fault; the verdict goes on after the certificate at fault.
struct Words {
    std::string verdict;
    std::string_view help;
    std::string_view browsers = "refuse";
};

Words words_about_purpose(const ChainFault& fault) {
    // OpenSSL alone still reads the extension that Netscape had for this; the leaf's others have rules of their own.
    if (fault.depth == 0) {
        return {"is not for servers, by its `nsCertType`",
                "have it issued again without `nsCertType`, or with `server` in it", "pass over it"};
    }
    return {"may not issue for servers, by its extended key usage",
            "have the certificate issued by an authority for servers, or this one's again with `serverAuth` in its "
            "`extendedKeyUsage`, or without any"};
}

std::optional<Words> words_about(const ChainFault& fault) {
    using Kind = ChainFault::Kind;
    switch (fault.kind) {
        case Kind::path_length:
            return Words{"has more authorities below it than it allows (pathlen)",
                         "have the certificate issued by an authority nearer to it, or by one that allows more"};
        case Kind::name_constraint:
            return Words{"has a name that an authority above it may not vouch for",
                         "have it issued by an authority that may do so"};
        case Kind::purpose: return words_about_purpose(fault);
        case Kind::critical_extension:
            return Words{fmt::format("has a critical extension that OpenSSL does not know: {}", fault.extension),
                         "have it issued again without that extension, or with one that is not critical"};
        case Kind::other: return Words{"breaks the chain", "have it issued again without what OpenSSL objects to"};
        default: return std::nullopt;
    }
}

std::optional<Finding> find(const Facts& facts, const Chain& chain, const ChainFault& fault) {
    const std::optional<Words> words = words_about(fault);
    if (!words) return std::nullopt;
    Finding finding = finding_about_fault(constraint_violated, facts, chain, fault,
                                          fmt::format("{} {}", fault_words(facts, chain, fault), words->verdict));
    add_views(finding, words->browsers, "refuse", "starts");
    finding.help.emplace_back(words->help);
    return finding;
}

}  // namespace

constinit const Rule constraint_violated{
    .id = "tls/constraint-violated",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::runtime,
    .need = Need::host,
    .summary = "the path breaks what one of its authorities or OpenSSL demands",
    .why = R"(An authority may be limited: to a number of authorities below it (pathlen), to names it may vouch for
(name constraints), to purposes (extended key usage). What goes beyond is refused by every client, and
so is a certificate with an extension that is critical and unknown, or broken. OpenSSL says which; it
also refuses a server's certificate whose `nsCertType`, a relic, has no `server` in it.)",
    .wrong =
        R"(nameConstraints=critical,permitted;DNS:example.com     # of the authority; the host is www.example.org)",
    .right = R"(nameConstraints=critical,permitted;DNS:example.org)",
    .fix = R"(Have the certificate issued by an authority that may. One with an extension that is refused has to
be issued again without it.)",
    .judge = [](const Facts& facts) { return find_in_faults(facts, find); },
};

}  // namespace megactl::checks::tls_rules
