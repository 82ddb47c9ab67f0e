#pragma once

#include "core/base/freed.hpp"
#include "core/tls/openssl_handles.hpp"
#include "core/tls/pem_file.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

// What OpenSSL's things say, in our words; shared by the sources of this room.
namespace megactl::tls {

using Pkey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using GeneralNames = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;

// Nothing where its dates can't be read. The line stays 0.
std::optional<Certificate> describe_certificate(X509* x509);
// "EC P-256", "RSA 2048", "Ed25519"
std::string key_type(EVP_PKEY* key);
// SubjectPublicKeyInfo, DER; one encoding a key: a point may be written compressed or not.
std::string public_key(EVP_PKEY* key);
// The dNSName and iPAddress entries; null holds none.
std::vector<std::string> names_in(const GENERAL_NAMES* entries);

// What `encode`, an i2d function, makes of `thing`.
template <class Thing, class Encode>
std::string der_of(Thing* thing, Encode encode) {
    unsigned char* bytes = nullptr;
    const int length = encode(thing, &bytes);
    if (length < 0) return {};
    const std::unique_ptr<unsigned char, decltype([](unsigned char* p) { OPENSSL_free(p); })> owner(bytes);
    return {as_characters(bytes), static_cast<std::size_t>(length)};
}

}  // namespace megactl::tls
