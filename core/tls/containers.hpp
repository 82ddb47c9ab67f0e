#pragma once

#include "core/tls/contents.hpp"

#include <optional>
#include <string_view>
#include <vector>

// Files and blocks that hold several things; shared by the sources of this room.
namespace megactl::tls {

// The certificates of a PKCS#7 file; nothing where it is none.
std::optional<std::vector<Item>> items_of_pkcs7(std::string_view der);

enum class Pkcs12Lock {
    open,
    needs_password,
    too_costly,  // it wants more rounds of its password's hash than anybody would wait for
    outdated,    // OpenSSL 3 does not open it any more without its legacy provider
    damaged,
};

struct Pkcs12Contents {
    Pkcs12Lock lock = Pkcs12Lock::open;
    std::vector<Item> items;
};
// Tried without a password and with the empty one, which are not the same; none is ever asked for.
Pkcs12Contents contents_of_pkcs12(std::string_view der);

// Nothing where it is no such thing.
std::optional<CertificateRequest> request_of(std::string_view der);
std::optional<PublicKey> public_key_of(std::string_view der);
// PKCS#8 under a passphrase.
bool is_encrypted_key(std::string_view der);

}  // namespace megactl::tls
