#pragma once

#include "core/checks/rule.hpp"

#include <optional>
#include <string>
#include <vector>

// What the rules of `tls` share: which files to look at, and how a finding points at them.
namespace megactl::checks::tls_rules {

using megactl::tls::Certificate;
using megactl::tls::PemFault;
using megactl::tls::PemFile;
using megactl::tls::PrivateKey;
using project::TlsInput;
using project::TlsPair;

enum class Role { certificate, key, chain, authority };

// Somebody named a file; an empty name says that there is none.
bool is_named(const std::optional<TlsInput>& input);

// A named file that was looked at.
struct LookedAt {
    const TlsPair* pair = nullptr;
    const TlsInput* input = nullptr;
    const PemFile* file = nullptr;
    Role role = Role::certificate;
};

// Nothing where the file was not looked at.
std::optional<LookedAt> certificate_file(const TlsPair& pair);
std::optional<LookedAt> key_file(const TlsPair& pair);
// The files of `--chain` and `--ca`.
std::vector<LookedAt> authority_files(const Facts& facts);
// One of them can't be read, or not to its end, as rules of its own tell: what it should hold is not known then.
bool lacks_authorities(const Facts& facts);
// All of them; a path that is named again is left out.
std::vector<LookedAt> distinct_files(const Facts& facts);

// The findings of a rule that looks at one file at a time.
Findings find_in_files(const Facts& facts, std::optional<Finding> (*find)(const Facts&, const LookedAt&));

// The certificate a server would send first, and the key it would use; nothing where the file is at fault.
const Certificate* leaf_of(const TlsPair& pair);
const PrivateKey* key_of(const TlsPair& pair);
// Does the file hold a private key, and no certificate a server could send? The same the other way round.
bool holds_only_a_key(const PemFile& file);
bool holds_only_certificates(const PemFile& file);
bool is_swapped(const TlsPair& pair);
// A PKCS#7 bundle and nothing else, as PEM or DER.
bool holds_only_pkcs7(const PemFile& file);

// SERVER_TLS_CERT, or `--cert` where a flag said it.
std::string name_of(const TlsInput& input);
// What people here find the file by: the host's path, where the input names one in a container.
const std::string& path_of(const LookedAt& looked_at);
// "certificate file `a.pem`", "key file `a.key`".
std::string file_words(const LookedAt& looked_at);
// "the certificate in `a.pem`".
std::string certificate_words(const LookedAt& looked_at);
// What there is in a file, in words: "a private key and a certificate request (CSR)".
std::string contents_of(const PemFile& file);
// A path as a shell takes it in a command to paste.
std::string shell_word(const std::string& path);

// The line of a PEM block, or nothing where the file has no text or `line` is 0.
std::optional<Location> block_at(const PemFile& file, std::size_t line);

// A finding of `rule` about a file. It points at who named the file where a file of the project did, else at the
// block at `line`, else its `file` is set; `label` are the words there.
Finding finding_about(const Rule& rule, const Facts& facts, const LookedAt& looked_at, std::string headline,
                      std::size_t line, std::string label);

}  // namespace megactl::checks::tls_rules
