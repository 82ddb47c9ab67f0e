#pragma once

#include "core/checks/tls/pairs.hpp"
#include "core/tls/host_match.hpp"
#include "core/tls/host_name.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// What the rules about names share: which certificate is asked, for which hosts, and what it says.
namespace megactl::checks::tls_rules {

using megactl::tls::Host;

// The certificate that the server presents: the key's, where the file holds it at another place, else the first.
// Null where the file is at fault.
const Certificate* presented_certificate(const TlsPair& pair);
// The findings of a rule that looks at that certificate of one pair at a time.
using FindInPresented = std::optional<Finding> (*)(const Facts&, const LookedAt&, const Certificate&);
Findings find_in_presented(const Facts& facts, FindInPresented find);

// The hosts that one pair is held against, and whom it covers. With `--host` DJANGO_ALLOWED_HOSTS is not asked.
struct NamesQuestion {
    const TlsPair* pair = nullptr;
    const Certificate* certificate = nullptr;
    std::vector<Host> asked{};    // by `--host`
    std::vector<Host> allowed{};  // by DJANGO_ALLOWED_HOSTS, each once, without those of this machine
};

// One for each pair whose certificate names anything: without a name there is nothing to compare.
std::vector<NamesQuestion> names_questions(const Facts& facts);

// Does the certificate cover the host itself, of `.example.org` the name `example.org`?
bool covers(const megactl::tls::HostMatch& match, const Host& host);
// A wildcard covers what stands directly below.
bool covers_below(const megactl::tls::HostMatch& match, const Host& host);

// "`a`, `b` and 3 more"
std::string hosts_words(const std::vector<Host>& hosts);
// "it is for example.org and www.example.org"
std::string is_for_words(const Certificate& certificate);

// A finding about hosts of DJANGO_ALLOWED_HOSTS; it shows where they are said.
Finding finding_about_allowed(const Rule& rule, const Facts& facts, const NamesQuestion& question,
                              std::string headline);
// A finding about the names in the certificate.
Finding finding_about_names(const Rule& rule, const Facts& facts, const NamesQuestion& question, std::string headline);

}  // namespace megactl::checks::tls_rules
