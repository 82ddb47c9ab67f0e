#pragma once

#include "core/tls/holdings.hpp"

#include <openssl/x509_vfy.h>

#include <optional>

namespace megactl::tls {

// Why no certificate with the name of `last`'s issuer goes on the path that ends with `last`; nothing where there is no
// such certificate. One whose key did sign tells more than one of another key.
std::optional<Namesake> namesake_of_issuer(const Holdings& holdings, X509_STORE_CTX* context, X509* last);

// The first of the question whose name and key are those of the issuer, and which has an extension that OpenSSL can't
// read.
std::optional<HeldCertificate> broken_issuer(const Holdings& holdings, X509* last);

// One of the question that has `wrong`'s name, and whose key signed `below`.
std::optional<HeldCertificate> fitting_issuer(const Holdings& holdings, const X509* wrong, X509* below);

}  // namespace megactl::tls
