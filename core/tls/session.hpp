#pragma once

#include "core/os/reached.hpp"
#include "core/tls/pem_file.hpp"
#include "core/tls/staple.hpp"
#include "core/tls/wire.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct bio_st;
struct ssl_st;

namespace megactl::tls {

enum class Version { tls_1_0, tls_1_1, tls_1_2, tls_1_3 };

std::string_view name_of(Version version);  // "TLS 1.2"

// What the client says of itself.
struct Offer {
    std::string server_name{};             // empty: none is sent, as for an address
    std::optional<Version> only{};         // else any
    std::vector<std::string> protocols{};  // ALPN: "h2", "http/1.1"
};

// What a server has shown in its handshake.
struct Presented {
    std::string version;  // "TLS 1.3"
    std::string cipher;
    std::string group;               // of the key exchange; empty where it can't be told
    std::string protocol;            // chosen by ALPN; empty where none was
    std::vector<Certificate> sent;   // as it sent them, at most 100; their lines count from 1
    std::optional<Staple> staple{};  // the first that came: some servers have none at the first handshake
};

// TLS as a client that looks at everything and trusts nothing: any certificate is taken, and old versions and weak
// ciphers are offered. Nothing secret may be sent through it; a peer's own cookies go back to it.
class Session {
public:
    static os::Reached<Session> shake_hands(Wire wire, const Offer& offer);
    Session(Session&& other) noexcept;
    Session& operator=(Session&& other) noexcept;
    ~Session();

    Presented presented() const;

    os::Reached<bool> send(std::string_view bytes);
    // As Wire::receive.
    os::Reached<std::string> receive();

private:
    struct Handles;
    Session(Wire wire, std::unique_ptr<Handles> handles);
    // Sends what OpenSSL has for the peer, and gives it what the peer sends.
    os::Reached<bool> flush();
    os::Reached<bool> feed();

    Wire wire_;
    std::unique_ptr<Handles> handles_;
};

}  // namespace megactl::tls
