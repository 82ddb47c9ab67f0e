#pragma once

#include "core/tls/pem_file.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace megactl::tls {

// What an OCSP response (RFC 6960) that a server staples to its handshake says of its certificate.
struct Staple {
    enum class Word {
        good,
        revoked,
        unknown,  // the responder never heard of the certificate
        none,     // nothing that counts: see `problem`
    };
    Word word = Word::none;
    std::string problem{};  // why it says nothing: "it can't be read"
    // Whether these are past is for the reader to say. Where the responder names no end, it has newer words at any
    // time.
    std::optional<std::chrono::sys_seconds> revoked_at{};
    std::optional<std::chrono::sys_seconds> issued_at{};
    std::optional<std::chrono::sys_seconds> ends_at{};
};

// `sent` are the certificates that came with it, the server's own first. The signature is held against the issuer's key
// where the issuer is among them; else it is taken on trust. Never throws for what is in the bytes.
Staple read_staple(std::string_view der, std::span<const Certificate> sent);

}  // namespace megactl::tls
