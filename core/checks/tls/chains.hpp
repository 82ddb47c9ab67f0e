#pragma once

#include "core/checks/tls/pairs.hpp"
#include "core/tls/chain.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the rules about chains share: the verified path of each pair, and words for what is on it.
namespace megactl::checks::tls_rules {

using megactl::tls::ChainFault;
using megactl::tls::ChainPlace;
using megactl::tls::ChainVerdict;
using megactl::tls::HeldCertificate;

struct Chain {
    const TlsPair* pair = nullptr;
    LookedAt file{};
    const ChainVerdict* verdict = nullptr;
    const Certificate* leaf = nullptr;
    std::size_t leaf_index = 0;

    const std::vector<Certificate>& sent() const { return file.file->certificates; }
};

// An authority on the path of a chain.
struct Authority {
    const Certificate* certificate = nullptr;
    std::optional<LookedAt> file{};  // that holds it: the chain's, or one of `--chain` or `--ca`; else this host has it
    bool is_sent = false;
    std::string_view store{};  // where this host has it, the file of its store

    bool is_at_hand() const;  // `--chain` has it, and the chain's file has it not
};

// One for each pair whose certificates were verified.
std::vector<Chain> chains(const Facts& facts);

// The findings of a rule that looks at one chain at a time, at one certificate of the file, at one fault of the path.
using FindInChain = std::optional<Finding> (*)(const Facts&, const Chain&);
using FindInSent = std::optional<Finding> (*)(const Facts&, const Chain&, std::size_t sent);
using FindInFault = std::optional<Finding> (*)(const Facts&, const Chain&, const ChainFault&);
Findings find_in_chains(const Facts& facts, FindInChain find);
Findings find_in_sent(const Facts& facts, FindInSent find);
Findings find_in_faults(const Facts& facts, FindInFault find);
// The findings of a rule that looks at one authority on a path at a time; one that is not sent is told of once, however
// many paths it is on.
using FindInAuthority = std::optional<Finding> (*)(const Facts&, const Chain&, const Authority&);
Findings find_in_authorities(const Facts& facts, FindInAuthority find);
// Of a rule that looks in two ways.
Findings joined(Findings first, Findings second);

// The server's own, or an authority on the path to the anchor.
bool is_used(const Chain& chain, std::size_t sent);
// An authority on the path, the root as well: its key signs for the next below.
bool is_authority_above(const Chain& chain, std::size_t sent);

// The one that a verdict on this chain speaks of, and the file that holds it.
Authority authority_of(const Facts& facts, const Chain& chain, const HeldCertificate& held);

// "`CN = R3`"
std::string subject_words(const std::string& name);
// "`CN = R3` (line 31)"
std::string certificate_words(const Chain& chain, std::size_t sent);
// Likewise, or "`CN = R3`, which this host trusts,".
std::string authority_words(const Authority& authority);
// What the one at fault is, and where it comes from: "`CN = R3`" where it is sent, "the root `CN = X1` that `--ca`
// names".
std::string fault_words(const Facts& facts, const Chain& chain, const ChainFault& fault);
// A finding about one certificate of the file; `label` are the words at its block.
Finding finding_about_sent(const Rule& rule, const Facts& facts, const Chain& chain, std::size_t sent,
                           std::string headline, std::string label);
// A finding about an authority: at its certificate where a file of the question holds it, else of the file in the
// host's store, with the leaf beside it.
Finding finding_about_authority(const Rule& rule, const Facts& facts, const Chain& chain, const Authority& authority,
                                std::string headline, std::string label);
// A finding about the key of one, which is too weak: "an RSA key of 1024 bits".
Finding finding_about_weak_key(const Rule& rule, const Facts& facts, const Chain& chain, const Authority& authority,
                               std::string_view key);
// A finding about a fault on the path, likewise.
Finding finding_about_fault(const Rule& rule, const Facts& facts, const Chain& chain, const ChainFault& fault,
                            std::string headline);
// What browsers, OpenSSL and nginx each make of it, as one line.
void add_views(Finding& finding, std::string_view browsers, std::string_view openssl, std::string_view nginx);
// What nginx makes of an authority that OpenSSL finds too weak, in whose words it says so: "ca key too small".
std::string nginx_view(const Authority& authority, std::string_view refusal);

}  // namespace megactl::checks::tls_rules
