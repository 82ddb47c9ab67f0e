#include "core/checks/tls/chains.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

namespace megactl::checks::tls_rules {

namespace {

std::string words_at_line(const Certificate& certificate) {
    return fmt::format("{} (line {})", subject_words(certificate.subject), certificate.line);
}

}  // namespace

std::vector<Chain> chains(const Facts& facts) {
    std::vector<Chain> answer;
    for (const TlsPair& pair : facts.tls_pairs) {
        if (!pair.chain || leaf_of(pair) == nullptr) continue;
        Chain chain{.pair = &pair, .file = *certificate_file(pair), .verdict = &*pair.chain};
        chain.leaf_index = megactl::tls::leaf_index(chain.sent(), key_of(pair));
        chain.leaf = &chain.sent()[chain.leaf_index];
        if (chain.verdict->places.size() == chain.sent().size()) answer.push_back(chain);
    }
    return answer;
}

Findings find_in_chains(const Facts& facts, FindInChain find) {
    Findings findings;
    for (const Chain& chain : chains(facts)) {
        if (auto finding = find(facts, chain)) findings.push_back(*std::move(finding));
    }
    return findings;
}

Findings find_in_sent(const Facts& facts, FindInSent find) {
    Findings findings;
    for (const Chain& chain : chains(facts)) {
        for (std::size_t sent = 0; sent < chain.sent().size(); ++sent)
            if (auto finding = find(facts, chain, sent)) findings.push_back(*std::move(finding));
    }
    return findings;
}

Findings find_in_faults(const Facts& facts, FindInFault find) {
    Findings findings;
    for (const Chain& chain : chains(facts)) {
        for (const ChainFault& fault : chain.verdict->faults)
            if (auto finding = find(facts, chain, fault)) findings.push_back(*std::move(finding));
    }
    return findings;
}

Findings find_in_authorities(const Facts& facts, FindInAuthority find) {
    Findings findings;
    std::set<std::string_view> told;
    for (const Chain& chain : chains(facts)) {
        const auto look_at = [&](const Authority& authority) {
            auto finding = find(facts, chain, authority);
            if (finding && (authority.is_sent || told.insert(authority.certificate->der).second))
                findings.push_back(*std::move(finding));
        };
        for (std::size_t sent = 0; sent < chain.sent().size(); ++sent)
            if (is_authority_above(chain, sent)) look_at({&chain.sent()[sent], chain.file, true});
        for (const HeldCertificate& held : chain.verdict->unsent)
            look_at(authority_of(facts, chain, held));
    }
    return findings;
}

bool Authority::is_at_hand() const {
    return !is_sent && file && file->role == Role::chain;
}

Authority authority_of(const Facts& facts, const Chain& chain, const HeldCertificate& held) {
    if (held.sent) return {.certificate = &chain.sent()[*held.sent], .file = chain.file, .is_sent = true};
    for (const LookedAt& file : authority_files(facts)) {
        const auto& all = file.file->certificates;
        const auto same = std::ranges::find(all, held.certificate.der, &Certificate::der);
        if (same != all.end()) return {.certificate = &*same, .file = file};
    }
    return {.certificate = &held.certificate, .store = held.store};
}

bool is_used(const Chain& chain, std::size_t sent) {
    const ChainPlace place = chain.verdict->places[sent];
    return place == ChainPlace::leaf || place == ChainPlace::on_path;
}

bool is_authority_above(const Chain& chain, std::size_t sent) {
    const ChainPlace place = chain.verdict->places[sent];
    return place == ChainPlace::on_path || place == ChainPlace::root;
}

Findings joined(Findings first, Findings second) {
    std::ranges::move(second, std::back_inserter(first));
    return first;
}

std::string subject_words(const std::string& name) {
    return name.empty() ? "one without a name" : fmt::format("`{}`", escape_controls(name));
}

std::string certificate_words(const Chain& chain, std::size_t sent) {
    return words_at_line(chain.sent()[sent]);
}

std::string authority_words(const Authority& authority) {
    return authority.file ? words_at_line(*authority.certificate)
                          : subject_words(authority.certificate->subject) + ", which this host trusts,";
}

Finding finding_about_sent(const Rule& rule, const Facts& facts, const Chain& chain, std::size_t sent,
                           std::string headline, std::string label) {
    return finding_about(rule, facts, chain.file, std::move(headline), chain.sent()[sent].line, std::move(label));
}

Finding finding_about_authority(const Rule& rule, const Facts& facts, const Chain& chain, const Authority& authority,
                                std::string headline, std::string label) {
    if (authority.file) {
        return finding_about(rule, facts, *authority.file, std::move(headline), authority.certificate->line,
                             std::move(label));
    }
    Finding finding =
        finding_about_sent(rule, facts, chain, chain.leaf_index, std::move(headline), "its path leads there");
    if (!authority.store.empty()) {
        if (finding.primary) finding.related.insert(finding.related.begin(), *std::exchange(finding.primary, {}));
        finding.file = authority.store;
    }
    return finding;
}

std::string fault_words(const Facts& facts, const Chain& chain, const ChainFault& fault) {
    const Authority authority = authority_of(facts, chain, fault.held);
    std::string subject = subject_words(authority.certificate->subject);
    if (authority.is_sent || fault.held.certificate.der.empty()) return subject;
    const bool is_root = authority.certificate->subject == authority.certificate->issuer;
    const std::string what = fmt::format("the {} {}", is_root ? "root" : "authority", subject);
    if (!authority.file) return what + " that this host trusts";
    return fmt::format("{} that {} names", what, name_of(*authority.file->input));
}

Finding finding_about_fault(const Rule& rule, const Facts& facts, const Chain& chain, const ChainFault& fault,
                            std::string headline) {
    Finding finding = finding_about_authority(rule, facts, chain, authority_of(facts, chain, fault.held),
                                              std::move(headline), escape_controls(fault.held.certificate.subject));
    const std::string steps = fault.depth == 0 ? "at" : count_of(fault.depth, "step", "steps") + " above";
    finding.seen.push_back(fmt::format("OpenSSL: {}, {} the certificate of the server", fault.words, steps));
    return finding;
}

void add_views(Finding& finding, std::string_view browsers, std::string_view openssl, std::string_view nginx) {
    finding.seen.push_back(
        fmt::format("browsers: {}; OpenSSL, curl and Python: {}; nginx: {}", browsers, openssl, nginx));
}

std::string nginx_view(const Authority& authority, std::string_view refusal) {
    if (authority.is_sent) return fmt::format("does not start, `{}`", refusal);
    return authority.is_at_hand() ? fmt::format("does not start with it, `{}`", refusal) : "starts";
}

Finding finding_about_weak_key(const Rule& rule, const Facts& facts, const Chain& chain, const Authority& authority,
                               std::string_view key) {
    Finding finding = finding_about_authority(rule, facts, chain, authority,
                                              fmt::format("{} has {}", authority_words(authority), key), "of this key");
    add_views(finding, "refuse", "refuse at Debian's level of security", nginx_view(authority, "ca key too small"));
    finding.help.emplace_back("have the certificate issued by an authority of today");
    return finding;
}

}  // namespace megactl::checks::tls_rules
