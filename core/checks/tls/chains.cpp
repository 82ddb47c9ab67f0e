#include "core/checks/tls/chains.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace megactl::checks::tls_rules {

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

bool is_used(const Chain& chain, std::size_t sent) {
    const ChainPlace place = chain.verdict->places[sent];
    return place == ChainPlace::leaf || place == ChainPlace::on_path;
}

bool is_authority_above(const Chain& chain, std::size_t sent) {
    return sent != chain.leaf_index && is_used(chain, sent);
}

Findings joined(Findings first, Findings second) {
    std::ranges::move(second, std::back_inserter(first));
    return first;
}

std::string subject_words(const std::string& name) {
    return name.empty() ? "one without a name" : fmt::format("`{}`", escape_controls(name));
}

std::string certificate_words(const Chain& chain, std::size_t sent) {
    const Certificate& certificate = chain.sent()[sent];
    return fmt::format("{} (line {})", subject_words(certificate.subject), certificate.line);
}

Finding finding_about_sent(const Rule& rule, const Facts& facts, const Chain& chain, std::size_t sent,
                           std::string headline, std::string label) {
    return finding_about(rule, facts, chain.file, std::move(headline), chain.sent()[sent].line, std::move(label));
}

Finding finding_about_fault(const Rule& rule, const Facts& facts, const Chain& chain, const ChainFault& fault,
                            std::string headline) {
    const std::string label = escape_controls(fault.subject);
    Finding finding = finding_about_sent(rule, facts, chain, fault.sent.value_or(chain.leaf_index), std::move(headline),
                                         fault.sent ? label : escape_controls(chain.leaf->subject));
    const std::string steps = fault.depth == 0 ? "at" : count_of(fault.depth, "step", "steps") + " above";
    finding.seen.push_back(fmt::format("OpenSSL: {}, {} the certificate of the server", fault.words, steps));
    return finding;
}

void add_views(Finding& finding, std::string_view browsers, std::string_view openssl, std::string_view nginx) {
    finding.seen.push_back(
        fmt::format("browsers: {}; OpenSSL, curl and Python: {}; nginx: {}", browsers, openssl, nginx));
}

Finding finding_about_weak_key(const Rule& rule, const Facts& facts, const Chain& chain, std::size_t sent,
                               std::string_view key) {
    Finding finding = finding_about_sent(rule, facts, chain, sent,
                                         fmt::format("{} has {}", certificate_words(chain, sent), key), "of this key");
    add_views(finding, "refuse", "refuse at Debian's level of security", "does not start, `ca key too small`");
    finding.help.emplace_back("have the certificate issued by an authority of today");
    return finding;
}

}  // namespace megactl::checks::tls_rules
