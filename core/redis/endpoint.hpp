#pragma once

#include "core/base/result.hpp"
#include "core/base/secret.hpp"
#include "core/base/url.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace megactl::redis {

// How to meet a server that speaks TLS; what is empty takes the system's.
struct TlsOptions {
    bool verifies = true;               // ssl_cert_reqs; `none` trusts whoever answers
    bool checks_name = true;            // ssl_check_hostname
    std::filesystem::path authorities;  // ssl_ca_certs
    std::filesystem::path certificate;  // ssl_certfile: what we show
    std::filesystem::path key;          // ssl_keyfile
};

// A server, one of its databases, and who we are there.
struct Endpoint {
    enum class Transport { tcp, tls, unix_socket };

    Transport transport = Transport::tcp;
    std::string host = "localhost";
    std::uint16_t port = 6379;
    std::filesystem::path socket;
    std::string user;  // empty for the default user
    Secret password;
    std::uint32_t database = 0;
    TlsOptions tls;

    // Its URL without user, password and query: two URLs of one place have one name.
    std::string name() const;
};

// `redis://`, `rediss://` and `redis+socket://`, as Celery reads them.
bool is_redis_scheme(std::string_view scheme);
Result<Endpoint> endpoint_of(const Url& url);

}  // namespace megactl::redis
