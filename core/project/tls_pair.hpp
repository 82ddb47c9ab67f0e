#pragma once

#include "core/base/source.hpp"
#include "core/tls/chain.hpp"
#include "core/tls/pem_file.hpp"

#include <optional>
#include <string>
#include <vector>

namespace megactl::project {

// A certificate or key as somebody named it.
struct TlsInput {
    std::string path;            // empty: said to be none
    std::string variable;        // "SERVER_TLS_CERT"; empty where a flag said it
    std::string named_by;        // "--cert", "the environment", "service web"
    std::optional<Location> at;  // where a file of the project says it
    // What is there; nothing where the path is of a container, or the scope leaves the host out.
    std::optional<tls::PemFile> file;
    std::string lies_at{};    // of a file of a container: what it is here, as far as that is known
    std::string kept_in{};    // of a file that is not here: what has it in the container, "the volume `certs`"
    std::string remedy{};     // of a file that the container certainly lacks: what brings it
    bool is_content = false;  // what belongs into the file was said instead of its path, which is masked then
};

// The hosts that the site answers to, as somebody set DJANGO_ALLOWED_HOSTS.
struct AllowedHosts {
    std::vector<std::string> entries;  // as written
    std::string named_by;              // "the environment", "service web"
    std::optional<Location> at;        // where a file of the project says it
};

// What one server would use.
struct TlsPair {
    std::string service;  // or "deployment/shop/web"; empty for the command line and the environment
    std::optional<TlsInput> certificate{};
    std::optional<TlsInput> key{};
    // Nothing where nobody says them, or what is said can't be told.
    std::optional<AllowedHosts> allowed_hosts{};
    // Nothing where the certificate file is at fault, or was not looked at.
    std::optional<tls::ChainVerdict> chain{};
    std::string title{};            // "service `web`"; empty where `service` is
    bool has_unseen_image = false;  // its image is made elsewhere, and may set variables of its own
};

}  // namespace megactl::project
