#include "core/checks/tls/served.hpp"

#include "core/base/text.hpp"
#include "core/checks/https/rules.hpp"
#include "core/checks/select.hpp"
#include "core/checks/tls/rules.hpp"
#include "core/checks/tls/served_rules.hpp"
#include "core/tls/host_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

namespace megactl::checks {

namespace {

using megactl::tls::Certificate;
using megactl::tls::RedirectWalk;
using megactl::tls::WebPlace;

// What is left out is about files and keys, and about settings.
constexpr std::string_view judged_rules[] = {
    "tls/leaf-not-first",        "tls/chain-out-of-order",
    "tls/intermediate-missing",  "tls/root-sent-along",
    "tls/unrelated-certificate", "tls/issuer-unknown",
    "tls/certificate-twice",     "tls/self-signed",
    "tls/issuer-is-no-ca",       "tls/constraint-violated",
    "tls/signature-wrong",       "tls/intermediate-expired",
    "tls/not-yet-valid",         "tls/expired",
    "tls/expires-soon",          "tls/dates-reversed",
    "tls/lifetime-too-long",     "tls/no-names",
    "tls/host-not-covered",      "tls/address-not-covered",
    "tls/wildcard-refused",      "tls/name-malformed",
    "tls/leaf-is-a-ca",          "tls/not-for-servers",
    "tls/key-usage-wrong",       "tls/must-staple",
    "tls/rsa-too-short",         "tls/rsa-exponent",
    "tls/curve-unfit",           "tls/curve-explicit",
    "tls/weak-signature",        "tls/known-bad-key",
};

constexpr std::size_t shown_address = 200;

// What the server sent, as if it were a file: its lines are the subjects, one a certificate.
megactl::tls::PemFile as_file(const Served& served) {
    std::string subjects;
    for (const Certificate& certificate : served.look.presented.sent)
        subjects += escape_controls(certificate.subject) + "\n";
    megactl::tls::PemFile file;
    file.path = served.place;
    file.source = std::make_shared<SourceText>(served.place, std::move(subjects));
    file.certificates = served.look.presented.sent;
    return file;
}

Facts facts_of(const Served& served) {
    Facts facts;
    facts.scope = {.host = true, .clock = true, .network = true};
    facts.now = served.now;
    facts.expires_within = served.expires_within.value_or(std::chrono::days(30));
    facts.expires_within_is_said = served.expires_within.has_value();
    facts.tls_hosts = {served.host};
    facts.tls_anchors = served.anchors;
    project::TlsPair pair;
    pair.certificate = project::TlsInput{
        .path = served.place, .variable = "", .named_by = "tls probe", .at = std::nullopt, .file = as_file(served)};
    std::vector<Certificate> anchors;
    for (const project::TlsInput& anchor : served.anchors) {
        if (anchor.file) std::ranges::copy(anchor.file->certificates, std::back_inserter(anchors));
    }
    const std::vector<Certificate>& sent = served.look.presented.sent;
    pair.chain = megactl::tls::verify_chain({.sent = sent,
                                             .leaf = megactl::tls::leaf_index(sent, nullptr),
                                             .anchors = anchors,
                                             .trusted = served.trusted,
                                             .at = served.now});
    facts.tls_pairs.push_back(std::move(pair));
    return facts;
}

Findings find_redirect_loop(const Served& served, const RedirectWalk& walk) {
    if (!walk.is_loop && !walk.is_endless) return {};
    const auto begin = escape_controls(text_of(walk.places.front()));
    const auto last = escape_controls(std::string_view(text_of(walk.places.back())).substr(0, shown_address));
    Finding finding = tls_rules::finding_about_server(
        https_rules::redirect_loop, served,
        begin + (walk.is_loop ? " redirects in a circle" : " redirects more than 10 times"));
    finding.seen.push_back((walk.is_loop ? "it comes again to " : "the tenth redirect leads to ") + last);
    finding.help.emplace_back(walk.is_loop ? "behind a proxy: let it set X-Forwarded-Proto, and name that header in "
                                             "SECURE_PROXY_SSL_HEADER"
                                           : "browsers give up at the 20th: is there something that each one adds?");
    return {finding};
}

// The walk ends where it leaves the host. By then HTTPS should have begun: else browsers never learn of this host's
// HSTS, and whoever stands on the way may send them elsewhere.
Findings find_plain_detour(const Served& served, const RedirectWalk& walk) {
    const WebPlace& begin = walk.places.front();
    const std::string other = text_of(walk.places.back());
    const WebPlace better{.is_https = true, .host = begin.host, .port = 443};
    Finding finding = tls_rules::finding_about_server(
        https_rules::no_redirect, served,
        fmt::format("{} leads to another host in the clear", escape_controls(text_of(begin))));
    finding.severity = Severity::warning;
    finding.seen.push_back(fmt::format("to {}", escape_controls(std::string_view(other).substr(0, shown_address))));
    finding.help.push_back(
        fmt::format("redirect to `{}` first, and from there to the other host", escape_controls(text_of(better))));
    return {finding};
}

// Of plain HTTP that gave an answer.
Findings find_plain_answer(const Served& served, const RedirectWalk& walk) {
    const WebPlace& last = walk.places.back();
    if (last.is_https) return {};
    if (last.host != walk.places.front().host) {
        const bool has_begun = std::ranges::any_of(walk.places, &megactl::tls::WebPlace::is_https);
        return has_begun ? Findings{} : find_plain_detour(served, walk);
    }
    if (walk.status < 200 || walk.status >= 300) return {};
    const auto begin = escape_controls(text_of(walk.places.front()));
    Finding finding = tls_rules::finding_about_server(
        https_rules::no_redirect, served, fmt::format("{} answers in the clear, and does not redirect", begin));
    finding.severity = Severity::warning;
    finding.help.emplace_back("redirect to HTTPS there: SECURE_SSL_REDIRECT, or `return 301` in nginx");
    return {finding};
}

// Does the header make browsers remember anything? `max-age=0` makes them forget, and without an age they pass over it
// (RFC 6797, 6.1.1).
bool is_remembered(std::string_view header) {
    for (const std::string_view directive : split(header, ';')) {
        const std::size_t equals = std::min(directive.find('='), directive.size());
        if (!equal_ignoring_case(trim(directive.substr(0, equals)), "max-age")) continue;
        std::string_view age = trim(directive.substr(std::min(equals + 1, directive.size())));
        if (age.size() >= 2 && age.front() == '"' && age.back() == '"') age = age.substr(1, age.size() - 2);
        return std::ranges::all_of(age, is_digit) && age.find_first_not_of('0') != std::string_view::npos;
    }
    return false;
}

Findings find_missing_hsts(const Served& served) {
    // An error page may lack what the site sends, and for an address the header means nothing.
    if (!served.look.http || served.look.http->status >= 400) return {};
    const auto& header = served.look.http->hsts;
    if (header && is_remembered(*header)) return {};
    if (megactl::tls::host_of(served.host).kind != megactl::tls::Host::Kind::name) return {};
    Finding finding = tls_rules::finding_about_server(
        https_rules::no_hsts, served,
        header ? fmt::format("{} sends `{}`, which switches HSTS off", escape_controls(served.place),
                             escape_controls(std::string_view(*header).substr(0, 60)))
               : fmt::format("{} sends no HSTS header", escape_controls(served.place)));
    finding.seen.push_back(fmt::format("its answer to GET / is {}", served.look.http->status));
    finding.help.emplace_back("SECURE_HSTS_SECONDS, 300 at first, then longer");
    return {finding};
}

// A cookie by the name that Django gives it. What others hold (a language, a balancer's choice) may travel in the
// clear.
Findings find_insecure_cookie(const Served& served, const Rule& rule, std::string_view cookie,
                              std::string_view setting) {
    const auto is_insecure = [&](const megactl::tls::Cookie& set) {
        return set.name == cookie && !set.is_secure && !set.is_deletion;
    };
    if (std::ranges::none_of(served.look.http->cookies, is_insecure)) return {};
    Finding finding = tls_rules::finding_about_server(
        rule, served,
        fmt::format("{} sets the cookie `{}` without `Secure`: it travels by plain HTTP too",
                    escape_controls(served.place), cookie));
    finding.help.push_back(fmt::format("`{}=True`", setting));
    return {finding};
}

}  // namespace

namespace tls_rules {

Finding finding_about_server(const Rule& rule, const Served& served, std::string headline) {
    Finding finding;
    finding.rule = rule.id;
    finding.severity = rule.severity_in(project::Mode::production);
    finding.headline = std::move(headline);
    finding.file = served.place;
    return finding;
}

}  // namespace tls_rules

const Certificate* served_leaf(const Served& served) {
    const std::vector<Certificate>& sent = served.look.presented.sent;
    return sent.empty() ? nullptr : &sent[megactl::tls::leaf_index(sent, nullptr)];
}

namespace {

// Over the network a private root is no excuse: whoever comes has what this host has.
void adapt(const Served& served, Finding& finding) {
    if (served.expires_within && finding.rule == tls_rules::expires_soon.id) finding.severity = Severity::error;
    if (finding.rule == tls_rules::issuer_unknown.id) {
        finding.severity = Severity::error;
        finding.help.emplace_back("a host without `ca-certificates` knows no authority at all");
    }
    if (finding.rule == tls_rules::must_staple.id) {
        finding.severity = Severity::error;
        finding.seen.emplace_back("the server sends none");
    }
    // What is said of a file that somebody named makes no sense of a server.
    std::erase(finding.seen, "`tls probe` names it");
    const std::string named = fmt::format("`--ca {}`", escape_controls(served.place));
    std::erase_if(finding.help, [&](const std::string& text) { return text.find(named) != std::string::npos; });
}

report::Report judge_certificates(const Served& served) {
    if (served_leaf(served) == nullptr) return {};
    Selection selection;
    selection.only.assign(std::begin(judged_rules), std::end(judged_rules));
    report::Report report = judge(facts_of(served), selection);
    // A staple that is there does what the certificate demands, or is told of by a rule of its own.
    if (served.look.presented.staple)
        std::erase_if(report.findings,
                      [](const Finding& finding) { return finding.rule == tls_rules::must_staple.id; });
    for (Finding& finding : report.findings)
        adapt(served, finding);
    return report;
}

bool is_same(const std::vector<Certificate>& one, const std::vector<Certificate>& other) {
    return std::ranges::equal(one, other, {}, &Certificate::der, &Certificate::der);
}

void add(report::Report& report, const Rule& rule, Findings findings) {
    report.rules.push_back(rule.id);
    std::ranges::move(findings, std::back_inserter(report.findings));
}

// What one address presents: its certificates, and the staple with them.
report::Report judge_presented(const Served& served) {
    report::Report report = judge_certificates(served);
    add(report, tls_rules::revoked, tls_rules::find_revoked(served));
    add(report, tls_rules::staple_unfit, tls_rules::find_unfit_staple(served));
    return report;
}

// Another address is judged where it presents something else; the same is told once. With the same certificates that
// can only be its staple.
Findings judge_other(const Served& served, const megactl::tls::OtherAddress& other, const Findings& told) {
    if (!other.presented) return {};
    Served there = served;
    there.place = fmt::format("{} at {}", served.place, other.address);
    there.look.presented = *other.presented;
    Findings findings = judge_presented(there).findings;
    if (!is_same(other.presented->sent, served.look.presented.sent)) return findings;
    std::erase_if(findings, [&](const Finding& finding) {
        const bool is_about_staple =
            is_one_of(finding.rule, {tls_rules::must_staple.id, tls_rules::revoked.id, tls_rules::staple_unfit.id});
        return !is_about_staple || std::ranges::find(told, finding.rule, &Finding::rule) != told.end();
    });
    return findings;
}

}  // namespace

report::Report judge_served(const Served& served) {
    report::Report report = judge_presented(served);
    const Findings told = report.findings;
    for (const megactl::tls::OtherAddress& other : served.look.others)
        std::ranges::move(judge_other(served, other, told), std::back_inserter(report.findings));
    add(report, tls_rules::old_version_taken, tls_rules::find_old_versions(served));
    if (served.on_disk) add(report, tls_rules::renewal_not_served, tls_rules::find_renewal(served));
    if (served.look.http) {
        add(report, https_rules::no_hsts, find_missing_hsts(served));
        add(report, https_rules::session_cookie_insecure,
            find_insecure_cookie(served, https_rules::session_cookie_insecure, "sessionid", "SESSION_COOKIE_SECURE"));
        add(report, https_rules::csrf_cookie_insecure,
            find_insecure_cookie(served, https_rules::csrf_cookie_insecure, "csrftoken", "CSRF_COOKIE_SECURE"));
    }
    if (served.walk) {
        add(report, https_rules::redirect_loop, find_redirect_loop(served, *served.walk));
        add(report, https_rules::no_redirect, find_plain_answer(served, *served.walk));
    }
    sort_by_severity(report.findings);
    return report;
}

}  // namespace megactl::checks
