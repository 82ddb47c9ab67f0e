#include "core/checks/tls/served.hpp"

#include "core/base/text.hpp"
#include "core/checks/select.hpp"
#include "core/checks/tls/rules.hpp"
#include "core/checks/tls/served_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

namespace megactl::checks {

namespace {

using megactl::tls::Certificate;

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
    "tls/extension-broken",
};

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

void add_findings(report::Report& report, const Rule& rule, Findings findings) {
    report.rules.push_back(rule.id);
    std::ranges::move(findings, std::back_inserter(report.findings));
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

// What one address presents: its certificates, and the staple with them.
report::Report judge_presented(const Served& served) {
    report::Report report = judge_certificates(served);
    tls_rules::add_findings(report, tls_rules::revoked, tls_rules::find_revoked(served));
    tls_rules::add_findings(report, tls_rules::staple_unfit, tls_rules::find_unfit_staple(served));
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
    tls_rules::add_findings(report, tls_rules::old_version_taken, tls_rules::find_old_versions(served));
    if (served.on_disk) tls_rules::add_findings(report, tls_rules::renewal_not_served, tls_rules::find_renewal(served));
    tls_rules::judge_answers(served, report);
    sort_by_severity(report.findings);
    return report;
}

}  // namespace megactl::checks
