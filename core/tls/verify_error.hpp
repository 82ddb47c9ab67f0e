#pragma once

#include "core/tls/chain.hpp"

namespace megactl::tls {

// What OpenSSL's verification objects to, and where on the path: 0 is the leaf.
struct VerifyError {
    int code = 0;  // X509_V_ERR_…
    int depth = 0;
};

ChainFault::Kind kind_of(const VerifyError& error);

// The leaf's own dates, purposes, key usage and curve are judged by rules of their own.
bool is_told_elsewhere(const VerifyError& error, const Certificate& leaf);

}  // namespace megactl::tls
