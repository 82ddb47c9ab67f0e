#pragma once

#include "core/tls/pem_blocks.hpp"
#include "core/tls/pem_file.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace megactl::tls {

struct EncryptedKey {};
struct Undecodable {};
struct OtherBlock {
    std::string label;
};

// What a PEM block holds.
using Decoded = std::variant<Certificate, PrivateKey, EncryptedKey, OtherBlock, Undecodable>;

// A passphrase is never asked for; nothing of a key is kept but what PrivateKey tells.
Decoded decode(const PemBlock& block);
// The same of the bytes alone, without PEM's lines around them.
Decoded decode_der(std::string_view bytes, std::string_view label);

bool is_certificate_label(std::string_view label);
bool is_private_key_label(std::string_view label);

// Content that is one DER value, and the label its block would have as PEM ("" where that can't be told); the fault is
// none where it is no DER.
struct DerContent {
    PemFault fault = PemFault::none;
    std::string label;
};
DerContent classify_der(std::string_view content);

// Overwrites a text that may hold a key.
void cleanse(std::string& text);

}  // namespace megactl::tls
