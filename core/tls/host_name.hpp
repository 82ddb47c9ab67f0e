#pragma once

#include <string>
#include <string_view>

namespace megactl::tls {

// A host as people and Django's ALLOWED_HOSTS write it.
struct Host {
    enum class Kind {
        name,         // "example.org"
        address,      // "192.0.2.1", "2001:db8::1"
        subdomains,   // ".example.org": itself and whatever is below; the text is "example.org"
        any,          // "*"
        unusable,     // a port, a path, a blank: no request names such a host
        unconverted,  // beyond ASCII, and this host has no libidn2
    };
    Kind kind = Kind::unusable;
    // Lower case, without brackets and without a dot at the end; of a name beyond ASCII its `xn--` form. Of what can't
    // be used or converted the whole of it.
    std::string text;
    std::string written{};  // such a name itself; empty with any other
};

Host host_of(std::string_view written);

// No public certificate names it, and no client outside asks for it: `localhost`, a container's name, 127.0.0.1.
bool is_of_this_machine(const Host& host);
// An address of a private network (RFC 1918, RFC 4193) or of one link.
bool is_private_address(const std::string& address);

}  // namespace megactl::tls
