#pragma once

#include <cstdint>
#include <span>

namespace megactl::tls {

// The first eight bytes, in order, of the SHA-256 of public keys (SubjectPublicKeyInfo, DER) whose private halves lie
// open in public repositories.
extern const std::span<const std::uint64_t> published_keys;

}  // namespace megactl::tls
