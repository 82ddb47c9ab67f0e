#pragma once

#include "core/tls/pem_file.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace megactl::tls {

// What people look up in a certificate, and no rule asks for.
struct CertificateDetails {
    std::string serial;                  // hexadecimal, lower case
    std::string sha256;                  // of the whole certificate, hexadecimal
    std::vector<std::string> key_usage;  // "digitalSignature", …: RFC 5280's words; empty: any
    std::vector<std::string> purposes;   // "serverAuth", "clientAuth", …, an unknown one by its numbers; empty: any
};

CertificateDetails details_of(const Certificate& certificate);

// SHA-256 of a SubjectPublicKeyInfo as base64: the form of `curl --pinnedpubkey sha256//…`. The same for a key, its
// request and its certificate.
std::string key_fingerprint(std::string_view public_key);

}  // namespace megactl::tls
