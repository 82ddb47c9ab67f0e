#pragma once

#include "core/tls/chain.hpp"
#include "core/tls/openssl_handles.hpp"

#include <openssl/x509_vfy.h>

#include <memory>
#include <span>
#include <string>

namespace megactl::tls {

using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;

// What a path may end at: `anchors`, and what this host trusts. Without anchors the self-signed ones `at_hand` count as
// well. A folder of hashed names is asked for the issuers that are wanted, and costs nothing else; a bundle is read
// whole, so only where one is named or the host has nothing else.
Store make_trust_store(const TrustPlaces& places, std::span<const Certificate> anchors,
                       std::span<const Certificate> at_hand);

// The file that the store has this one from, where no question brought it; links are followed.
std::string file_in_store(const TrustPlaces& places, X509* certificate);

bool is_self_signed(X509* certificate);

}  // namespace megactl::tls
